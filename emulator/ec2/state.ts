// What EC2 knows of one account and region, and how a declared network becomes that.
import { canonicalCidr } from "./cidr.ts";
import { newId } from "./ids.ts";
import type {
  Instance,
  PeeringConnection,
  RouteTable,
  RuleDirection,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
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
  readonly instances: Map<string, Instance>;
  /** Resource id -> tags. Each account tags its own side of what is shared. */
  readonly tags: Map<string, Map<string, string>>;
}

/** The part of a world that EC2 is made of, and of that what lies in the account and region in question. */
export interface DeclaredNetwork {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly {
    readonly id: string;
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
  }[];
  readonly securityGroups: readonly DeclaredSecurityGroup[];
  readonly instances: readonly Instance[];
}

export interface DeclaredSecurityGroup {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly ingress?: readonly DeclaredRule[] | undefined;
  readonly egress?: readonly DeclaredRule[] | undefined;
}

export interface DeclaredRule {
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly cidr?: string | undefined;
  readonly securityGroupId?: string | undefined;
}

/**
 * The EC2 side of one account and region: what is declared for it, or nothing. A group whose egress is not
 * declared gets EC2's allow-all rule, as every new group does.
 */
export function ec2StateOf(declared: DeclaredNetwork | undefined, account: string, region: string): Ec2State {
  const state = emptyEc2(account, region);
  if (declared === undefined) return state;
  for (const { id, cidrs } of declared.vpcs) state.vpcs.set(id, { id, cidrs: cidrs.map(canonicalCidr) });
  for (const subnet of declared.subnets) {
    state.subnets.set(subnet.id, { ...subnet, cidr: canonicalCidr(subnet.cidr) });
  }
  for (const table of declared.routeTables) {
    const { id, vpcId } = table;
    // The first table declared for a VPC is its main one too: a world needs no table that is there for that alone.
    const main = ![...state.routeTables.values()].some((other) => other.vpcId === vpcId);
    const subnetIds = main ? [undefined, ...table.subnetIds] : table.subnetIds;
    const cidrs = state.vpcs.get(vpcId)?.cidrs ?? [];
    state.routeTables.set(id, {
      id,
      vpcId,
      main,
      associations: subnetIds.map((subnetId) => ({ id: newId("rtbassoc"), subnetId })),
      routes: cidrs.map((destinationCidr) => ({ destinationCidr, target: { kind: "local" } })),
    });
  }
  for (const group of declared.securityGroups) {
    const { id, vpcId, name, ingress, egress } = group;
    const rules = [
      ...(ingress ?? []).map((rule) => declaredRule(rule, group, "ingress", account)),
      ...(egress?.map((rule) => declaredRule(rule, group, "egress", account)) ?? [allowAllEgress(id)]),
    ];
    state.securityGroups.set(id, { id, vpcId, name, description: name, rules });
  }
  for (const { id, privateIp, subnetId, securityGroupIds } of declared.instances) {
    state.instances.set(id, { id, privateIp, subnetId, securityGroupIds });
  }
  return state;
}

function emptyEc2(account: string, region: string): Ec2State {
  return {
    account,
    region,
    vpcs: new Map(),
    subnets: new Map(),
    routeTables: new Map(),
    securityGroups: new Map(),
    peeringConnections: new Map(),
    instances: new Map(),
    tags: new Map(),
  };
}

/** The egress rule that EC2 gives every new security group. */
export function allowAllEgress(groupId: string): SecurityGroupRule {
  return {
    id: newId("sgr"),
    groupId,
    direction: "egress",
    protocol: "-1",
    fromPort: -1,
    toPort: -1,
    peer: { kind: "ipv4", cidr: "0.0.0.0/0" },
    description: undefined,
  };
}

function declaredRule(
  rule: DeclaredRule,
  group: DeclaredSecurityGroup,
  direction: RuleDirection,
  account: string,
): SecurityGroupRule {
  const allPorts = rule.protocol === "-1";
  return {
    id: newId("sgr"),
    groupId: group.id,
    direction,
    protocol: rule.protocol,
    fromPort: allPorts ? -1 : (rule.fromPort ?? 0),
    toPort: allPorts ? -1 : (rule.toPort ?? rule.fromPort ?? 65535),
    peer:
      rule.securityGroupId === undefined
        ? { kind: "ipv4", cidr: rule.cidr ?? "0.0.0.0/0" }
        : {
            kind: "group",
            groupId: rule.securityGroupId,
            ownerId: account,
            vpcId: group.vpcId,
            peeringConnectionId: undefined,
          },
    description: undefined,
  };
}
