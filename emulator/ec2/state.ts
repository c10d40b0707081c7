// What EC2 knows of one account and region.
import type {
  Instance,
  NetworkAcl,
  PeeringConnection,
  RouteTable,
  SecurityGroup,
  Subnet,
  TransitGateway,
  Vpc,
} from "./model.ts";

export interface Ec2State {
  readonly account: string;
  readonly region: string;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly routeTables: Map<string, RouteTable>;
  readonly securityGroups: Map<string, SecurityGroup>;
  /** A connection is one object, held by the state of its requester and by that of its accepter. */
  readonly peeringConnections: Map<string, PeeringConnection>;
  readonly transitGateways: Map<string, TransitGateway>;
  readonly networkAcls: Map<string, NetworkAcl>;
  readonly instances: Map<string, Instance>;
  /** Resource id -> tags. Each account tags its own side of what is shared. */
  readonly tags: Map<string, Map<string, string>>;
}

export function emptyEc2(account: string, region: string): Ec2State {
  return {
    account,
    region,
    vpcs: new Map(),
    subnets: new Map(),
    routeTables: new Map(),
    securityGroups: new Map(),
    peeringConnections: new Map(),
    transitGateways: new Map(),
    networkAcls: new Map(),
    instances: new Map(),
    tags: new Map(),
  };
}
