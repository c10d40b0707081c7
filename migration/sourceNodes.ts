// Which servers the source consists of, from its configuration and from what it tells of its shards.
import type { SourceShard, TopologyReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { canonicalSlots } from "./slots.ts";

export const endpointOf = ({ source }: Plan): string => `${source.host}:${source.port}`;

/** The only primary of a source without cluster mode. */
export const primaryOf = (plan: Plan): string => plan.source.primaries[0] ?? endpointOf(plan);

/** `host:port` as AWS connects to it, of an address that a server announces: those behind a mapping announce their own. */
export function asAwsSeesIt(address: string, { addresses }: Plan): string {
  const [named] = Object.entries(addresses).find(([, here]) => here === address) ?? [];
  return named ?? address;
}

/** The source's shard that owns the very slots of a target's shard. */
export function shardFor(slots: string, topology: TopologyReading): SourceShard | undefined {
  if (topology.kind === "unreadable") return undefined;
  return topology.shards.find((shard) => shard.slots === canonicalSlots(slots));
}

/** Every server of one of the source's shards, by the addresses that a replica of it may show: announced, and as AWS connects. */
export function nodesOf({ primary, replicas = [] }: SourceShard, plan: Plan): string[] {
  return [...new Set([primary, ...replicas].flatMap((address) => [address, asAwsSeesIt(address, plan)]))];
}

/** Every server of the source that matters, each once, as AWS connects to it. */
export function sourceAddresses(plan: Plan, topology: TopologyReading | undefined): string[] {
  const found = topology?.kind === "read" ? topology.shards.map(({ primary }) => asAwsSeesIt(primary, plan)) : [];
  const primaries = plan.source.clusterMode === "enabled" ? found : [primaryOf(plan)];
  return [...new Set([endpointOf(plan), ...primaries])];
}
