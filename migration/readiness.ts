// Every prerequisite of AWS's online migration that can be judged so far, as findings: all of them at once.
import type { Finding, Severity } from "./findings.ts";
import type { GroupReading, ServerInfo } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { atLeast, loads, writtenBy } from "./rdb.ts";

/** What a look at the source's settings gave; a value that the server does not tell is undefined. */
export type SourceReading =
  | { readonly kind: "unreadable"; readonly address: string; readonly reason: string; readonly wantsPassword: boolean }
  | {
      readonly kind: "read";
      readonly address: string;
      readonly info: ServerInfo;
      readonly protectedMode: string | undefined;
      readonly databases: number | undefined;
      readonly missingCommands: readonly string[];
      readonly modules: readonly string[];
    };

export interface Evidence {
  readonly group: GroupReading;
  /** `databases` of the group's parameter group; undefined when AWS did not tell. */
  readonly targetDatabases: number | undefined;
  readonly source: SourceReading;
  readonly test: "passed" | "failed" | "inconclusive" | "notRun";
  readonly testEvidence: string;
}

const prepare = "AWS: Migration-Prepare (preparing your source and target)";
const table = "RDB versions in the engines' sources (rdb.h); a public run of Redis 7.4 failed for it";

export function readiness(plan: Plan, evidence: Evidence): Finding[] {
  return [...configured(plan), ...target(plan, evidence), ...source(plan, evidence.source), ...tested(evidence)];
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
      prepare,
    );
  }
  if (!atLeast(source.version, "2.8.21")) {
    yield finding("source-version", "blocking", source.version, "2.8.21 or newer", "upgrade the source first", prepare);
  }
  if (/^cache\.r6gd\./.test(target.nodeType)) {
    yield finding(
      "target-node-type",
      "blocking",
      target.nodeType,
      "a node type without data tiering",
      "choose another target.nodeType",
      prepare,
    );
  }
  yield* rdb(source.engine, source.version, target, "source.version");
}

function* rdb(engine: "redis" | "valkey", version: string, target: Plan["target"], key: string): Iterable<Finding> {
  const written = writtenBy(engine, version);
  const verdict = loads(target.engine, target.engineVersion, written);
  if (verdict === "yes") return;
  yield finding(
    "rdb-too-new",
    verdict === "no" ? "blocking" : "warning",
    `${engine} ${version} (${key}) writes RDB version ${written}, which ${target.engine} ${target.engineVersion} ${verdict === "no" ? "cannot load" : "may not load"}`,
    "a target engine that loads the source's snapshots",
    "choose a newer target.engine and target.engineVersion (for a Redis 7.4 or newer source there is none: use AWS's migration to serverless or an application-level copy)",
    table,
  );
}

function* target(plan: Plan, { group, targetDatabases }: Evidence): Iterable<Finding> {
  if (group.kind === "absent") {
    yield finding("target-absent", "blocking", "no such group", plan.groupId, "run pulumi up in prepare", prepare);
    return;
  }
  const put = (code: string, found: string, expected: string) =>
    finding(
      code,
      "blocking",
      found,
      expected,
      "set it back as the program provisions it (pulumi up in prepare)",
      prepare,
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
      prepare,
    );
  } else if (targetDatabases !== plan.source.databases) {
    yield put(
      "target-databases",
      `the parameter group has ${targetDatabases} databases`,
      `${plan.source.databases}, as source.databases says`,
    );
  }
}

function* source(plan: Plan, reading: SourceReading): Iterable<Finding> {
  if (reading.kind === "unreadable") {
    yield finding(
      reading.wantsPassword ? "source-auth" : "source-unreachable",
      "blocking",
      `${reading.address}: ${reading.reason}`,
      reading.wantsPassword ? "a source without AUTH" : "a source that this process can read (probe.mode is direct)",
      reading.wantsPassword
        ? "remove requirepass on the source (CONFIG SET, and in redis.conf)"
        : "start the source, or map its address in probe.addresses to one that this machine reaches",
      prepare,
    );
    return;
  }
  yield* sourceServer(plan, reading);
  yield* sourceSettings(plan, reading);
}

type Read = Extract<SourceReading, { kind: "read" }>;

function* sourceServer(plan: Plan, { address, info, modules }: Read): Iterable<Finding> {
  if (info.version !== plan.source.version || info.engine !== plan.source.engine) {
    yield finding(
      "source-version-differs",
      "warning",
      `${address} is ${info.engine} ${info.version}`,
      `${plan.source.engine} ${plan.source.version}, as configured`,
      "set source.engine and source.version to what runs",
      "INFO server",
    );
    yield* rdb(info.engine, info.version, plan.target, address);
  }
  if (info.clusterEnabled) {
    yield finding(
      "source-cluster-mode",
      "blocking",
      `${address} runs in cluster mode`,
      "cluster mode disabled",
      "cluster mode is not supported yet",
      prepare,
    );
  }
  if (info.role === "slave") {
    yield finding(
      "source-is-replica",
      "blocking",
      `${address} is a replica`,
      "the source's primary",
      "name the primary in source.endpoint (replicas as endpoint are not supported yet)",
      prepare,
    );
  }
  if (modules.length > 0) {
    yield finding(
      "source-modules",
      "blocking",
      `${address} has loaded ${modules.join(", ")}`,
      "no modules: their data types do not load",
      "move those keys by other means, unload the modules",
      "AWS: self-managed migration pre-flight",
    );
  }
}

function* sourceSettings(plan: Plan, reading: Read): Iterable<Finding> {
  const { address, protectedMode, databases, missingCommands } = reading;
  if (protectedMode === "yes") {
    yield finding(
      "source-protected-mode",
      "blocking",
      `protected-mode is "yes" on ${address}`,
      'protected-mode "no", so that the target\'s nodes may connect',
      "set protected-mode to no on the source (CONFIG SET, and in redis.conf)",
      prepare,
    );
  }
  if (databases !== undefined && databases !== plan.source.databases) {
    yield finding(
      "source-databases",
      "blocking",
      `${address} has ${databases} databases`,
      `${plan.source.databases}, as source.databases says`,
      `set source.databases to ${databases}`,
      prepare,
    );
  }
  if (protectedMode === undefined || databases === undefined) {
    yield finding(
      "source-config",
      "unknown",
      `${address} does not tell its configuration`,
      "CONFIG GET answers",
      "allow CONFIG to this process, or look at redis.conf by hand",
      prepare,
    );
  }
  if (missingCommands.length > 0) {
    yield finding(
      "source-commands",
      "blocking",
      `${address} lacks ${missingCommands.join(", ")}`,
      "SYNC, PSYNC, INFO, CONFIG, COMMAND and CLUSTER under their own names",
      "take their rename-command lines out of redis.conf",
      prepare,
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

function finding(
  code: string,
  severity: Severity,
  found: string,
  expected: string,
  remedy: string,
  source: string,
): Finding {
  return { code, severity, found, expected, remedy, source };
}
