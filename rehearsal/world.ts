// The emulated AWS of a stack config: its VPCs, subnets, route tables and security groups, and the instances that run the
// source. What the program is to provide (peering, routes, rules) is left out, so that its absence shows.
import type { Settings } from "../settings.ts";
import { applicationNetworks, applicationVpc } from "./world/application.ts";
import { overlap } from "./world/networks.ts";
import { sourceNodes, type SourceNode } from "./world/sourceNodes.ts";
import { routeTablesOfWorld, subnetsOfWorld, type Subnet } from "./world/subnets.ts";

export interface WorldArgs {
  readonly settings: Settings;
  /** Of the target, and of the source where it says nothing else. */
  readonly region: string;
  /** The program that runs the source, and the one that runs the target's nodes. */
  readonly sourceProgram: string;
  readonly targetProgram: string;
}

/** The identity of the rehearsal in the source's account: its own looks only, the program takes the role. */
export const sourceAccessKey = "rehearsal-source";

/** A world file of the emulator (docs/emulator.md). */
export function worldOf({ settings, region, sourceProgram, targetProgram }: WorldArgs) {
  const { source, target, application } = settings;
  const nodes = sourceNodes(settings);
  const networks = applicationNetworks(settings, nodes);
  const subnets = subnetsOfWorld({ settings, region, nodes, application: networks });
  const groups = application.securityGroupIds.filter((id) => id !== source.securityGroupId);
  const { userGroupId } = target.access ?? {};
  return {
    account: accountOf(settings),
    region,
    engines: { [target.engine]: targetProgram },
    ...(userGroupId === undefined ? {} : { userGroups: [userGroupId] }),
    ...identitiesOf(settings),
    vpcs: vpcsOf(settings),
    subnets,
    routeTables: routeTablesOfWorld(settings, networks),
    ...connectionsOf(settings),
    securityGroups: [
      { id: source.securityGroupId, vpcId: source.vpcId, name: "source" },
      ...groups.map((id, index) => ({ id, vpcId: applicationVpc(settings), name: `application-${index + 1}` })),
    ],
    instances: nodes.map((node) => ({
      id: node.id,
      privateIp: node.host,
      subnetId: subnetOf(node, subnets),
      securityGroupIds: [source.securityGroupId],
      server: serverOf(node, settings, sourceProgram),
    })),
  };
}

function serverOf(node: SourceNode, { source }: Settings, program: string) {
  const isCluster = source.clusterMode === "enabled";
  return {
    program,
    port: node.port,
    databases: source.databases,
    ...(isCluster ? { cluster: { slots: node.slots === "" ? [] : node.slots.split(",") } } : {}),
    ...(node.replicaOf === "" ? {} : { replicaOf: node.replicaOf }),
    // Without the delay a synchronisation begins at once instead of after five seconds.
    config: { "repl-diskless-sync-delay": "0" },
  };
}

function subnetOf({ host }: SourceNode, subnets: readonly Subnet[]): string {
  return subnets.find(({ cidr }) => overlap(`${host}/32`, cidr))?.id ?? "";
}

const accounts = ["123456789012", "210987654321"] as const;

/** The target's account, which no config names: any but the source's own. */
function accountOf({ source }: Settings): string {
  return accounts.find((account) => account !== source.accountId) ?? accounts[0];
}

/** Who may act in the source's account: the role, trusted by the target's, and the rehearsal itself. */
function identitiesOf(settings: Settings) {
  const { accountId, roleArn } = settings.source;
  if (accountId === undefined || roleArn === undefined) return {};
  return {
    accessKeys: { [sourceAccessKey]: accountId },
    roles: [{ arn: roleArn, trusts: [accountOf(settings)] }],
  };
}

function vpcsOf({ source, target, network }: Settings) {
  if (network.mode === "sameVpc") {
    return [{ id: source.vpcId, cidrs: [...new Set([...source.cidrs, ...target.cidrs])] }];
  }
  const { accountId: account, region } = source;
  const elsewhere = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
  return [
    { id: source.vpcId, cidrs: source.cidrs, ...elsewhere },
    { id: target.vpcId, cidrs: target.cidrs },
  ];
}

/** A connection that exists already, as its owner made it; the program is to provide the routes only. */
function connectionsOf({ source, target, network }: Settings) {
  const { peeringConnectionId: peering, transitGatewayId: gateway } = network;
  if (peering !== undefined) {
    const sides = { requesterVpcId: target.vpcId, accepterVpcId: source.vpcId };
    return { peeringConnections: [{ id: peering, ...sides, status: "active" }] };
  }
  if (gateway !== undefined) return { transitGateways: [{ id: gateway, vpcIds: [source.vpcId, target.vpcId] }] };
  return {};
}
