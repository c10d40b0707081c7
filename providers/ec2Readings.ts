// The questions to EC2, each with all its pages, and its answers in the core's own words.
import type { NetworkAclEntry, Route, SecurityGroupRule } from "@aws-sdk/client-ec2";
import type {
  AclEntryReading,
  AclReading,
  ConnectionReading,
  RouteReading,
  RouteTableReading,
  RuleReading,
  SecurityGroupReading,
  SubnetReading,
} from "../migration/networkReading.ts";
import type { PathPlan, SidePlan } from "../migration/plan.ts";
import type { Asking } from "./ec2Access.ts";

/** Rules are asked for by themselves: one permission, and every rule has its id. */
export async function readSecurityGroups(
  { client, within }: Asking,
  ids: readonly string[],
): Promise<SecurityGroupReading[]> {
  const { paginateDescribeSecurityGroupRules } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "group-id", Values: [...ids] }];
  const pages = paginateDescribeSecurityGroupRules({ client }, { Filters }, { abortSignal: within });
  const rules: SecurityGroupRule[] = [];
  for await (const page of pages) rules.push(...(page.SecurityGroupRules ?? []));
  return ids.map((id) => {
    const own = rules.filter((rule) => rule.GroupId === id);
    return {
      id,
      ingress: own.filter((rule) => rule.IsEgress !== true).map(ruleReading),
      egress: own.filter((rule) => rule.IsEgress === true).map(ruleReading),
    };
  });
}

function ruleReading(rule: SecurityGroupRule): RuleReading {
  const { CidrIpv4: cidr, ReferencedGroupInfo: group, PrefixListId, CidrIpv6 } = rule;
  return {
    id: rule.SecurityGroupRuleId ?? "",
    protocol: rule.IpProtocol ?? "",
    fromPort: rule.FromPort ?? -1,
    toPort: rule.ToPort ?? -1,
    peer:
      cidr !== undefined
        ? { cidr }
        : group?.GroupId !== undefined
          ? { securityGroupId: group.GroupId }
          : { other: PrefixListId ?? CidrIpv6 ?? "" },
  };
}

export async function readSubnets({ client, within }: Asking, ids: readonly string[]): Promise<SubnetReading[]> {
  const { paginateDescribeSubnets } = await import("@aws-sdk/client-ec2");
  const pages = paginateDescribeSubnets({ client }, { SubnetIds: [...ids] }, { abortSignal: within });
  const subnets: SubnetReading[] = [];
  for await (const page of pages) {
    for (const { SubnetId: id = "", CidrBlock: cidr, AvailabilityZone: zone = "" } of page.Subnets ?? []) {
      // One without IPv4 holds no address that is migrated from or to.
      if (cidr !== undefined) subnets.push({ id, cidr, zone });
    }
  }
  return subnets;
}

export async function readRouteTables(
  { client, within }: Asking,
  { vpcId, subnetIds }: SidePlan,
): Promise<RouteTableReading[]> {
  const { paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  // All of the VPC: a subnet without an association has its main table, which no filter by subnet finds.
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const pages = paginateDescribeRouteTables({ client }, { Filters }, { abortSignal: within });
  const tables = [];
  for await (const page of pages) {
    for (const { RouteTableId: id = "", Associations = [], Routes = [] } of page.RouteTables ?? []) {
      const associated = Associations.flatMap(({ SubnetId }) => SubnetId ?? []);
      tables.push({ id, isMain: Associations.some(({ Main }) => Main === true), associated, routes: Routes });
    }
  }
  const explicit = new Set(tables.flatMap(({ associated }) => associated));
  return tables
    .map(({ id, isMain, associated, routes }) => ({
      id,
      subnetIds: subnetIds.filter((one) => (explicit.has(one) ? associated.includes(one) : isMain)),
      routes: routes.flatMap(routeReading),
    }))
    .filter((table) => table.subnetIds.length > 0);
}

/** IPv6 routes are left out: the replication is over IPv4. */
function routeReading(route: Route): RouteReading[] {
  const destination = route.DestinationCidrBlock ?? route.DestinationPrefixListId;
  if (destination === undefined) return [];
  const target =
    route.GatewayId ??
    route.VpcPeeringConnectionId ??
    route.TransitGatewayId ??
    route.NatGatewayId ??
    // Before its network interface, which EC2 names too.
    route.InstanceId ??
    route.NetworkInterfaceId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    "";
  return [{ destination, target, active: route.State === "active" }];
}

export async function readAcls({ client, within }: Asking, subnetIds: readonly string[]): Promise<AclReading[]> {
  const { paginateDescribeNetworkAcls } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "association.subnet-id", Values: [...subnetIds] }];
  const pages = paginateDescribeNetworkAcls({ client }, { Filters }, { abortSignal: within });
  const acls: AclReading[] = [];
  for await (const page of pages) {
    for (const { NetworkAclId: id = "", Associations = [], Entries = [] } of page.NetworkAcls ?? []) {
      const associated = Associations.flatMap(({ SubnetId }) => SubnetId ?? []);
      const guarded = subnetIds.filter((one) => associated.includes(one));
      acls.push({ id, subnetIds: guarded, entries: Entries.flatMap(entryReading) });
    }
  }
  return acls;
}

