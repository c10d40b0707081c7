// The peering connections of a declared network. They join accounts and regions, so they come once all of those are there.
import { activePeering } from "./peering.ts";
import type { PeeringConnection, PeeringSide, SecurityGroup, SecurityGroupRule } from "./model.ts";
import type { Ec2State } from "./state.ts";

export interface DeclaredPeering {
  readonly id: string;
  readonly requesterVpcId: string;
  readonly accepterVpcId: string;
  readonly status: "active" | "pending-acceptance";
}

/** Makes the connections known on both of their sides, then ties the declared rules to the groups that they name. */
export function declarePeerings(declared: readonly DeclaredPeering[], states: readonly Ec2State[]): void {
  for (const { id, requesterVpcId, accepterVpcId, status } of declared) {
    const requester = sideOf(requesterVpcId, states);
    const accepter = sideOf(accepterVpcId, states);
    const connection: PeeringConnection = {
      id,
      requester: requester.side,
      accepter: accepter.side,
      status,
      statusMessage: status === "active" ? "Active" : `Pending Acceptance by ${accepter.side.ownerId}`,
    };
    for (const { state } of [requester, accepter]) state.peeringConnections.set(id, connection);
  }
  for (const state of states) {
    for (const group of state.securityGroups.values()) {
      group.rules = group.rules.map((rule) => tied(rule, group, state, states));
    }
  }
}

function sideOf(vpcId: string, states: readonly Ec2State[]): { readonly state: Ec2State; readonly side: PeeringSide } {
  for (const state of states) {
    const vpc = state.vpcs.get(vpcId);
    if (vpc === undefined) continue;
    const { account: ownerId, region } = state;
    return { state, side: { ownerId, region, vpcId, cidrs: vpc.cidrs, allowDnsResolutionFromRemoteVpc: false } };
  }
  throw new Error(`No account and region has the VPC ${vpcId} of a declared peering connection.`);
}

/** A group of another VPC belongs to that VPC's account, and is referred to by way of the connection between them. */
function tied(
  rule: SecurityGroupRule,
  group: SecurityGroup,
  state: Ec2State,
  states: readonly Ec2State[],
): SecurityGroupRule {
  const { peer } = rule;
  if (peer.kind !== "group") return rule;
  const owner = states.find((one) => one.securityGroups.has(peer.groupId));
  const vpcId = owner?.securityGroups.get(peer.groupId)?.vpcId;
  if (owner === undefined || vpcId === undefined || vpcId === group.vpcId) return rule;
  const peeringConnectionId = activePeering(state, group.vpcId, vpcId)?.id;
  return { ...rule, peer: { ...peer, ownerId: owner.account, vpcId, peeringConnectionId } };
}
