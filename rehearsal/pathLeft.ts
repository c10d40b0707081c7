// What is left of the replication path after it should be gone: connection, routes and rules, as the emulated EC2 has them.
import type { EC2Client, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { DescribeCacheClustersCommand } from "@aws-sdk/client-elasticache";
import type { Settings } from "../settings.ts";
import type { EmulatedAws } from "./emulatedAws.ts";

/** Each with the id of what still holds it; none when the path is gone. */
export async function pathLeft(aws: EmulatedAws, settings: Settings): Promise<string[]> {
  const { source, target, application } = settings;
  const [ofSource, ofTarget] = [await aws.ec2("source"), await aws.ec2("target")];
  const sourceTables = [...source.routeTableIds, ...application.routeTableIds.filter(isNot(target.routeTableIds))];
  const targetTables = target.routeTableIds.filter(isNot(sourceTables));
  const left = await Promise.all([
    settings.network.mode === "peering" ? connections(ofTarget, settings) : [],
    routes(ofSource, sourceTables),
    routes(ofTarget, targetTables),
    rules(ofSource, source.securityGroupId, "ingress"),
    ...(await targetGroups(aws, target.replicationGroupId)).map((id) => rules(ofTarget, id, "egress")),
  ]);
  return left.flat();
}

const isNot = (ids: readonly string[]) => (id: string) => !ids.includes(id);
const standing = ["initiating-request", "pending-acceptance", "provisioning", "active"];

async function connections(ec2: EC2Client, { source, target }: Settings): Promise<string[]> {
  const { DescribeVpcPeeringConnectionsCommand } = await import("@aws-sdk/client-ec2");
  const { VpcPeeringConnections = [] } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
  const sides = [source.vpcId, target.vpcId];
  return VpcPeeringConnections.filter(
    ({ Status, RequesterVpcInfo, AccepterVpcInfo }) =>
      standing.includes(Status?.Code ?? "") &&
      [RequesterVpcInfo, AccepterVpcInfo].every((side) => sides.includes(side?.VpcId ?? "")),
  ).map(({ VpcPeeringConnectionId: id = "", Status }) => `the peering connection ${id} is ${Status?.Code ?? ""}`);
}

async function routes(ec2: EC2Client, tables: readonly string[]): Promise<string[]> {
  if (tables.length === 0) return [];
  const { DescribeRouteTablesCommand } = await import("@aws-sdk/client-ec2");
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [...tables] }));
  return RouteTables.flatMap(({ RouteTableId: id = "", Routes = [] }) =>
    Routes.flatMap(({ VpcPeeringConnectionId, TransitGatewayId, DestinationCidrBlock: to = "" }) => {
      const through = VpcPeeringConnectionId ?? TransitGatewayId;
      return through === undefined ? [] : [`${id} still leads to ${to} through ${through}`];
    }),
  );
}

async function rules(ec2: EC2Client, groupId: string, direction: "ingress" | "egress"): Promise<string[]> {
  const { DescribeSecurityGroupRulesCommand } = await import("@aws-sdk/client-ec2");
  const filter = [{ Name: "group-id", Values: [groupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: filter }));
  return SecurityGroupRules.filter(({ IsEgress }) => IsEgress === (direction === "egress")).map(
    (rule) => `${groupId} still has the ${direction} rule ${rule.SecurityGroupRuleId ?? ""} (${peerOf(rule)})`,
  );
}

function peerOf({ CidrIpv4, ReferencedGroupInfo, FromPort }: SecurityGroupRule): string {
  return `${CidrIpv4 ?? ReferencedGroupInfo?.GroupId ?? "anybody"}, port ${FromPort ?? "any"}`;
}

async function targetGroups({ elastiCache }: EmulatedAws, groupId: string): Promise<string[]> {
  const { CacheClusters = [] } = await elastiCache.send(new DescribeCacheClustersCommand({}));
  const ids = CacheClusters.filter(({ ReplicationGroupId: id }) => id === groupId)
    .flatMap(({ SecurityGroups = [] }) => SecurityGroups)
    .flatMap(({ SecurityGroupId: id }) => id ?? []);
  return [...new Set(ids)];
}
