// What a reader of the network asks: filters, pages, and ids that are not there.
import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  paginateDescribeSecurityGroupRules,
} from "@aws-sdk/client-ec2";
import type { Filter } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, faultOf, ids, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

let cloud: Ec2Cloud;
let connection = "";
beforeAll(async () => {
  cloud = await startEc2();
  const { VpcPeeringConnection } = await cloud.own.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: ids.vpc, PeerVpcId: ids.peerVpc }),
  );
  connection = VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
  const route = { RouteTableId: ids.table, DestinationCidrBlock: "10.2.0.0/16", VpcPeeringConnectionId: connection };
  await cloud.own.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: connection }));
  await cloud.own.send(new CreateRouteCommand(route));
});
afterAll(async () => {
  await cloud.close();
});

type Find = (filters: Filter[]) => Promise<(string | undefined)[]>;

const tables: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables ?? []).map(
    (one) => one.RouteTableId,
  );
const groups: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups ?? []).map(
    (one) => one.GroupId,
  );
const rulesOf: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules ?? []).map(
    (one) => one.GroupId,
  );
const peerings: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeVpcPeeringConnectionsCommand({ Filters }))).VpcPeeringConnections ?? []).map(
    (one) => one.VpcPeeringConnectionId,
  );
const subnets: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeSubnetsCommand({ Filters }))).Subnets ?? []).map((one) => one.SubnetId);
const vpcs: Find = async (Filters) =>
  ((await cloud.own.send(new DescribeVpcsCommand({ Filters }))).Vpcs ?? []).map((one) => one.VpcId);

/** `(connection)` stands for the id of the connection, which no test knows before it is there. */
test.each<[string, Find, Record<string, string[]>, string[]]>([
  ["route tables of a VPC", tables, { "vpc-id": [ids.vpc] }, [ids.table]],
  ["main route tables of a VPC", tables, { "vpc-id": [ids.peerVpc], "association.main": ["true"] }, [ids.peerTable]],
  ["route tables by id", tables, { "route-table-id": [ids.table, "rtb-x"] }, [ids.table]],
  ["the table of a subnet", tables, { "association.subnet-id": [ids.subnet] }, [ids.table]],
  ["tables of associations", tables, { "association.route-table-id": [ids.peerTable] }, [ids.peerTable]],
  ["tables with a route", tables, { "route.vpc-peering-connection-id": ["(connection)"] }, [ids.table]],
  ["tables by a destination", tables, { "route.destination-cidr-block": ["10.2.0.0/16"] }, [ids.table, ids.peerTable]],
  ["tables with a local route", tables, { "route.gateway-id": ["local"] }, [ids.table, ids.peerTable]],
  ["tables with a black hole", tables, { "route.state": ["blackhole"] }, []],
  ["tables to a transit gateway", tables, { "route.transit-gateway-id": ["tgw-*"] }, []],
  ["tables of an account", tables, { "owner-id": [account] }, [ids.table, ids.peerTable]],
  ["groups by id", groups, { "group-id": [ids.peerGroup] }, [ids.peerGroup]],
  ["groups of a VPC", groups, { "vpc-id": [ids.vpc] }, [ids.group]],
  ["groups by name", groups, { "group-name": ["nod?s"], "owner-id": [account] }, [ids.group]],
  ["rules of a group", rulesOf, { "group-id": [ids.group] }, [ids.group]],
  ["rules of no group", rulesOf, { "group-id": ["sg-none"] }, []],
  ["active connections", peerings, { "status-code": ["active"] }, ["(connection)"]],
  ["connections that wait", peerings, { "status-code": ["pending-acceptance"] }, []],
  ["connections of a requester", peerings, { "requester-vpc-info.vpc-id": [ids.vpc] }, ["(connection)"]],
  ["connections by block", peerings, { "accepter-vpc-info.cidr-block": ["10.2.0.0/16"] }, ["(connection)"]],
  ["subnets of a VPC", subnets, { "vpc-id": [ids.peerVpc], state: ["available"] }, [ids.peerSubnet]],
  ["subnets of a zone", subnets, { "availability-zone": ["eu-west-1a"] }, [ids.subnet]],
  ["subnets by id", subnets, { "subnet-id": [ids.subnet] }, [ids.subnet]],
  ["VPCs by any of their blocks", vpcs, { "cidr-block-association.cidr-block": ["10.3.0.0/16"] }, [ids.peerVpc]],
  ["default VPCs", vpcs, { "is-default": ["true"] }, []],
])("finds %s", async (_what, find, wanted, found) => {
  const known = (text: string) => (text === "(connection)" ? connection : text);
  const filters = Object.entries(wanted).map(([Name, Values]) => ({ Name, Values: Values.map(known) }));
  expect(await find(filters)).toStrictEqual(found.map(known));
});

