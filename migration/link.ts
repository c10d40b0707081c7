// How far one shard's data have come: source -> ElastiCache's primary -> every ElastiCache replica.
import { copyingOf, type Copying } from "./copying.ts";
import type { ServerInfo, ServerReading, ShardReading } from "./observation.ts";
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
  const expected = plan.source.clusterMode === "enabled" ? source.address : endpointOf(plan);
  if (isForeign(link.host, link.port, expected, plan) && !(link.up && sameHistory)) {
    return { state: "foreign", follows: `${link.host}:${link.port}` };
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
  // An existing group has the replicas that it has; how many is judged before the start.
  if (listed < (plan.target.existing ? 1 : plan.target.replicasPerShard)) {
    return {
      state: "unknown",
      why: `AWS lists ${listed} of ${plan.target.replicasPerShard} replicas of shard ${shard.shard}`,
    };
  }
  return replicated(shard, source.info, primary.info, plan.maxLagBytes);
}

function replicated(shard: ShardReading, source: ServerInfo, primary: ServerInfo, maxLagBytes: number): ShardLink {
  let lagBytes = source.offset - primary.offset;
  if (!(lagBytes >= 0)) return impossible(shard.primary.address, primary.offset, source.offset);
  let waitingFor = lagBytes > maxLagBytes ? `${shard.primary.address} to catch up` : silence(shard.primary);
  if (shard.via !== undefined) waitingFor ||= silence(shard.via);
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

/**
 * Another port, or another address where both are addresses. A target shows the address as it was configured, as this
 * machine reaches it, or resolved from a name; a name and an address cannot be told apart, so that decides nothing.
 *
 * @param expected the source's end of the link as AWS connects to it: the endpoint, or the shard's own primary
 */
export function isForeign(host: string, port: number, expected: string, { addresses }: Plan): boolean {
  if ([expected, addresses[expected]].includes(`${host}:${port}`)) return false;
  const [expectedHost = "", expectedPort = ""] = expected.split(":");
  const comparable = isAddress(host) === isAddress(expectedHost);
  return String(port) !== expectedPort || comparable;
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
