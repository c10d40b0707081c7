import type {
  CreateVpcPeeringConnectionCommandInput,
  CreateVpcPeeringConnectionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { overlap } from "./cidr.ts";
import { invalidParameter, missingParameter, peeringAlreadyExists, vpcNotFound } from "./faults.ts";
import { newId } from "./ids.ts";
import { shownPeering } from "./peering.ts";
import type { PeeringConnection, PeeringSide, Vpc } from "./model.ts";
import { tagNew } from "./tags.ts";

/**
 * Asks for a peering. EC2 takes a request that cannot succeed (blocks that overlap, an unknown VPC of another account
 * or region) and lets the connection end in `failed`; only what it can judge at once is a fault.
 */
export function createVpcPeeringConnection(
  input: CreateVpcPeeringConnectionCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<CreateVpcPeeringConnectionCommandOutput, "$metadata"> {
  const { VpcId: vpcId, PeerVpcId: peerVpcId } = input;
  if (vpcId === undefined) throw missingParameter("vpcId");
  if (peerVpcId === undefined) throw missingParameter("peerVpcId");
  const own = at.ec2.vpcs.get(vpcId);
  if (own === undefined) throw vpcNotFound(vpcId);
  if (vpcId === peerVpcId) throw invalidParameter("The requester and accepter VPC cannot be the same");
  const peerOwner = input.PeerOwnerId ?? at.account;
  const peerRegion = input.PeerRegion ?? at.region;
  const peerState = cloud.places.of(peerOwner, peerRegion).ec2;
  const peer = peerState.vpcs.get(peerVpcId);
  if (peer === undefined && peerState === at.ec2) throw vpcNotFound(peerVpcId);
  const standing = [...at.ec2.peeringConnections.values()].find((other) => joins(other, vpcId, peerVpcId));
  if (standing !== undefined) throw peeringAlreadyExists(standing.id);

  const possible = peer !== undefined && !own.cidrs.some((cidr) => peer.cidrs.some((other) => overlap(cidr, other)));
  const connection: PeeringConnection = {
    id: newId("pcx"),
    requester: side(own, at.account, at.region),
    accepter: side(peer ?? { id: peerVpcId, cidrs: [] }, peerOwner, peerRegion),
    status: possible ? "pending-acceptance" : "failed",
    statusMessage: possible
      ? `Pending Acceptance by ${peerOwner}`
      : "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
  };
  at.ec2.peeringConnections.set(connection.id, connection);
  if (peer !== undefined) peerState.peeringConnections.set(connection.id, connection);
  tagNew(at.ec2, connection.id, "vpc-peering-connection", input.TagSpecifications);
  return { VpcPeeringConnection: shownPeering(at.ec2, connection, "initiating-request") };
}

function side(vpc: Vpc, ownerId: string, region: string): PeeringSide {
  return { ownerId, region, vpcId: vpc.id, cidrs: vpc.cidrs, allowDnsResolutionFromRemoteVpc: false };
}

function joins({ status, requester, accepter }: PeeringConnection, one: string, other: string): boolean {
  const ends = [requester.vpcId, accepter.vpcId];
  return (status === "active" || status === "pending-acceptance") && ends.includes(one) && ends.includes(other);
}
