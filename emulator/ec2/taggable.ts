// Which resource ids may carry tags: those that exist in this account and region.
import { resourceNotFound } from "./faults.ts";
import type { Ec2State } from "./state.ts";

export function requireTaggable(state: Ec2State, ids: readonly string[]): void {
  const ruleIds = [...state.securityGroups.values()].flatMap((group) => group.rules.map((rule) => rule.id));
  for (const id of ids) {
    const known =
      ruleIds.includes(id) ||
      [
        state.securityGroups,
        state.peeringConnections,
        state.vpcs,
        state.subnets,
        state.routeTables,
        state.networkAcls,
        state.instances,
      ].some((things) => things.has(id));
    if (!known) throw resourceNotFound(id);
  }
}
