// How far one shard's data have come: source -> ElastiCache's primary -> every ElastiCache replica.
import { copyingOf, type Copying } from "./copying.ts";
import type { LinkInfo, ServerInfo, ServerReading, ShardReading } from "./observation.ts";
import { limits } from "./limits.ts";
import { isAddress } from "./networks.ts";
import type { Plan } from "./plan.ts";
import { endpointOf } from "./sourceNodes.ts";

export type ShardLink =
  /** One end could not be read, or says something that cannot be. */
  | { readonly state: "unknown"; readonly why: string }
  /** The target's primary is a master: not linked yet, or not any more. */
  | { readonly state: "unlinked" }
  | { readonly state: "foreign"; readonly follows: string }
  | { readonly state: "connecting"; readonly waitingFor: string }
  | ({ readonly state: "copying" } & Copying)
  | { readonly state: "catchingUp"; readonly lagBytes: number; readonly waitingFor: string }
  | { readonly state: "inSync"; readonly lagBytes: number };

/**
 * Lag is the source's offset less the target's, valid only within one replication history. Each target is read before
 * the source, so that the figure is an upper bound (facts measured on Redis 7.0: the other order gives negative lags).
 */
export function linkOf(shard: ShardReading, plan: Plan): ShardLink {
  const { source, primary } = shard;
  if (primary.kind === "unreadable") return unreadable(primary);
  if (primary.info.role === "master") return { state: "unlinked" };
  if (source.kind === "unreadable") return unreadable(source);
  // A demoted source shares history and offset with its old replicas while the new primary takes the writes.
  if (source.info.role !== "master") return { state: "unknown", why: `the source ${source.address} is a replica now` };
  if (primary.info.link === undefined) {
    return { state: "unknown", why: `${primary.address} says it is a replica and tells nothing of its link` };
  }
  const { link } = primary.info;
  const sameHistory = primary.info.replid === source.info.replid;
  const followed = whomFollows(link, shard, plan);
  if (!(link.up && sameHistory)) {
    if (followed === "foreign") return { state: "foreign", follows: `${link.host}:${link.port}` };
    if (followed === "gone") return { state: "unknown", why: goneInWords(primary.address, link) };
  }
  const before = brokenBefore(shard, source.info.replid);
  if (before !== undefined) return before;
  if (link.syncing || primary.info.loading) {
    const from = shard.via?.kind === "read" ? shard.via : source;
    return { state: "copying", ...copyingOf(primary, from, source.info.keys) };
  }
  if (!link.up) return { state: "connecting", waitingFor: `the link from ${primary.address} to the source to come up` };
  if (!sameHistory) {
    return { state: "unknown", why: `${primary.address} follows another replication history than the source's` };
  }
  const listed = shard.replicas.length;
  if (listed < plan.target.replicasPerShard) {
    return {
      state: "unknown",
      why: `AWS lists ${listed} of ${plan.target.replicasPerShard} replicas of shard ${shard.shard}`,
    };
  }
  return replicated(shard, source.info, primary.info, plan);
}

function replicated(
  shard: ShardReading,
  source: ServerInfo,
  primary: ServerInfo,
  { maxLagBytes, addresses }: Plan,
): ShardLink {
  let lagBytes = source.offset - primary.offset;
  if (!(lagBytes >= 0)) return impossible(shard.primary.address, primary.offset, source.offset);
  let waitingFor = lagBytes > maxLagBytes ? `${shard.primary.address} to catch up` : silence(shard.primary);
  if (shard.via !== undefined) waitingFor ||= silence(shard.via);
  const online = primary.serves.replicas.filter(({ state }) => state === "online").length;
  for (const replica of shard.replicas) {
    if (replica.kind === "unreadable") return unreadable(replica);
    const { info, address } = replica;
    const follows = info.role === "slave" && info.link?.up === true && !info.link.syncing && !info.loading;
    if (!follows || info.replid !== source.replid) {
      waitingFor ||= `ElastiCache's replica ${address} to be in sync`;
      continue;
    }
    const behind = source.offset - info.offset;
    if (!(behind >= 0)) return impossible(address, info.offset, source.offset);
    waitingFor ||= silence(replica);
    // A server of another's may hold the same history: it is the shard's own where one of both ends says so.
    if (online < shard.replicas.length && !follow(info, shard.primary.address, addresses))
      waitingFor ||= `${shard.primary.address} to serve ElastiCache's replica ${address} (it serves ${online} of ${shard.replicas.length})`;
    if (behind > maxLagBytes) waitingFor ||= `ElastiCache's replica ${address} to catch up`;
    lagBytes = Math.max(lagBytes, behind);
  }
  return waitingFor === "" ? { state: "inSync", lagBytes } : { state: "catchingUp", lagBytes, waitingFor };
}

