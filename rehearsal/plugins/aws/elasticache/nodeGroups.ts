// The shards of a group as `nodeGroupConfigurations` says them: what is sent, what is read, what needs a new group.
import type { NodeGroup, NodeGroupConfiguration } from "@aws-sdk/client-elasticache";
import { sameValue } from "../properties.ts";
import type { Properties } from "../properties.ts";

interface Given {
  readonly nodeGroupId?: string | undefined;
  readonly primaryAvailabilityZone?: string | undefined;
  readonly replicaAvailabilityZones?: readonly string[] | undefined;
  readonly replicaCount?: number | undefined;
  readonly slots?: string | undefined;
}

export function nodeGroupRequest(given: readonly Given[] | undefined): NodeGroupConfiguration[] | undefined {
  return given?.map((one) => ({
    NodeGroupId: one.nodeGroupId,
    PrimaryAvailabilityZone: one.primaryAvailabilityZone,
    ReplicaAvailabilityZones:
      one.replicaAvailabilityZones === undefined ? undefined : [...one.replicaAvailabilityZones],
    ReplicaCount: one.replicaCount,
    Slots: one.slots,
  }));
}

/** The first member is taken for the primary: AWS does not tell roles in cluster mode. */
export function nodeGroupOutputs(groups: readonly NodeGroup[]): Properties[] {
  return groups.map(({ NodeGroupId, NodeGroupMembers = [], Slots }) => {
    const [primary, ...replicas] = NodeGroupMembers.map((member) => member.PreferredAvailabilityZone);
    return {
      nodeGroupId: NodeGroupId,
      primaryAvailabilityZone: primary,
      replicaAvailabilityZones: replicas,
      ...(replicas.length > 0 ? { replicaCount: replicas.length } : {}),
      slots: Slots,
    };
  });
}

/**
 * What a refresh gives back as the input: of every shard that the program names the members that it states, as they are
 * now, as everything else is AWS's choice.
 */
export function statedNodeGroups(stated: unknown, actual: readonly Properties[]): readonly Properties[] {
  if (!Array.isArray(stated) || stated.length !== actual.length) return actual;
  return actual.map((group, index) => {
    const byId = (stated as Properties[]).find((one) => one["nodeGroupId"] === group["nodeGroupId"]);
    const names = Object.keys(byId ?? (stated as Properties[])[index] ?? {});
    return Object.fromEntries(names.map((name) => [name, group[name] ?? (name === "replicaCount" ? 0 : undefined)]));
  });
}

/**
 * Stating it of a group that was made without replaces the group; afterwards another number of shards, another id,
 * `slots` or `replicaCount` does, and another zone where one was stated.
 */
export function nodeGroupsReplace(_olds: Properties, news: Properties, oldInputs: Properties): boolean {
  const before = byId(oldInputs["nodeGroupConfigurations"]);
  const after = byId(news["nodeGroupConfigurations"]);
  if (before === undefined || after === undefined || before.size !== after.size) return true;
  return [...after].some(([id, wanted]) => {
    const present = before.get(id);
    if (present === undefined) return true;
    const zones = ["primaryAvailabilityZone", "replicaAvailabilityZones"].filter((name) => name in present);
    return ["replicaCount", "slots", ...zones].some((name) => !sameValue(present[name], wanted[name], undefined));
  });
}

/** Undefined for what is not stated, or not known yet. */
function byId(stated: unknown): ReadonlyMap<unknown, Properties> | undefined {
  if (!Array.isArray(stated) || stated.length === 0) return undefined;
  return new Map(stated.map((one: Properties, index) => [one["nodeGroupId"] ?? index, one]));
}
