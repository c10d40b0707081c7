// Which node of a shard is its primary. With cluster mode AWS does not tell (members have no role there), so the nodes do:
// the primary is a master, or follows the source itself; the others follow it.
import type { GroupShard, ServerReading, ShardReading, TopologyReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { asAwsSeesIt, nodesOf, shardFor, sourceAddresses } from "./sourceNodes.ts";

/** A shard whose primary AWS told stays as it is; one that nobody can tell has an empty primary. */
export function resolveRoles(
  shard: GroupShard,
  readings: readonly ServerReading[],
  { topology, plan }: { readonly topology: TopologyReading | undefined; readonly plan: Plan },
): GroupShard {
  if (shard.primary !== "") return shard;
  const ofSource = sourceNames(topology, plan);
  const leads = ({ info }: Extract<ServerReading, { kind: "read" }>) =>
    info.role === "master" || (info.link !== undefined && ofSource.has(`${info.link.host}:${info.link.port}`));
  const primaries = shard.nodes.filter((address) => {
    const reading = readings.find((one) => one.address === address);
    return reading?.kind === "read" && leads(reading);
  });
  const [primary = ""] = primaries;
  if (primaries.length !== 1) return shard;
  return { ...shard, primary, replicas: shard.nodes.filter((address) => address !== primary) };
}

/** The source's servers by every address that a replica may show for them: announced, as AWS connects, as reached from here. */
function sourceNames(topology: TopologyReading | undefined, plan: Plan): ReadonlySet<string> {
  const announced = topology?.kind === "read" ? topology.shards.flatMap((shard) => nodesOf(shard, plan)) : [];
  const all = [...sourceAddresses(plan, topology), ...announced];
  return new Set([...all, ...all.flatMap((address) => plan.addresses[address] ?? [])]);
}

/** The source's servers that a shard's primary may be linked to, and those that it must not: they hold other slots. */
export function nodesBehind(
  { slots }: GroupShard,
  topology: TopologyReading | undefined,
  plan: Plan,
): Pick<ShardReading, "nodes"> {
  if (topology?.kind !== "read") return {};
  const found = shardFor(slots, topology);
  const others = topology.shards.filter((one) => one !== found);
  const own = found === undefined ? [] : nodesOf(found, plan);
  return { nodes: { own, others: others.flatMap((one) => nodesOf(one, plan)) } };
}

/** The source's end of a shard's link. */
export function linkedShard(
  shard: GroupShard,
  topology: TopologyReading,
  plan: Plan,
  reading: (address: string) => ServerReading,
): ServerReading {
  if (topology.kind === "unreadable") {
    return { kind: "unreadable", address: `the source of shard ${shard.id}`, reason: topology.reason };
  }
  const found = shardFor(shard.slots, topology);
  if (found !== undefined) return reading(asAwsSeesIt(found.primary, plan));
  const reason = `no shard of the source owns the slots ${shard.slots}`;
  return { kind: "unreadable", address: `the source of shard ${shard.id}`, reason };
}
