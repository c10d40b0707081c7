// Which group does a rule mean that names one: of the same VPC, or of one that is peered with it in the same region.
import type { Cloud } from "../cloud.ts";
import { differentNetworks, groupNotFound } from "./faults.ts";
import type { SecurityGroup } from "./model.ts";
import { activePeering } from "./peering.ts";
import type { FindGroup } from "./permissions.ts";
import type { Ec2State } from "./state.ts";

/**
 * A group of another account is found only by whoever names that account too. Assumed, as AWS documents no code for them:
 * a group of another region, or of an account that is not named, is one that does not exist.
 */
export function groupFinder(state: Ec2State, group: SecurityGroup, cloud: Cloud): FindGroup {
  return (groupId, userId = state.account) => {
    const owner = cloud.places.all().find(({ account, region }) => account === userId && region === state.region);
    const vpcId = owner?.ec2.securityGroups.get(groupId)?.vpcId;
    if (vpcId === undefined) throw groupNotFound(groupId);
    const peering = vpcId === group.vpcId ? undefined : activePeering(state, group.vpcId, vpcId);
    if (vpcId !== group.vpcId && peering === undefined) throw differentNetworks();
    return { kind: "group", groupId, ownerId: userId, vpcId, peeringConnectionId: peering?.id };
  };
}

/** For a rule that goes: the group that it names may have gone before it, or the peering by which it was found. */
export const namedGroup: FindGroup = (groupId) => ({
  kind: "group",
  groupId,
  ownerId: "",
  vpcId: "",
  peeringConnectionId: undefined,
});
