// What AWS tells of the network between source, target and application: security groups, routes, ACLs and the connection
// between two VPCs, as plain data. Each part is the answer to a question of its own: an identity may be allowed some of
// them and not the others, and where one is not answered that is said and nothing is guessed.

export interface NetworkReading {
  readonly target: SideReading;
  readonly source: SideReading;
  readonly connection: Answer<ConnectionReading>;
}

export interface SideReading {
  /** The target's nodes' own; of the source the configured one. */
  readonly securityGroups: Answer<readonly SecurityGroupReading[]>;
  readonly subnets: Answer<readonly SubnetReading[]>;
  /** Those that serve the side's subnets, each once. */
  readonly routeTables: Answer<readonly RouteTableReading[]>;
  /** Those that the side's subnets are associated with, each once. */
  readonly acls: Answer<readonly AclReading[]>;
}

export type Answer<Value> = { readonly kind: "read"; readonly value: Value } | Unread;

export interface Unread {
  readonly kind: "unread";
  /** As IAM names it, for example `ec2:DescribeSubnets`. */
  readonly action: string;
  /** IAM forbids it; otherwise AWS did not answer, or does not know what was asked for. */
  readonly denied: boolean;
  readonly why: string;
}

export interface SecurityGroupReading {
  readonly id: string;
  readonly ingress: readonly RuleReading[];
  readonly egress: readonly RuleReading[];
}

export interface RuleReading {
  readonly id: string;
  /** `tcp`, `udp`, `icmp`, another protocol's number, or `-1` for every protocol. */
  readonly protocol: string;
  /** -1 for every port. */
  readonly fromPort: number;
  readonly toPort: number;
  /** `other`: a prefix list (pl-…), whose entries are not read, or an IPv6 network. */
  readonly peer: { readonly cidr: string } | { readonly securityGroupId: string } | { readonly other: string };
}

export interface SubnetReading {
  readonly id: string;
  readonly cidr: string;
  readonly zone: string;
}

export interface RouteTableReading {
  readonly id: string;
  /** Subnets of the side that it serves: by association, or as the main table of their VPC. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly RouteReading[];
}

export interface RouteReading {
  /** An IPv4 network, or a prefix list (pl-…), whose entries are not read. */
  readonly destination: string;
  /** `local`, or the id of what it leads to (pcx-…, tgw-…, igw-…). */
  readonly target: string;
  readonly active: boolean;
}

export interface AclReading {
  readonly id: string;
  /** Subnets of the side that it guards. */
  readonly subnetIds: readonly string[];
  readonly entries: readonly AclEntryReading[];
}

/** IPv4 only. */
export interface AclEntryReading {
  readonly ruleNumber: number;
  readonly egress: boolean;
  /** Protocol number as EC2 has it: `6` is TCP, `-1` every one. */
  readonly protocol: string;
  /** -1 for every port. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr: string;
  readonly allow: boolean;
}

export type ConnectionReading =
  | { readonly kind: "sameVpc" }
  | {
      readonly kind: "peering";
      /** Empty when there is no such connection. */
      readonly id: string;
      /** As EC2 has it: `active`, `pending-acceptance`, `deleted`, …; empty when there is no such connection. */
      readonly status: string;
      /** The VPCs that it joins. */
      readonly vpcIds: readonly string[];
    }
  | { readonly kind: "transitGateway"; readonly id: string };
