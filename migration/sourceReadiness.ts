// What a server of the source must be and allow, as findings: each of the rules that are about it, in one order.
import { clusterDatabases } from "./clusterDatabases.ts";
import { finding, type Finding } from "./findings.ts";
import { loadable } from "./loadable.ts";
import { memory } from "./nodeReadiness.ts";
import type { Plan } from "./plan.ts";
import { atLeast } from "./rdb.ts";
import { commands, managed, unreadable, wayIn } from "./sourceAccess.ts";
import { clusterState } from "./sourceCluster.ts";
import { headroom } from "./sourceHeadroom.ts";
import type { SourceRead, SourceReading } from "./sourceReading.ts";
import { ofPrimary, ofServing, type Beside } from "./sourceSurroundings.ts";
import { survival } from "./sourceSurvival.ts";

/** The way to another group, which nothing is lost on while the stage is prepare. */
const anew = (setting: string) =>
  `apply migration.allowDestroy: true with pulumi up, pulumi destroy, set ${setting}, and run pulumi up again`;

/** A node of the source: the endpoint that ElastiCache is given, a primary, or both. */
export interface SourceNode {
  readonly reading: SourceReading;
  readonly isEndpoint: boolean;
  readonly isPrimary: boolean;
}

export function* sourceReadiness(
  plan: Plan,
  node: SourceNode,
  beside: Omit<Beside, "targetEngine">,
): Iterable<Finding> {
  const { reading, isEndpoint, isPrimary } = node;
  if (reading.kind === "unreadable") {
    yield unreadable(reading);
    return;
  }
  const isCluster = plan.source.clusterMode === "enabled";
  const context = { ...beside, targetEngine: plan.target };
  yield* server(plan, reading);
  yield* role(plan, node, reading);
  if (isPrimary) yield* size(plan, reading);
  if (isEndpoint || isCluster) yield* wayIn(plan, reading);
  yield* databases(plan, reading);
  if (isCluster) yield* clusterDatabases(reading);
  yield* commands(reading);
  if (reading.hasAwsOwnKey) yield managed(`${reading.address} knows no CONFIG and holds ElastiCache's own key`);
  yield* clusterState(reading);
  // A snapshot is made where ElastiCache connects to: a replica, if that is the endpoint.
  if (isCluster ? isPrimary : isEndpoint) {
    yield* survival(reading);
    yield* headroom(reading);
    yield* ofServing(reading, context);
  }
  if (isPrimary) yield* ofPrimary(reading, context);
}

function* server(plan: Plan, { address, info, modules }: SourceRead): Iterable<Finding> {
  if (info.version !== plan.source.version || info.engine !== plan.source.engine) {
    yield finding(
      "source-version-differs",
      "warning",
      `${address} is ${info.engine} ${info.version}`,
      `${plan.source.engine} ${plan.source.version}, as configured`,
      "set source.engine and source.version to what runs",
    );
    if (!atLeast(info.version, "2.8.21")) {
      yield finding(
        "source-version",
        "blocking",
        `${address} is ${info.engine} ${info.version}`,
        "2.8.21 or newer",
        "upgrade the source first",
      );
    }
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
function* role(
  { source }: Plan,
  { isPrimary, isEndpoint }: SourceNode,
  { address, info }: SourceRead,
): Iterable<Finding> {
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
function size({ source, target }: Plan, { address, info }: SourceRead): Iterable<Finding> {
  const usedGiB = info.usedMemoryBytes / 2 ** 30;
  return usedGiB > source.datasetGiB / source.shards ? memory(usedGiB, target, `used_memory of ${address}`) : [];
}

function* databases({ source }: Plan, { address, settings }: SourceRead): Iterable<Finding> {
  const found = settings.databases;
  // A cluster has database 0 only.
  if (source.clusterMode === "enabled" || found === undefined || found === source.databases) return;
  yield finding(
    "source-databases",
    "blocking",
    `${address} has ${found} databases`,
    `${source.databases}, as source.databases says`,
    `AWS sets it when a group is created and never after: ${anew(`source.databases: ${found}`)}`,
  );
}
