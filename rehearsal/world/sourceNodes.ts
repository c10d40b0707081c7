// Which servers the source of a stack config consists of: what the config names, and what it leaves to the rehearsal.
import type { Settings } from "../../settings.ts";
import { RehearsalError } from "../failure.ts";
import { addressOfNumber, numberOf, rangeOf, within } from "./networks.ts";
import { slotsOfShards } from "./slots.ts";

export interface SourceNode {
  /** The instance's id. */
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** The slots of a primary in cluster mode; none of a replica, and none without cluster mode. */
  readonly slots: string;
  /** The instance whose server this one follows; empty for a primary. */
  readonly replicaOf: string;
}

type Source = Settings["source"];
type Endpoint = Source["endpoint"];

/**
 * Primaries first, one for each shard. In cluster mode the first shard has a replica too: the endpoint, where it is none of
 * the primaries that are named. Without cluster mode such an endpoint is a replica of the primary, as in AWS's chained
 * replication.
 */
export function sourceNodes({ source, target }: Settings): SourceNode[] {
  requireAddresses(source);
  const { endpoint, clusterMode } = source;
  const isCluster = clusterMode === "enabled";
  const named = source.primaries.length > 0 ? source.primaries : [endpoint];
  const made = isCluster ? besides(source, source.shards - named.length + 1) : [];
  const primaries = [...named, ...made].slice(0, source.shards);
  const isReplica = !primaries.some((primary) => isSame(primary, endpoint));
  const replicas = isReplica ? [endpoint] : isCluster ? made.slice(-1) : [];
  const slots = isCluster ? slotsOfShards(target.slots, source.shards) : [];
  return [
    ...primaries.map((at, shard) => ({ ...at, id: instanceId(shard), slots: slots[shard] ?? "", replicaOf: "" })),
    ...replicas.map((at, index) => ({
      ...at,
      id: instanceId(primaries.length + index),
      slots: "",
      replicaOf: instanceId(0),
    })),
  ];
}

function requireAddresses({ endpoint, primaries }: Source): void {
  const named = [["source.endpoint", endpoint] as const, ...primaries.map((at) => ["source.primaries", at] as const)];
  const names = named.filter(([, { host }]) => !/^[\d.]+$/.test(host));
  if (names.length === 0) return;
  const faults = names.map(
    ([key, { host }]) => `${key}: a name (${host}) cannot be rehearsed, not supported yet; use an address`,
  );
  throw new RehearsalError(faults.join("\n"));
}

/** Free addresses next to the endpoint, in its range, on its port. */
function besides({ endpoint, primaries, cidrs }: Source, count: number): Endpoint[] {
  const taken = new Set([endpoint, ...primaries].map(({ host }) => host));
  const { first, last } = rangeOf(cidrs.find((cidr) => within(endpoint.host, cidr)) ?? `${endpoint.host}/32`);
  const at = numberOf(endpoint.host);
  const found: Endpoint[] = [];
  for (let distance = 1; found.length < count && distance <= last - first; distance++) {
    for (const number of [at + distance, at - distance]) {
      const host = addressOfNumber(number);
      // A network's first and last address are nobody's.
      if (number <= first || number >= last || taken.has(host) || found.length === count) continue;
      found.push({ host, port: endpoint.port });
    }
  }
  if (found.length === count) return found;
  throw new RehearsalError(
    `source.cidrs: no room for ${count} more nodes beside ${endpoint.host} in ${cidrs.join(", ")}; expected ranges with room`,
  );
}

const isSame = (one: Endpoint, other: Endpoint) => one.host === other.host && one.port === other.port;

const firstInstance = 0x41;

function instanceId(index: number): string {
  return `i-0a1b2c3d4e5f6${(firstInstance + index).toString(16).padStart(4, "0")}`;
}
