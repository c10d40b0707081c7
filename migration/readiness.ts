// Every prerequisite of AWS's online migration that can be judged so far, as findings: all of them at once.
import { finding, preparing, type Finding } from "./findings.ts";
import type { GroupReading, SourceReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { atLeast } from "./rdb.ts";
import { loadable, sourceReadiness } from "./sourceReadiness.ts";

export interface Evidence {
  readonly group: GroupReading;
  /** `databases` of the group's parameter group; undefined when AWS did not tell. */
  readonly targetDatabases: number | undefined;
  readonly source: SourceReading;
  readonly test: "passed" | "failed" | "inconclusive" | "notRun";
  readonly testEvidence: string;
}

export function readiness(plan: Plan, evidence: Evidence): Finding[] {
  return [
    ...configured(plan),
    ...target(plan, evidence),
    ...sourceReadiness(plan, evidence.source),
    ...tested(evidence),
  ];
}

function* configured({ source, target }: Plan): Iterable<Finding> {
  const floor = target.engine === "redis" ? "5.0.6" : "7.2";
  if (!atLeast(target.engineVersion, floor)) {
    yield finding(
      "target-engine-version",
      "blocking",
      `${target.engine} ${target.engineVersion}`,
      `${floor} or newer`,
      `set target.engineVersion to ${floor} or newer`,
      preparing,
    );
  }
  if (!atLeast(source.version, "2.8.21")) {
    yield finding(
      "source-version",
      "blocking",
      source.version,
      "2.8.21 or newer",
      "upgrade the source first",
      preparing,
    );
  }
  if (/^cache\.r6gd\./.test(target.nodeType)) {
    yield finding(
      "target-node-type",
      "blocking",
      target.nodeType,
      "a node type without data tiering",
      "choose another target.nodeType",
      preparing,
    );
  }
  yield* loadable(source.engine, source.version, target, "source.version");
}

function* target(plan: Plan, { group, targetDatabases }: Evidence): Iterable<Finding> {
  if (group.kind === "absent") {
    yield finding("target-absent", "blocking", "no such group", plan.groupId, "run pulumi up in prepare", preparing);
    return;
  }
  const put = (code: string, found: string, expected: string) =>
    finding(
      code,
      "blocking",
      found,
      expected,
      "set it back as the program provisions it (pulumi up in prepare)",
      preparing,
    );
  if (group.transitEncryption)
    yield put("target-in-transit-encryption", "encryption in transit is on", "encryption in transit off");
  if (!group.multiAz) yield put("target-multi-az", "Multi-AZ is off", "Multi-AZ on");
  if (!group.automaticFailover) yield put("target-failover", "automatic failover is off", "automatic failover on");
  if (group.dataTiering) yield put("target-data-tiering", "data tiering is on", "data tiering off");
  if (group.globalDatastore)
    yield put("target-global-datastore", "the group is in a global datastore", "a group of its own");
  const alone = group.shards.filter((shard) => shard.replicas.length === 0);
  if (alone.length > 0)
    yield put(
      "target-nodes",
      `shard ${alone.map((one) => one.id).join(", ")} has no replica`,
      "two nodes or more per shard",
    );
  if (targetDatabases === undefined) {
    yield finding(
      "target-databases",
      "unknown",
      "AWS does not tell the parameter group's databases",
      `${plan.source.databases}`,
      "look at the parameter group",
      preparing,
    );
  } else if (targetDatabases !== plan.source.databases) {
    yield put(
      "target-databases",
      `the parameter group has ${targetDatabases} databases`,
      `${plan.source.databases}, as source.databases says`,
    );
  }
}

function* tested({ test, testEvidence }: Evidence): Iterable<Finding> {
  if (test === "failed") {
    yield finding(
      "test-migration",
      "blocking",
      `TestMigration failed: ${testEvidence}`,
      "a connection from the target's nodes to the source",
      "check routes and security groups between the target's subnets and the source",
      "AWS: Migration-Test",
    );
  }
  if (test === "inconclusive") {
    yield finding(
      "test-migration",
      "warning",
      "TestMigration told nothing of its outcome",
      "an event that says it passed",
      "nothing: AWS documents no success signal",
      "AWS: Migration-Test",
    );
  }
}
