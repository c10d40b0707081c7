// Peering connections as EC2's actions find them and show them.
import type { VpcPeeringConnection, VpcPeeringConnectionVpcInfo } from "@aws-sdk/client-ec2";
import { missingParameter, operationNotPermitted, peeringNotFound } from "./faults.ts";
import type { PeeringConnection, PeeringSide } from "./model.ts";
import type { Ec2State } from "./state.ts";
import { tagsOf } from "./tags.ts";

export function peeringConnection(state: Ec2State, id: string | undefined): PeeringConnection {
  if (id === undefined) throw missingParameter("vpcPeeringConnectionId");
  const connection = state.peeringConnections.get(id);
  if (connection === undefined) throw peeringNotFound(id);
  return connection;
}

/** The connection that joins two VPCs; there is at most one that is active. */
export function activePeering(state: Ec2State, one: string, other: string): PeeringConnection | undefined {
  return [...state.peeringConnections.values()].find(({ status, requester, accepter }) => {
    const ends = [requester.vpcId, accepter.vpcId];
    return status === "active" && ends.includes(one) && ends.includes(other);
  });
}

/** Whether this side belongs to the place that asks: each account acts on its own side only. */
export function isOwn(state: Ec2State, side: PeeringSide): boolean {
  return side.ownerId === state.account && side.region === state.region;
}

export function requireAccepter(state: Ec2State, connection: PeeringConnection, verb: "accept" | "reject"): void {
  const { id, accepter } = connection;
  if (accepter.ownerId !== state.account) {
    throw operationNotPermitted(`User ${state.account} cannot ${verb} peering ${id}`);
  }
  if (isOwn(state, accepter)) return;
  throw operationNotPermitted(
    `Incorrect region ( ${state.region} ) specified for this request. VPC peering connection ${id} must be ` +
      `${verb}ed in region ${accepter.region}`,
  );
}

/**
 * The connection as EC2 describes it. AWS passes through `initiating-request` and `provisioning` by itself: the answers
 * of Create and Accept carry those (`passing`), while the state is already in what they lead to.
 */
export function shownPeering(
  state: Ec2State,
  connection: PeeringConnection,
  passing?: "initiating-request" | "provisioning",
): VpcPeeringConnection {
  return {
    VpcPeeringConnectionId: connection.id,
    Status:
      passing === undefined
        ? { Code: connection.status, Message: connection.statusMessage }
        : { Code: passing, Message: passing },
    RequesterVpcInfo: shownSide(connection.requester, true),
    // Until it is accepted EC2 tells no more of the other VPC than its id, owner and region.
    AccepterVpcInfo: shownSide(connection.accepter, connection.status === "active"),
    Tags: tagsOf(state, connection.id),
  };
}

function shownSide(side: PeeringSide, known: boolean): VpcPeeringConnectionVpcInfo {
  return {
    OwnerId: side.ownerId,
    Region: side.region,
    VpcId: side.vpcId,
    ...(known
      ? {
          CidrBlock: side.cidrs[0],
          CidrBlockSet: side.cidrs.map((CidrBlock) => ({ CidrBlock })),
          PeeringOptions: {
            AllowDnsResolutionFromRemoteVpc: side.allowDnsResolutionFromRemoteVpc,
            AllowEgressFromLocalClassicLinkToRemoteVpc: false,
            AllowEgressFromLocalVpcToRemoteClassicLink: false,
          },
        }
      : {}),
  };
}
