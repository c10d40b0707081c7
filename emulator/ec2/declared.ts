// How a declared network becomes EC2's state.
import { canonicalCidr } from "./cidr.ts";
import { declaredAcls } from "./declaredAcls.ts";
import type { DeclaredNetworkAcl } from "./declaredAcls.ts";
import { newId } from "./ids.ts";
import type { Instance, RouteTarget, RuleDirection, SecurityGroupRule, Subnet, TransitGateway, Vpc } from "./model.ts";
import { allowAllEgress } from "./securityGroups.ts";
import { emptyEc2 } from "./state.ts";
import type { Ec2State } from "./state.ts";

/** The part of a world that EC2 is made of, and of that what lies in the account and region in question. */
export interface DeclaredNetwork {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly {
    readonly id: string;
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
    readonly routes?: readonly DeclaredRoute[] | undefined;
  }[];
  readonly securityGroups: readonly DeclaredSecurityGroup[];
  readonly transitGateways?: readonly TransitGateway[] | undefined;
  readonly networkAcls?: readonly DeclaredNetworkAcl[] | undefined;
  readonly instances: readonly Instance[];
}

/** `target` is the id of a peering connection (`pcx-`), of a transit gateway (`tgw-`) or of any other gateway. */
export interface DeclaredRoute {
  readonly cidr: string;
  readonly target: string;
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
      routes: [
        ...cidrs.map((destinationCidr) => ({ destinationCidr, target: { kind: "local" } as const })),
        ...(table.routes ?? []).map(({ cidr, target }) => ({
          destinationCidr: canonicalCidr(cidr),
          target: declaredTarget(target),
        })),
      ],
    });
  }
  for (const gateway of declared.transitGateways ?? []) state.transitGateways.set(gateway.id, gateway);
  for (const acl of declaredAcls(declared.networkAcls ?? [], declared.vpcs, declared.subnets)) {
    state.networkAcls.set(acl.id, acl);
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

function declaredTarget(id: string): RouteTarget {
  if (id.startsWith("pcx-")) return { kind: "peering", peeringConnectionId: id };
  if (id.startsWith("tgw-")) return { kind: "transitGateway", transitGatewayId: id };
  return { kind: "gateway", gatewayId: id };
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
