// Two peered VPCs through which the target's nodes reach the source, and ways to change them.
import { ec2StateOf } from "../../../emulator/ec2/declared.ts";
import type { Ec2State } from "../../../emulator/ec2/state.ts";
import type { NetworkAclEntry, PeeringConnection, RulePeer, SecurityGroupRule } from "../../../emulator/ec2/model.ts";
import { reachability } from "../../../emulator/network/reachability.ts";
import type { Origin, Reachability } from "../../../emulator/network/reachability.ts";

const region = "eu-west-1";
const account = "111111111111";

export const source = "10.0.0.241:6379";
const from: Origin = { vpcId: "vpc-target", subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-nodes"] };

export function rule(
  direction: "ingress" | "egress",
  peer: RulePeer,
  ports: Partial<SecurityGroupRule> = {},
): SecurityGroupRule {
  const all = { protocol: "tcp", fromPort: 6379, toPort: 6379, description: undefined };
  return { id: "sgr-1", groupId: "sg", direction, peer, ...all, ...ports };
}

export const block = (cidr: string): RulePeer => ({ kind: "ipv4", cidr });
export const group = (groupId: string): RulePeer => ({
  kind: "group",
  groupId,
  ownerId: account,
  vpcId: "any",
  peeringConnectionId: undefined,
});

export interface Network {
  readonly target: Ec2State;
  readonly source: Ec2State;
  readonly peering: PeeringConnection;
  reach(origin?: Partial<Origin>, to?: string): Reachability;
}

/** Two peered VPCs through which the target's nodes reach the source; each test breaks one thing of it. */
export function network(sourcePlace: { account?: string; region?: string } = {}): Network {
  const target = ec2StateOf(
    {
      vpcs: [
        { id: "vpc-target", cidrs: ["10.1.0.0/16"] },
        { id: "vpc-twin", cidrs: ["10.1.0.0/16"] },
      ],
      subnets: [
        { id: "subnet-a", vpcId: "vpc-target", cidr: "10.1.0.0/24", availabilityZone: "eu-west-1a" },
        { id: "subnet-b", vpcId: "vpc-target", cidr: "10.1.1.0/24", availabilityZone: "eu-west-1b" },
        { id: "subnet-t", vpcId: "vpc-twin", cidr: "10.1.0.0/24", availabilityZone: "eu-west-1a" },
      ],
      routeTables: [
        { id: "rtb-a", vpcId: "vpc-target", subnetIds: ["subnet-a"] },
        { id: "rtb-b", vpcId: "vpc-target", subnetIds: ["subnet-b"] },
        { id: "rtb-t", vpcId: "vpc-twin", subnetIds: ["subnet-t"] },
      ],
      securityGroups: [
        { id: "sg-nodes", vpcId: "vpc-target", name: "nodes", egress: [] },
        { id: "sg-other", vpcId: "vpc-target", name: "other", egress: [] },
      ],
      instances: [],
    },
    account,
    region,
  );
  const there = ec2StateOf(
    {
      vpcs: [{ id: "vpc-source", cidrs: ["10.0.0.0/16"] }],
      subnets: [{ id: "subnet-s", vpcId: "vpc-source", cidr: "10.0.0.0/24", availabilityZone: "eu-west-1a" }],
      routeTables: [{ id: "rtb-s", vpcId: "vpc-source", subnetIds: ["subnet-s"] }],
      securityGroups: [{ id: "sg-source", vpcId: "vpc-source", name: "source" }],
      instances: [{ id: "i-source", privateIp: "10.0.0.241", subnetId: "subnet-s", securityGroupIds: ["sg-source"] }],
    },
    sourcePlace.account ?? account,
    sourcePlace.region ?? region,
  );
  const side = (vpcId: string, cidr: string): PeeringConnection["requester"] => ({
    ownerId: account,
    region,
    vpcId,
    cidrs: [cidr],
    allowDnsResolutionFromRemoteVpc: false,
  });
  const peering: PeeringConnection = {
    id: "pcx-1",
    requester: side("vpc-target", "10.1.0.0/16"),
    accepter: side("vpc-source", "10.0.0.0/16"),
    status: "active",
    statusMessage: "Active",
  };
  for (const state of [target, there]) state.peeringConnections.set(peering.id, peering);
  route(target, "rtb-a", "10.0.0.0/16");
  route(target, "rtb-b", "10.0.0.0/16");
  route(there, "rtb-s", "10.1.0.0/16");
  setRules(target, "sg-nodes", [rule("egress", block("10.0.0.241/32"))]);
  setRules(there, "sg-source", [rule("ingress", block("10.1.0.0/16"))]);
  return {
    target,
    source: there,
    peering,
    reach: (origin = {}, to = source) => reachability([target, there], { ...from, ...origin }, to),
  };
}

export function route(state: Ec2State, tableId: string, destinationCidr: string, peeringConnectionId = "pcx-1"): void {
  const table = state.routeTables.get(tableId);
  if (table === undefined) throw new Error(`no table ${tableId}`);
  table.routes = [...table.routes, { destinationCidr, target: { kind: "peering", peeringConnectionId } }];
}

export function dropRoute(state: Ec2State, tableId: string, destinationCidr: string): void {
  const table = state.routeTables.get(tableId);
  if (table === undefined) throw new Error(`no table ${tableId}`);
  table.routes = table.routes.filter((one) => one.destinationCidr !== destinationCidr);
}

export function setRules(state: Ec2State, groupId: string, rules: SecurityGroupRule[]): void {
  const found = state.securityGroups.get(groupId);
  if (found === undefined) throw new Error(`no group ${groupId}`);
  found.rules = rules;
}

/** Puts a subnet behind a network ACL of its own, which lets through only what these entries do. */
export function guard(state: Ec2State, subnetId: string, entries: readonly NetworkAclEntry[]): void {
  const vpcId = state.subnets.get(subnetId)?.vpcId ?? "";
  for (const acl of state.networkAcls.values()) {
    const associations = acl.associations.filter((association) => association.subnetId !== subnetId);
    state.networkAcls.set(acl.id, { ...acl, associations });
  }
  const associations = [{ id: "aclassoc-1", subnetId }];
  state.networkAcls.set("acl-guard", { id: "acl-guard", vpcId, isDefault: false, associations, entries });
}

export function entry(
  direction: NetworkAclEntry["direction"],
  action: NetworkAclEntry["action"],
  change: Partial<NetworkAclEntry> = {},
): NetworkAclEntry {
  const everything = { protocol: "-1", fromPort: 0, toPort: 65_535, cidr: "0.0.0.0/0" } as const;
  return { ruleNumber: 100, direction, action, ...everything, ...change };
}

/** Sends both ways through a transit gateway instead, with these VPCs attached. */
export function joinByGateway({ target, source: there }: Network, attached: readonly string[]): void {
  const blocks: Readonly<Record<string, string>> = { "vpc-target": "10.1.0.0/16", "vpc-source": "10.0.0.0/16" };
  const attachments = attached.map((vpcId) => ({ vpcId, cidrs: [blocks[vpcId] ?? ""] }));
  for (const state of [target, there]) {
    state.transitGateways.set("tgw-1", { id: "tgw-1", attachments });
    for (const table of state.routeTables.values()) {
      table.routes = table.routes.map((one) =>
        one.target.kind === "peering" ? { ...one, target: { kind: "transitGateway", transitGatewayId: "tgw-1" } } : one,
      );
    }
  }
}
