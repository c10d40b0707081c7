// Who else uses the source and what of it is not copied: Sentinels, replicas of others, settings that the target has its
// own of. Nothing of it stops a migration; all of it surprises after one.
import { finding, type Finding } from "./findings.ts";
import type { GroupReading, ParametersReading } from "./observation.ts";
import type { SourceRead } from "./sourceReading.ts";

export interface Beside {
  readonly group: GroupReading;
  readonly parameters: ParametersReading;
  readonly targetEngine: { readonly engine: "redis" | "valkey"; readonly engineVersion: string };
}

/** Of the server that takes the writes. */
export function* ofPrimary(reading: SourceRead, beside: Beside): Iterable<Finding> {
  const { address, sentinels, load, settings } = reading;
  if (sentinels.length > 0) {
    yield finding(
      "source-sentinel",
      "warning",
      `${address} is watched by Sentinel (${sentinels.join(", ")})`,
      "no failover of the source while it is migrated: the target would not follow it",
      "raise down-after-milliseconds on every Sentinel for as long as the migration lasts (SENTINEL SET), or SENTINEL REMOVE it; a pause of the writes longer than that makes them fail over",
    );
  }
  if (load.kind === "measured" && load.evictedKeys > 0) {
    yield finding(
      "source-evicts",
      "warning",
      `${address} evicted ${load.evictedKeys} keys within ${load.overMs} ms (maxmemory-policy ${settings.maxmemoryPolicy ?? "not told"})`,
      "a source that keeps its keys while they are copied",
      "raise maxmemory on the source, or know that what it evicts is missing on the target too",
    );
  }
  if ((settings.minReplicasToWrite ?? 0) > 0) {
    yield finding(
      "source-min-replicas",
      "note",
      `${address} takes writes only with ${settings.minReplicasToWrite ?? 0} good replicas; the target counts as one while it follows`,
      "replicas of its own in that number: the target leaves when it is promoted",
      "keep them until the source is no longer needed",
    );
  }
  yield* notCopied(reading, beside);
}

function* notCopied(reading: SourceRead, { group, parameters, targetEngine }: Beside): Iterable<Finding> {
  const { address, settings, acl, functions, stats } = reading;
  const { maxmemoryPolicy, keyspaceEvents } = settings;
  if (acl.kind === "read" && acl.otherUsers.length > 0) {
    yield finding(
      "source-acl-users",
      "note",
      `${address} has the users ${acl.otherUsers.join(", ")}`,
      "the default user alone: users are not replicated, and the target has none while it migrates",
      "let the application come as the default user; after the migration set target.tls and target.access for users of the target's own",
    );
  }
  if (group.kind === "present" && maxmemoryPolicy === "noeviction" && evicts(parameters.maxmemoryPolicy)) {
    yield finding(
      "target-eviction",
      "note",
      `${address} refuses writes when it is full (noeviction); the target evicts (${parameters.maxmemoryPolicy ?? ""})`,
      "the same maxmemory-policy on both sides, or keys that may be lost when the target is full",
      "set maxmemory-policy: noeviction in target.parameters, in prepare",
    );
  }
  if (keyspaceEvents !== undefined && keyspaceEvents !== "" && differs(keyspaceEvents, parameters.keyspaceEvents)) {
    yield finding(
      "source-keyspace-events",
      "note",
      `${address} has notify-keyspace-events ${keyspaceEvents}, the target has ${parameters.keyspaceEvents === "" ? "none" : (parameters.keyspaceEvents ?? "what is not told")}`,
      "the same on both sides, if the application listens to them: settings are not copied",
      `set notify-keyspace-events: ${keyspaceEvents} in target.parameters, in prepare`,
    );
  }
  if (functions.length > 0) yield ofFunctions(address, functions, targetEngine);
  if (stats.evalshaCalls > 0) {
    yield finding(
      "source-scripts",
      "warning",
      `${address} was called ${stats.evalshaCalls} times with EVALSHA`,
      "an application that sends a script anew when it is answered NOSCRIPT: the cache of scripts is not copied",
      "look that the application does (most client libraries do)",
    );
  }
}

/** They are part of the snapshot, which an engine without functions cannot load. */
function ofFunctions(address: string, functions: readonly string[], target: Beside["targetEngine"]): Finding {
  const found = `${address} has the libraries of functions ${functions.join(", ")}`;
  const isOld = target.engine === "redis" && Number.parseFloat(target.engineVersion) < 7;
  return isOld
    ? finding(
        "source-functions",
        "blocking",
        `${found}, which ${target.engine} ${target.engineVersion} does not have`,
        "a target of Redis OSS 7.0 or newer, or Valkey",
        "choose a newer target.engineVersion before the group is created, or take them away (FUNCTION DELETE)",
      )
    : finding("source-functions", "note", found, "the same on the target: they come with the data", "nothing");
}

/** Of the server that ElastiCache is made a replica of, before it is one. */
export function* ofServing({ address, info, settings }: SourceRead, { group }: Beside): Iterable<Finding> {
  const { replicas } = info.serves;
  const isMigrating = group.kind === "present" && group.status === "migrating";
  if (replicas.length > 0 && !isMigrating) {
    const copying = replicas.filter(({ state }) => state !== "online");
    yield finding(
      "source-other-replicas",
      copying.length > 0 ? "warning" : "note",
      `${address} is followed by ${replicas.map((one) => `${one.address} (${one.state})`).join(", ")}`,
      copying.length > 0
        ? "no other copy under way: each takes memory, CPU and network of the source"
        : "replicas that are known: whoever follows the source holds its data",
      copying.length > 0 ? "wait until it has ended" : "nothing, if they are the source's own",
    );
  }
  if (info.role === "slave" && settings.replicaReadOnly === false) {
    yield finding(
      "source-replica-writable",
      "warning",
      `${address} is a replica that takes writes (replica-read-only is no)`,
      "replica-read-only yes on an endpoint that is a replica: what is written there is not on its primary",
      `run on ${address}: CONFIG SET slave-read-only yes (replica-read-only from 5.0 on)`,
    );
  }
  const { replTimeoutSeconds } = settings;
  if (replTimeoutSeconds !== undefined && replTimeoutSeconds < 60) {
    yield finding(
      "source-repl-timeout",
      "warning",
      `repl-timeout of ${address} is ${replTimeoutSeconds} s`,
      "60 s or more, as the target has it: a slow copy is cut off sooner",
      `run on ${address}: CONFIG SET repl-timeout 60`,
    );
  }
}

/** A parameter that AWS does not tell is not said to differ. */
const evicts = (policy: string | undefined) => policy !== undefined && policy !== "noeviction";

/** The order of the letters means nothing. */
function differs(one: string, other: string | undefined): boolean {
  return other !== undefined && Array.from(one).sort().join("") !== Array.from(other).sort().join("");
}
