// What the source must be and allow, as findings: AWS's prerequisites of the source and the engines' own limits.
import { finding, preparing, type Finding } from "./findings.ts";
import type { SourceReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { loads, writtenBy } from "./rdb.ts";

const table = "RDB versions in the engines' sources (rdb.h); a public run of Redis 7.4 failed for it";

/** The way to another group, which nothing is lost on while the stage is prepare. */
const anew = (setting: string) =>
  `apply migration.allowDestroy: true with pulumi up, pulumi destroy, set ${setting}, and run pulumi up again`;

/** Whether the target can load what a source of that version sends: decided before a full synchronisation tries to. */
export function* loadable(
  engine: "redis" | "valkey",
  version: string,
  target: Plan["target"],
  key: string,
): Iterable<Finding> {
  const written = writtenBy(engine, version);
  const verdict = loads(target.engine, target.engineVersion, written);
  if (verdict === "yes") return;
  yield finding(
    "rdb-too-new",
    verdict === "no" ? "blocking" : "warning",
    `${engine} ${version} (${key}) writes RDB version ${written}, which ${target.engine} ${target.engineVersion} ${verdict === "no" ? "cannot load" : "may not load"}`,
    "a target engine that loads the source's snapshots",
    "choose a newer target.engine and target.engineVersion, before the group is created or in a new one (for a Redis 7.4 or newer source there is none: use AWS's migration to serverless or an application-level copy)",
    table,
  );
}

export function* sourceReadiness(plan: Plan, reading: SourceReading): Iterable<Finding> {
  if (reading.kind === "unreadable") {
    yield unreadable(reading);
    return;
  }
  yield* sourceServer(plan, reading);
  yield* sourceSettings(plan, reading);
}

function unreadable({ address, reason, refuses }: Extract<SourceReading, { kind: "unreadable" }>): Finding {
  const found = `${address}: ${reason}`;
  switch (refuses) {
    case "withoutPassword":
      return finding(
        "source-auth",
        "blocking",
        found,
        "a source without AUTH",
        "remove requirepass on the source (CONFIG SET, and in redis.conf)",
        preparing,
      );
    case "protectedMode":
      return protectedMode(found);
    case "nothing":
      return finding(
        "source-unreachable",
        "blocking",
        found,
        "a source that this process can read (probe.mode is direct)",
        "start the source, or map its address in probe.addresses to one that this machine reaches",
        preparing,
      );
  }
}

function protectedMode(found: string): Finding {
  return finding(
    "source-protected-mode",
    "blocking",
    found,
    'protected-mode "no", so that the target\'s nodes may connect',
    "set protected-mode to no on the source (CONFIG SET, and in redis.conf)",
    preparing,
  );
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
    yield* loadable(info.engine, info.version, plan.target, address);
  }
  if (info.clusterEnabled) {
    yield finding(
      "source-cluster-mode",
      "blocking",
      `${address} runs in cluster mode`,
      "cluster mode disabled",
      "cluster mode is not supported yet",
      preparing,
    );
  }
  if (info.role === "slave") {
    yield finding(
      "source-is-replica",
      "blocking",
      `${address} is a replica`,
      "the source's primary",
      "name the primary in source.endpoint (replicas as endpoint are not supported yet)",
      preparing,
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
  const { address, databases, missingCommands } = reading;
  if (reading.protectedMode === "yes") yield protectedMode(`protected-mode is "yes" on ${address}`);
  if (databases !== undefined && databases !== plan.source.databases) {
    yield finding(
      "source-databases",
      "blocking",
      `${address} has ${databases} databases`,
      `${plan.source.databases}, as source.databases says`,
      `AWS sets it when a group is created and never after: ${anew(`source.databases: ${databases}`)}`,
      preparing,
    );
  }
  if (reading.protectedMode === undefined || databases === undefined) {
    yield finding(
      "source-config",
      "unknown",
      `${address} does not tell its configuration`,
      "CONFIG GET answers",
      "allow CONFIG to this process, or look at redis.conf by hand",
      preparing,
    );
  }
  if (missingCommands.length > 0) {
    yield finding(
      "source-commands",
      "blocking",
      `${address} lacks ${missingCommands.join(", ")}`,
      "SYNC, PSYNC, INFO, CONFIG, COMMAND and CLUSTER under their own names",
      "take their rename-command lines out of redis.conf",
      preparing,
    );
  }
}
