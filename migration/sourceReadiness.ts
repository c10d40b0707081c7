// What the source must be and allow, as findings: AWS's prerequisites of the source and the engines' own limits.
import { finding, type Finding } from "./findings.ts";
import { loadable } from "./loadable.ts";
import { memory } from "./nodeReadiness.ts";
import type { SourceReading } from "./observation.ts";
import type { Plan } from "./plan.ts";

/** The way to another group, which nothing is lost on while the stage is prepare. */
const anew = (setting: string) =>
  `apply migration.allowDestroy: true with pulumi up, pulumi destroy, set ${setting}, and run pulumi up again`;

/** A node of the source: the endpoint that ElastiCache is given, a primary, or both. */
export interface SourceNode {
  readonly reading: SourceReading;
  readonly isEndpoint: boolean;
  readonly isPrimary: boolean;
}

export function* sourceReadiness(plan: Plan, node: SourceNode): Iterable<Finding> {
  const { reading } = node;
  if (reading.kind === "unreadable") {
    yield unreadable(reading);
    return;
  }
  yield* sourceServer(plan, reading);
  yield* role(plan, node, reading);
  if (node.isPrimary) yield* size(plan, reading);
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
    );
    yield* loadable(info.engine, info.version, plan.target, address);
  }
  if (info.clusterEnabled !== (plan.source.clusterMode === "enabled")) {
    yield finding(
      "source-cluster-mode",
      "blocking",
      `${address} runs with cluster mode ${info.clusterEnabled ? "enabled" : "disabled"}`,
      `cluster mode ${plan.source.clusterMode}, as source.clusterMode says`,
      `AWS sets a target's cluster mode when it is created: ${anew(`source.clusterMode: ${info.clusterEnabled ? "enabled" : "disabled"}`)}`,
    );
  }
  if (modules.length > 0) {
    yield finding(
      "source-modules",
      "blocking",
      `${address} has loaded ${modules.join(", ")}`,
      "no modules: their data types do not load",
      "move those keys by other means, unload the modules",
    );
  }
}

/** AWS takes a replica as the endpoint; then somebody must say which server takes the writes. */
function* role({ source }: Plan, { isPrimary, isEndpoint }: SourceNode, { address, info }: Read): Iterable<Finding> {
  if (isPrimary && info.role === "slave") {
    yield finding(
      "source-is-replica",
      "blocking",
      `${address} is a replica`,
      source.primaries.length > 0 ? "a primary, as source.primaries says" : "a primary, or source.primaries with it",
      "name the server that takes the writes in source.primaries; source.endpoint may be its replica",
    );
  }
  if (isEndpoint && !isPrimary && source.clusterMode === "disabled" && info.role === "master") {
    yield finding(
      "source-is-replica",
      "blocking",
      `${address} is a primary of its own`,
      `a replica of ${source.primaries.join(", ")}, as source.primaries says`,
      "leave source.primaries out, or set source.endpoint to a replica of it",
    );
  }
}

/** What the server says it uses, beside what the configuration says of its size. */
function size({ source, target }: Plan, { address, info }: Read): Iterable<Finding> {
  const usedGiB = info.usedMemoryBytes / 2 ** 30;
  return usedGiB > source.datasetGiB / source.shards ? memory(usedGiB, target, `used_memory of ${address}`) : [];
}

function* sourceSettings(plan: Plan, reading: Read): Iterable<Finding> {
  const { address, databases, missingCommands } = reading;
  if (reading.protectedMode === "yes") yield protectedMode(`protected-mode is "yes" on ${address}`);
  const judgesDatabases = plan.source.clusterMode === "disabled"; // a cluster has database 0 only
  if (judgesDatabases && databases !== undefined && databases !== plan.source.databases) {
    yield finding(
      "source-databases",
      "blocking",
      `${address} has ${databases} databases`,
      `${plan.source.databases}, as source.databases says`,
      `AWS sets it when a group is created and never after: ${anew(`source.databases: ${databases}`)}`,
    );
  }
  if (reading.protectedMode === undefined || databases === undefined) {
    yield finding(
      "source-config",
      "unknown",
      `${address} does not tell its configuration`,
      "CONFIG GET answers",
      "allow CONFIG to this process, or look at redis.conf by hand",
    );
  }
  if (missingCommands.length > 0) {
    yield finding(
      "source-commands",
      "blocking",
      `${address} lacks ${missingCommands.join(", ")}`,
      "SYNC, PSYNC, INFO, CONFIG, COMMAND and CLUSTER under their own names",
      "take their rename-command lines out of redis.conf",
    );
  }
}
