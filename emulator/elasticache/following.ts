// How a group comes to follow its source, and how it becomes its own again.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { clusterFormed } from "../servers/clusterForming.ts";
import { clusterNodeDirectives, hiddenName, replicaDirectives } from "../servers/nodeRole.ts";
import { allOf, clusterShardsOf, follow, isAlive, onNode, primaryOf, promote, settingsOf } from "./nodes.ts";
import type { ShardSource } from "./reachSource.ts";
import type { Group, GroupNode, Migration } from "./state.ts";

/** A server with many millions of keys is silent for minutes. */
const saveLimitMs = 600_000;
/** For any other refusal: what does not pass by then is taken for lasting. */
const refusalLimitMs = 10_000;
const passing = /^LOADING|save already in progress/i;
const retryEveryMs = 25;

/** Each shard's primary replicates its source, and refuses writes from here on. */
export async function followSources(
  group: Group,
  migration: Migration,
  sources: readonly ShardSource[],
  at: Place,
  cloud: Cloud,
): Promise<void> {
  migration.follows = new Map(sources.map(({ shard, address, port }) => [shard.id, { address, port }]));
  if (!group.clusterMode) {
    await allOf(sources.map(({ shard, address, port }) => follow(shard, group, address, port)));
    return;
  }
  // A server in cluster mode refuses REPLICAOF. So each node becomes a standalone server on the same address; it is a
  // replica from its first moment, because a write that it took in between would be lost.
  migration.apart = true;
  await savePrimaries(group, cloud);
  await restartNodes(group.nodes, cloud, (node) => apartDirectives(node, group, migration, at));
}

/** A standalone server of a migrating group: the primary follows its source, the others follow the primary. */
export function apartDirectives(node: GroupNode, group: Group, migration: Migration, at: Place): string[] {
  const settings = settingsOf(group, valuesOf(group, at));
  const shard = group.shards.find(({ nodes }) => nodes.includes(node));
  const source = migration.follows.get(shard?.id ?? "");
  if (shard === undefined || source === undefined) throw new Error(`The node ${node.id} has no source.`);
  const primary = primaryOf(shard);
  return node === primary
    ? replicaDirectives(settings, source)
    : replicaDirectives(settings, { address: primary.address ?? "", port: group.port }, group.secrets);
}

/**
 * The primaries become primaries again, with whatever they hold. Their nodes are ready for clients when it returns; where
 * one has died, the others are started or promoted without it, and their cluster may never be whole.
 */
export async function becomeOwn(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<void> {
  if (!group.clusterMode) {
    const shards = group.shards.filter((shard) => isAlive(primaryOf(shard)));
    await allOf(shards.map((shard) => promote(shard, group, cloud.now())));
    return;
  }
  if (!migration.apart) return;
  // Still replicas, so no client's write comes between the file and the end. The file also holds the source's
  // replication id and the offset, which a primary that starts from it shows as the history that it has left.
  await savePrimaries(group, cloud);
  const settings = settingsOf(group, valuesOf(group, at));
  await restartNodes(group.nodes.filter(isAlive), cloud, ({ address = "" }) =>
    clusterNodeDirectives(settings, address),
  );
  // Who owns which slots, and who replicates whom, is in the cluster's own file, which every node has kept.
  if (group.nodes.every(isAlive)) await clusterFormed(clusterShardsOf(group), cloud.signal);
  migration.apart = false;
}

async function savePrimaries(group: Group, cloud: Cloud): Promise<void> {
  const primaries = group.shards.map(primaryOf).filter(isAlive);
  await allOf(primaries.map((node) => save(node, group, cloud)));
}

/** Refused while the server loads, or writes a snapshot for a replica: both come to an end. */
async function save(node: GroupNode, group: Group, cloud: Cloud): Promise<void> {
  const startedAt = performance.now();
  const patience = { commandLimitMs: saveLimitMs, signal: cloud.signal };
  const attempt = () =>
    onNode(node, group, (connection) => connection.call(hiddenName(group.secrets, "save")), patience);
  for (;;) {
    const failure = await attempt().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    if (failure === undefined) return;
    cloud.signal.throwIfAborted();
    const limitMs = passing.test(failure.message) ? saveLimitMs : refusalLimitMs;
    if (!isAlive(node) || performance.now() > startedAt + limitMs) throw failure;
    await pause(retryEveryMs, undefined, { signal: cloud.signal });
  }
}

async function restartNodes(
  nodes: readonly GroupNode[],
  cloud: Cloud,
  directives: (node: GroupNode) => string[],
): Promise<void> {
  await allOf(nodes.map(async (node) => cloud.fleet.restart(node.serverName, directives(node))));
}

/** Those of now: the group's parameters may have been changed since its nodes started. */
export function valuesOf(group: Group, at: Place): ReadonlyMap<string, string> {
  return at.elasticache.parameterGroups.get(group.parameterGroupName)?.values ?? new Map<string, string>();
}
