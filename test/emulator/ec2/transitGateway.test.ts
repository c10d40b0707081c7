// Routes to transit gateways: taken for an attached VPC, refused for any other, a black hole without an attachment.
import { CreateRouteCommand, DescribeRouteTablesCommand, ReplaceRouteCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultOf, ids, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

const attached = "tgw-00000000000000061";
const detached = "tgw-00000000000000062";

let cloud: Ec2Cloud;
beforeAll(async () => {
  cloud = await startEc2({
    transitGateways: [
      { id: attached, vpcIds: [ids.vpc, ids.neighbourVpc] },
      { id: detached, vpcIds: [ids.neighbourVpc] },
    ],
    routeTables: [
      { id: ids.table, vpcId: ids.vpc, subnetIds: [ids.subnet], routes: [{ cidr: "10.8.0.9/16", target: detached }] },
      { id: ids.peerTable, vpcId: ids.peerVpc, subnetIds: [ids.peerSubnet] },
    ],
  });
});
afterAll(async () => {
  await cloud.close();
});

const route = { RouteTableId: ids.table, DestinationCidrBlock: "10.6.0.0/16" };

async function shown(): Promise<unknown[]> {
  const { RouteTables } = await cloud.own.send(new DescribeRouteTablesCommand({ RouteTableIds: [ids.table] }));
  return (RouteTables?.[0]?.Routes ?? []).map(({ DestinationCidrBlock, TransitGatewayId, State }) => [
    DestinationCidrBlock,
    TransitGatewayId,
    State,
  ]);
}

test("a route to a gateway works while the VPC is attached, and is a black hole without an attachment", async () => {
  const local = ["10.1.0.0/16", undefined, "active"];
  const declared = ["10.8.0.0/16", detached, "blackhole"];
  expect(await shown()).toStrictEqual([local, declared]);
  await cloud.own.send(new CreateRouteCommand({ ...route, TransitGatewayId: attached }));
  expect(await shown()).toStrictEqual([local, declared, ["10.6.0.0/16", attached, "active"]]);
  const replace = { RouteTableId: ids.table, DestinationCidrBlock: "10.8.0.0/16", TransitGatewayId: attached };
  await cloud.own.send(new ReplaceRouteCommand(replace));
  expect(await shown()).toStrictEqual([
    local,
    ["10.8.0.0/16", attached, "active"],
    ["10.6.0.0/16", attached, "active"],
  ]);
});

test.each([
  ["does not exist", "tgw-09999999999999999", ids.table],
  ["is attached to others only", detached, ids.table],
  ["is attached to another VPC of the account", attached, ids.peerTable],
])("a gateway that %s is not found", async (_what, TransitGatewayId, RouteTableId) => {
  const DestinationCidrBlock = "10.7.0.0/16";
  const call = new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, TransitGatewayId });
  await expect(cloud.own.send(call)).rejects.toThrow(`The transitGateway ID '${TransitGatewayId}' does not exist`);
  expect(await faultOf(cloud.own.send(call))).toBe("InvalidTransitGatewayID.NotFound");
});

test("a route has one target", async () => {
  const call = new CreateRouteCommand({ ...route, TransitGatewayId: attached, GatewayId: "igw-1" });
  expect(await faultOf(cloud.own.send(call))).toBe("InvalidParameterCombination");
});