test.each<[string, () => Promise<unknown>]>([
  ["InvalidRouteTableID.NotFound", () => cloud.own.send(new DescribeRouteTablesCommand({ RouteTableIds: ["rtb-x"] }))],
  ["InvalidGroup.NotFound", () => cloud.own.send(new DescribeSecurityGroupsCommand({ GroupIds: ["sg-x"] }))],
  ["InvalidGroup.NotFound", () => cloud.own.send(new DescribeSecurityGroupsCommand({ GroupNames: ["nodes", "x"] }))],
  [
    "InvalidSecurityGroupRuleId.NotFound",
    () => cloud.own.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ["sgr-x"] })),
  ],
  [
    "InvalidVpcPeeringConnectionID.NotFound",
    () => cloud.own.send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [connection, "pcx-x"] })),
  ],
  ["InvalidSubnetID.NotFound", () => cloud.own.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-x"] }))],
  ["InvalidVpcID.NotFound", () => cloud.own.send(new DescribeVpcsCommand({ VpcIds: [ids.vpc, "vpc-x"] }))],
  ["InvalidNetworkAclID.NotFound", () => cloud.own.send(new DescribeNetworkAclsCommand({ NetworkAclIds: ["acl-x"] }))],
])("an unknown id is %s", async (code, call) => {
  expect(await faultOf(call())).toBe(code);
});

describe("pages", () => {
  test("come one after the other, none left out and none twice", async () => {
    const { GroupId = "" } = await cloud.own.send(
      new CreateSecurityGroupCommand({ GroupName: "many rules", Description: "d", VpcId: ids.vpc }),
    );
    const blocks = Array.from({ length: 11 }, (_none, index) => `10.9.${index}.0/24`);
    const IpRanges = blocks.map((CidrIp) => ({ CidrIp }));
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 1, ToPort: 1, IpRanges }];
    await cloud.own.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const pages = [];
    const Filters = [{ Name: "group-id", Values: [GroupId] }];
    for await (const page of paginateDescribeSecurityGroupRules({ client: cloud.own, pageSize: 5 }, { Filters })) {
      pages.push((page.SecurityGroupRules ?? []).map(({ CidrIpv4 }) => CidrIpv4));
    }
    expect(pages.map((page) => page.length)).toStrictEqual([5, 5, 2]);
    expect(pages.flat()).toStrictEqual(["0.0.0.0/0", ...blocks]);
  });

  test.each<[string, string, object]>([
    ["too small", "InvalidParameterValue", { MaxResults: 4 }],
    ["too large", "InvalidParameterValue", { MaxResults: 1_001 }],
    ["of things that are named", "InvalidParameterCombination", { MaxResults: 5, SubnetIds: [ids.subnet] }],
    ["after a token of somebody else", "InvalidNextToken", { NextToken: "page-2" }],
  ])("%s are refused", async (_what, code, input) => {
    expect(await faultOf(cloud.own.send(new DescribeSubnetsCommand(input)))).toBe(code);
  });

  test("of route tables have a hundred at most", async () => {
    const call = (MaxResults: number) => cloud.own.send(new DescribeRouteTablesCommand({ MaxResults }));
    expect([await faultOf(call(100)), await faultOf(call(101))]).toStrictEqual(["none", "InvalidParameterValue"]);
  });
});
