// Which shards a CreateReplicationGroup call asks for: how many, their slots, and the zone of each of their nodes.
import type { CreateReplicationGroupCommandInput, NodeGroupConfiguration } from "@aws-sdk/client-elasticache";
import { AwsFault, invalidParameterCombination, invalidParameterValue } from "../fault.ts";
import { equalSlots, parseSlots, slotFaults } from "../servers/slots.ts";
import type { SlotRange } from "../servers/slots.ts";

type Input = CreateReplicationGroupCommandInput;

export interface ShardWish {
  readonly id: string;
  /** Empty without cluster mode. */
  readonly slots: readonly SlotRange[];
  /** One for each node, the primary's first. */
  readonly zones: readonly string[];
}

const mostNodesOfShard = 6;
/** AWS's quota that nobody has had raised. */
const mostNodes = 90;

/** `zones` are those of the subnet group. */
export function shardsWish(input: Input, clusterMode: boolean, zones: readonly string[]): ShardWish[] {
  const configurations = input.NodeGroupConfiguration ?? [];
  checkCounts(input, clusterMode, configurations);
  const count = input.NumNodeGroups ?? (configurations.length > 0 ? configurations.length : 1);
  if (!Number.isInteger(count) || count < 1) {
    throw invalidParameterValue(`NumNodeGroups must be at least 1, not ${count}.`);
  }
  const slots = clusterMode ? slotsOf(configurations, count) : [[]];
  const ids = idsOf(configurations, count);
  const shards = Array.from({ length: count }, (_, index): ShardWish => {
    const configuration = configurations[index] ?? {};
    const nodeCount = nodeCountOf(input, configuration);
    return { id: ids[index] ?? "", slots: slots[index] ?? [], zones: zonesOf(input, configuration, nodeCount, zones) };
  });
  const nodes = shards.reduce((sum, shard) => sum + shard.zones.length, 0);
  if (nodes > mostNodes) {
    const message = `${nodes} nodes are more than the quota of ${mostNodes} for a cluster.`;
    throw new AwsFault("NodeQuotaForClusterExceeded", message);
  }
  return shards;
}

function checkCounts(input: Input, clusterMode: boolean, configurations: readonly NodeGroupConfiguration[]): void {
  const { NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup } = input;
  if (NumCacheClusters !== undefined && (NumNodeGroups !== undefined || ReplicasPerNodeGroup !== undefined)) {
    throw invalidParameterCombination(
      "NumCacheClusters cannot be combined with NumNodeGroups or ReplicasPerNodeGroup.",
    );
  }
  if (NumCacheClusters !== undefined && configurations.length > 0) {
    throw invalidParameterCombination("NumCacheClusters cannot be combined with NodeGroupConfiguration.");
  }
  const count = NumNodeGroups ?? configurations.length;
  if (configurations.length > 0 && configurations.length !== count) {
    throw invalidParameterCombination(
      `NodeGroupConfiguration has ${configurations.length} elements, and NumNodeGroups is ${count}.`,
    );
  }
  if (clusterMode) return;
  if (count > 1) {
    throw invalidParameterCombination(`${count} node groups need a parameter group with cluster-enabled yes.`);
  }
  if (configurations.some(({ Slots }) => Slots !== undefined)) {
    throw invalidParameterCombination("Slots need a parameter group with cluster-enabled yes.");
  }
}

function slotsOf(configurations: readonly NodeGroupConfiguration[], count: number): (readonly SlotRange[])[] {
  const given = configurations.flatMap(({ Slots }) => (Slots === undefined ? [] : [Slots]));
  if (given.length === 0) return equalSlots(count).map((range) => [range]);
  if (given.length !== count) {
    throw invalidParameterCombination(`Slots are given for ${given.length} of ${count} node groups.`);
  }
  const parsed = given.map((text) => {
    const slots = parseSlots(text);
    if (slots !== undefined) return slots;
    throw invalidParameterValue(`Invalid Slots "${text}". Slots look like 0-8191, within 0 to 16383.`);
  });
  const { missing, doubled } = slotFaults(parsed.flat());
  if (missing !== "") throw invalidParameterValue(`The slots ${missing} belong to no node group.`);
  if (doubled !== "") throw invalidParameterValue(`The slots ${doubled} belong to several node groups.`);
  return parsed;
}

function idsOf(configurations: readonly NodeGroupConfiguration[], count: number): string[] {
  const ids = Array.from({ length: count }, (_, index) => {
    const given = configurations[index]?.NodeGroupId ?? String(index + 1);
    if (/^\d{1,4}$/.test(given)) return given.padStart(4, "0");
    throw invalidParameterValue(`Invalid NodeGroupId "${given}". It has 1 to 4 digits.`);
  });
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double !== undefined) throw invalidParameterValue(`The NodeGroupId ${double} is given twice.`);
  return ids;
}

function nodeCountOf(input: Input, { ReplicaCount }: NodeGroupConfiguration): number {
  const { NumCacheClusters, ReplicasPerNodeGroup } = input;
  if (ReplicaCount !== undefined && ReplicasPerNodeGroup !== undefined && ReplicaCount !== ReplicasPerNodeGroup) {
    throw invalidParameterCombination(
      `ReplicaCount is ${ReplicaCount}, and ReplicasPerNodeGroup is ${ReplicasPerNodeGroup}.`,
    );
  }
  const count = NumCacheClusters ?? (ReplicaCount ?? ReplicasPerNodeGroup ?? 0) + 1;
  if (Number.isInteger(count) && count >= 1 && count <= mostNodesOfShard) return count;
  throw invalidParameterValue(`A node group has 1 to ${mostNodesOfShard} nodes, not ${count}.`);
}

function zonesOf(
  { PreferredCacheClusterAZs }: Input,
  { PrimaryAvailabilityZone, ReplicaAvailabilityZones = [] }: NodeGroupConfiguration,
  nodeCount: number,
  zones: readonly string[],
): string[] {
  if (ReplicaAvailabilityZones.length > 0 && ReplicaAvailabilityZones.length !== nodeCount - 1) {
    throw invalidParameterCombination(
      `ReplicaAvailabilityZones names ${ReplicaAvailabilityZones.length} zones for ${nodeCount - 1} replicas.`,
    );
  }
  const preferred = (PreferredCacheClusterAZs ?? []).length > 0 ? (PreferredCacheClusterAZs ?? []) : zones;
  return Array.from({ length: nodeCount }, (_, index) => {
    const named = index === 0 ? PrimaryAvailabilityZone : ReplicaAvailabilityZones[index - 1];
    return named ?? preferred[index % preferred.length] ?? "";
  });
}
