// Every prerequisite of AWS's online migration that can be judged so far, as findings: all of them at once.
import { finding, preparing, type Finding } from "./findings.ts";
import type { GroupReading, SourceReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { bytesNeeded, maxmemoryBytes } from "./nodeMemory.ts";
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

/** What the configuration alone decides: judged before anything is created, because AWS cannot change it afterwards. */
export function* configured({ source, target }: Plan): Iterable<Finding> {
  const offered = offeredVersions(target);
  if (offered !== undefined) {
    yield finding(
      "target-engine-version",
      "blocking",
      `${target.engine} ${target.engineVersion}`,
      offered,
      `set target.engineVersion to ${offered}`,
      preparing,
    );
  }
  yield* memory(source.datasetGiB, target);
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

/** What AWS offers as a target, in words, where the version is none of it (AWS, engine versions, 2026). */
function offeredVersions({ engine, engineVersion }: Plan["target"]): string | undefined {
  if (engine === "redis") {
    const versions = ["5.0.6", "6.0", "6.2", "7.0", "7.1"];
    return versions.includes(engineVersion) ? undefined : `one of ${versions.join(", ")}`;
  }
  const minor = /^\d+\.\d+$/.test(engineVersion);
  return minor && atLeast(engineVersion, "7.2") ? undefined : "7.2 or newer, without a patch level";
}

/** A replica ignores maxmemory, so a target that is too small overruns, and evicts once it is promoted. */
function* memory(datasetGiB: number, { nodeType, reservedMemoryPercent }: Plan["target"]): Iterable<Finding> {
  const maxmemory = maxmemoryBytes(nodeType);
  const needed = bytesNeeded(datasetGiB * 2 ** 30);
  if (maxmemory === undefined) {
    const remedy = "compare source.datasetGiB with the node's memory by hand";
    yield finding(
      "target-memory",
      "unknown",
      `the memory of ${nodeType} is not known`,
      `${needed} bytes or more`,
      remedy,
      memoryTable,
    );
    return;
  }
  const usable = Math.floor((maxmemory * (100 - reservedMemoryPercent)) / 100);
  if (usable >= needed) return;
  yield finding(
    "target-memory",
    "blocking",
    `${nodeType} leaves ${usable} bytes for data (${reservedMemoryPercent} % are reserved)`,
    `${needed} bytes or more: source.datasetGiB ${datasetGiB} and a tenth`,
    "choose a larger target.nodeType",
    memoryTable,
  );
}

const memoryTable = "AWS: ParameterGroups.Engine (maxmemory by node type); Migration-Prepare asks for enough memory";

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
