// How a rule of the source's security group names the target's nodes: by their group where AWS lets it, else by networks.
import type { Elsewhere } from "./sourceProvider.ts";

export interface Way {
  readonly mode: "sameVpc" | "peering" | "existing";
  readonly transitGatewayId?: string | undefined;
}

/**
 * A group of another VPC can be named over a peering within one region (VPC peering guide, security groups). A transit
 * gateway can be set up to allow it, too, but whether this one is cannot be told from here.
 */
export function admittedBy({ mode, transitGatewayId }: Way, { region }: Elsewhere): "securityGroup" | "networks" {
  if (mode === "sameVpc") return "securityGroup";
  return region === undefined && transitGatewayId === undefined ? "securityGroup" : "networks";
}

/** A group of one's own account goes by its id alone: the provider reads it back so, and any other form would differ. */
export function referenceTo(securityGroupId: string, ownerId: string, readerId: string | undefined): string {
  return readerId === undefined || readerId === ownerId ? securityGroupId : `${ownerId}/${securityGroupId}`;
}
