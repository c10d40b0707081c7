// Can the nodes of a group reach the source: the network's answer first, then the source's own, for each shard.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { originOf } from "./network.ts";
import { primaryOf } from "./nodes.ts";
import { refusalOf } from "./sourceProbe.ts";
import { matchShards, topologyOf } from "./sourceTopology.ts";
import type { SourceTopology } from "./sourceTopology.ts";
import type { Group, Migration, Shard } from "./state.ts";

/** Where this machine finds what the primary of a shard shall follow. */
export interface ShardSource {
  readonly shard: Shard;
  /** In the emulated network: "10.0.0.241:6379". */
  readonly source: string;
  readonly address: string;
  readonly port: number;
}

interface Refused {
  readonly ok: false;
  /** Follows "because of". */
  readonly reason: string;
}

export type Reach = { readonly ok: true; readonly sources: readonly ShardSource[] } | Refused;

/**
 * Assumed: that whatever the source has to be asked for is told by an event, not by a fault of the call; so are the
 * words.
 */
export async function reachSource(
  group: Group,
  { sourceAddress, sourcePort }: Pick<Migration, "sourceAddress" | "sourcePort">,
  at: Place,
  cloud: Cloud,
): Promise<Reach> {
  const [first] = group.shards;
  if (first === undefined) throw new Error(`The replication group ${group.id} has no shards.`);
  const entry = await reachOne(first, group, `${sourceAddress}:${sourcePort}`, at, cloud);
  if ("ok" in entry) return entry;
  const topology = await topologyOf(entry.address, entry.port).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (topology instanceof Error) return refused(`a source that does not tell its shards: ${topology.message}`);
  return group.clusterMode ? reachShards(group, topology, at, cloud) : reachAlone(entry, topology);
}

function reachAlone(source: ShardSource, { is }: SourceTopology): Reach {
  return is === "standalone"
    ? { ok: true, sources: [source] }
    : refused("a source with cluster mode enabled, and a replication group with cluster mode disabled");
}

/** The endpoint that was given only leads to the shards: each of them is followed where it says that it is. */
async function reachShards(group: Group, topology: SourceTopology, at: Place, cloud: Cloud): Promise<Reach> {
  if (topology.is === "standalone") {
    return refused("a source with cluster mode disabled, and a replication group with cluster mode enabled");
  }
  const matched = matchShards(group.shards, topology.shards);
  if ("mismatch" in matched) return refused(matched.mismatch);
  const found = await Promise.all(
    matched.pairs.map(([shard, { announced }]) =>
      reachOne(shard, group, cloud.addressBehind(announced) ?? announced, at, cloud),
    ),
  );
  const obstacle = found.find((one) => "ok" in one);
  return obstacle ?? { ok: true, sources: found.filter((one) => "shard" in one) };
}

async function reachOne(
  shard: Shard,
  group: Group,
  source: string,
  at: Place,
  cloud: Cloud,
): Promise<ShardSource | Refused> {
  const answer = cloud.reaches(originOf(group, at), source);
  if (!answer.ok) return refused(`an unreachable source: ${answer.element} ${answer.reason}`);
  const refusal = await refusalOf(answer.address, primaryOf(shard).address ?? "", cloud.signal);
  if (refusal !== undefined) return refused(group.clusterMode ? `${refusal} (${source})` : refusal);
  const [address = "", port = ""] = answer.address.split(":");
  return { shard, source, address, port: Number(port) };
}

function refused(reason: string): Refused {
  return { ok: false, reason };
}
