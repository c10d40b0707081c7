// The resources of EC2 as the emulator keeps them.

export interface Vpc {
  readonly id: string;
  readonly cidrs: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  /** The main table answers for the subnets of its VPC that no table names. */
  readonly main: boolean;
  readonly associations: readonly { readonly id: string; readonly subnetId: string | undefined }[];
  routes: Route[];
}

export interface Route {
  readonly destinationCidr: string;
  readonly target: RouteTarget;
}

export type RouteTarget =
  | { readonly kind: "local" }
  | { readonly kind: "peering"; readonly peeringConnectionId: string }
  | { readonly kind: "transitGateway"; readonly transitGatewayId: string }
  | { readonly kind: "gateway"; readonly gatewayId: string };

export interface SecurityGroup {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  rules: SecurityGroupRule[];
}

export type RuleDirection = "ingress" | "egress";

export interface SecurityGroupRule {
  readonly id: string;
  readonly groupId: string;
  readonly direction: RuleDirection;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: RulePeer;
  readonly description: string | undefined;
}

export type RulePeer =
  | { readonly kind: "ipv4"; readonly cidr: string }
  | { readonly kind: "ipv6"; readonly cidr: string }
  | { readonly kind: "prefixList"; readonly prefixListId: string }
  | {
      readonly kind: "group";
      readonly groupId: string;
      readonly ownerId: string;
      readonly vpcId: string;
      readonly peeringConnectionId: string | undefined;
    };

export interface PeeringSide {
  readonly ownerId: string;
  readonly region: string;
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  allowDnsResolutionFromRemoteVpc: boolean;
}

export type PeeringStatus = "pending-acceptance" | "active" | "rejected" | "deleted" | "failed";

export interface PeeringConnection {
  readonly id: string;
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  status: PeeringStatus;
  statusMessage: string;
}

/** Its VPCs may be of any accounts of a region; each attachment's blocks are propagated to all the others. */
export interface TransitGateway {
  readonly id: string;
  readonly attachments: readonly { readonly vpcId: string; readonly cidrs: readonly string[] }[];
}

export interface NetworkAcl {
  readonly id: string;
  readonly vpcId: string;
  /** The default one serves the subnets of its VPC that no other names. */
  readonly isDefault: boolean;
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[];
  readonly entries: readonly NetworkAclEntry[];
}

/** The entry with the lowest number that matches decides; what none matches is denied. */
export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly direction: RuleDirection;
  readonly protocol: "tcp" | "udp" | "icmp" | "-1";
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr: string;
  readonly action: "allow" | "deny";
}

export interface Instance {
  readonly id: string;
  readonly privateIp: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
}
