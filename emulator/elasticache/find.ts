// What a caller names, found or refused.
import type { Place } from "../place.ts";
import { groupNotFound, groupState, parameterGroupNotFound, subnetGroupNotFound } from "./faults.ts";
import type { Group, ParameterGroup, SubnetGroup } from "./state.ts";

/** Ids are stored in lower case, as AWS does. */
export function findGroup(at: Place, id: string | undefined): Group {
  const group = at.elasticache.groups.get((id ?? "").toLowerCase());
  if (group === undefined) throw groupNotFound(id ?? "");
  return group;
}

/** Changes of a group are for its `available` state only. */
export function requireAvailable(group: Group, what: string): void {
  if (group.status === "available") return;
  throw groupState(`Replication group must be in available state to ${what}. ${group.id} is in ${group.status} state.`);
}

export function findSubnetGroup(at: Place, name: string | undefined): SubnetGroup {
  const group = at.elasticache.subnetGroups.get((name ?? "").toLowerCase());
  if (group === undefined) throw subnetGroupNotFound(name ?? "");
  return group;
}

export function findParameterGroup(at: Place, name: string | undefined): ParameterGroup {
  const group = at.elasticache.parameterGroups.get((name ?? "").toLowerCase());
  if (group === undefined) throw parameterGroupNotFound(name ?? "");
  return group;
}

export function arnOf(at: Place, kind: string, name: string): string {
  return `arn:aws:elasticache:${at.region}:${at.account}:${kind}:${name}`;
}