/** A path that died without a word looks like a link that is up, until the server's own time-out. */
function silence(reading: ServerReading): string {
  const seconds = reading.kind === "read" ? (reading.info.link?.silentSeconds ?? 0) : 0;
  if (seconds <= limits.linkSilentSeconds) return "";
  return `${reading.address} to hear anything of what it follows (nothing for ${seconds} s)`;
}

/** The replica's own word; AWS's name of the primary and the address that the replica shows may differ, and decide nothing. */
function follow({ link }: ServerInfo, primary: string, addresses: Plan["addresses"]): boolean {
  return link !== undefined && [primary, addresses[primary]].includes(`${link.host}:${link.port}`);
}

/**
 * `gone`: of a cluster, an address that none of its servers has now, as after a failover; the source's once or never.
 * `undecided`: a name and an address cannot be told apart, or the source does not tell its shards.
 */
export type Followed = "ours" | "foreign" | "gone" | "undecided";

/** By the address that the target shows: as it was configured, as this machine reaches it, or resolved from a name. */
export function whomFollows({ host, port }: LinkInfo, { nodes }: ShardReading, plan: Plan): Followed {
  const isNamed = (by: readonly string[]) =>
    by.some((address) => [address, plan.addresses[address]].includes(`${host}:${port}`));
  const isAnother = (address: string) => {
    const [ofHost = "", ofPort] = address.split(":");
    return String(port) !== ofPort || isAddress(host) === isAddress(ofHost);
  };
  if (plan.source.clusterMode === "disabled") {
    if (isNamed([endpointOf(plan)])) return "ours";
    return isAnother(endpointOf(plan)) ? "foreign" : "undecided";
  }
  if (nodes === undefined) return "undecided";
  if (isNamed(nodes.own)) return "ours";
  // Another shard's data: never what this shard's slots hold.
  if (isNamed(nodes.others)) return "foreign";
  return nodes.own.every(isAnother) ? "gone" : "undecided";
}

export function goneInWords(address: string, { host, port }: LinkInfo): string {
  return `${address} follows ${host}:${port}, which is no server of the source now`;
}

/** Why the endpoint does not pass the primary's data on; undefined when it does, or is the primary itself. */
function brokenBefore({ via, source }: ShardReading, primaryReplid: string): ShardLink | undefined {
  if (via === undefined) return undefined;
  if (via.kind === "unreadable") return unreadable(via);
  const { link, loading, replid } = via.info;
  const follows = link?.up === true && !link.syncing && !loading && replid === primaryReplid;
  return follows ? undefined : { state: "connecting", waitingFor: `${via.address} to follow ${source.address}` };
}

/** Read before the source, no target can be ahead of it: such a source lost data, or tells nothing. */
function impossible(address: string, appliedBytes: number, producedBytes: number): ShardLink {
  const why = `${address} has applied ${appliedBytes} bytes of a history of which the source tells ${producedBytes}`;
  return { state: "unknown", why };
}

function unreadable(reading: Extract<ServerReading, { kind: "unreadable" }>): ShardLink {
  return { state: "unknown", why: `${reading.address} cannot be read: ${reading.reason}` };
}