function entryReading(entry: NetworkAclEntry): AclEntryReading[] {
  const { CidrBlock: cidr, RuleNumber: ruleNumber = 0, Protocol: protocol = "", PortRange: ports } = entry;
  if (cidr === undefined) return [];
  const fromPort = ports?.From ?? -1;
  const toPort = ports?.To ?? -1;
  const common = { ruleNumber, egress: entry.Egress === true, protocol, fromPort, toPort, cidr };
  return [{ ...common, allow: entry.RuleAction === "allow" }];
}

/** Visible from the target's side wherever the source is. */
export async function readPeering({ client, within }: Asking, path: PathPlan): Promise<ConnectionReading> {
  const { paginateDescribeVpcPeeringConnections } = await import("@aws-sdk/client-ec2");
  const ends = [path.target.vpcId, path.source.vpcId];
  // By filter, which finds nothing where asking for an id would be refused. Ended connections are shown for a while.
  const Filters =
    path.peeringConnectionId === ""
      ? ["requester", "accepter"].map((end) => ({ Name: `${end}-vpc-info.vpc-id`, Values: ends }))
      : [{ Name: "vpc-peering-connection-id", Values: [path.peeringConnectionId] }];
  const pages = paginateDescribeVpcPeeringConnections({ client }, { Filters }, { abortSignal: within });
  const found = [];
  for await (const page of pages) {
    for (const one of page.VpcPeeringConnections ?? []) {
      const vpcIds = [one.RequesterVpcInfo?.VpcId ?? "", one.AccepterVpcInfo?.VpcId ?? ""];
      const { VpcPeeringConnectionId: id = "", Status } = one;
      found.push({ kind: "peering", id, status: Status?.Code ?? "", vpcIds } as const);
    }
  }
  const [best] = found.sort((one, other) => rankOf(one.status) - rankOf(other.status));
  return best ?? { kind: "peering", id: "", status: "", vpcIds: [] };
}

/** Of several between the same VPCs the one that is in use, or is to be. */
function rankOf(status: string): number {
  const living = ["active", "provisioning", "pending-acceptance", "initiating-request"];
  const rank = living.indexOf(status);
  return rank === -1 ? living.length : rank;
}

/** Which VPC each security group is in. Rejects for a group that AWS does not know. */
export async function readVpcsOfGroups(
  { client, within }: Asking,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly vpcId: string }[]> {
  const { paginateDescribeSecurityGroups } = await import("@aws-sdk/client-ec2");
  const pages = paginateDescribeSecurityGroups({ client }, { GroupIds: [...ids] }, { abortSignal: within });
  const groups = [];
  for await (const page of pages) {
    for (const { GroupId: id = "", VpcId: vpcId = "" } of page.SecurityGroups ?? []) groups.push({ id, vpcId });
  }
  return groups;
}
