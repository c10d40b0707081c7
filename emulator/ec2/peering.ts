// Peering connections as EC2's actions find them and show them.
import type { VpcPeeringConnection, VpcPeeringConnectionVpcInfo } from "@aws-sdk/client-ec2";
import { missingParameter, peeringNotFound } from "./faults.ts";
import type { PeeringConnection, PeeringSide } from "./model.ts";
import type { Ec2State } from "./state.ts";
import { tagsOf } from "./tags.ts";

export function peeringConnection(state: Ec2State, id: string | undefined): PeeringConnection {
  if (id === undefined) throw missingParameter("vpcPeeringConnectionId");
  const connection = state.peeringConnections.get(id);
  if (connection === undefined) throw peeringNotFound(id);
  return connection;
}

/** Whether this side belongs to the place that asks: each account acts on its own side only. */
export function isOwn(state: Ec2State, side: PeeringSide): boolean {
  return side.ownerId === state.account && side.region === state.region;
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
