import {
  CreateRouteCommand,
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteTagsCommand,
  DescribeAddressesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";
import type { Route, Vpc } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account, faultOf, ids, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

let cloud: Ec2Cloud;
beforeEach(async () => {
  cloud = await startEc2();
});
afterEach(async () => {
  await cloud.close();
});

async function peer(): Promise<string> {
  const { VpcPeeringConnection } = await cloud.own.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: ids.vpc, PeerVpcId: ids.peerVpc }),
  );
  return VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
}

async function routes(): Promise<Route[] | undefined> {
  const { RouteTables } = await cloud.own.send(new DescribeRouteTablesCommand({ RouteTableIds: [ids.table] }));
  return RouteTables?.[0]?.Routes;
}

describe("routes", () => {
  test("are created in canonical form, replaced and deleted beside the local one", async () => {
    const VpcPeeringConnectionId = await peer();
    const local = {
      DestinationCidrBlock: "10.1.0.0/16",
      GatewayId: "local",
      Origin: "CreateRouteTable",
      State: "active",
    };
    const table = { RouteTableId: ids.table };
    await cloud.own.send(
      new CreateRouteCommand({ ...table, DestinationCidrBlock: "10.2.7.7/16", VpcPeeringConnectionId }),
    );
    const DestinationCidrBlock = "10.2.0.0/16";
    const made = { DestinationCidrBlock, Origin: "CreateRoute" };
    expect(await routes()).toStrictEqual([local, { ...made, VpcPeeringConnectionId, State: "blackhole" }]);
    await cloud.own.send(new ReplaceRouteCommand({ ...table, DestinationCidrBlock, GatewayId: "igw-1" }));
    expect(await routes()).toStrictEqual([local, { ...made, GatewayId: "igw-1", State: "active" }]);
    await cloud.own.send(new DeleteRouteCommand({ ...table, DestinationCidrBlock }));
    expect(await routes()).toStrictEqual([local]);
  });

  test("are refused by name of what is wrong with them", async () => {
    const VpcPeeringConnectionId = await peer();
    const create = (route: object): Promise<string> =>
      faultOf(
        cloud.own.send(
          new CreateRouteCommand({
            RouteTableId: ids.table,
            DestinationCidrBlock: "10.2.0.0/16",
            VpcPeeringConnectionId,
            ...route,
          }),
        ),
      );
    expect(await create({ RouteTableId: "rtb-09999999999999999" })).toBe("InvalidRouteTableID.NotFound");
    expect(await create({ VpcPeeringConnectionId: "pcx-09999999999999999" })).toBe(
      "InvalidVpcPeeringConnectionID.NotFound",
    );
    expect(await create({ DestinationCidrBlock: "10.2.0.0" })).toBe("InvalidParameterValue");
    expect(await create({ DestinationCidrBlock: "10.1.7.0/24" })).toBe("InvalidParameterValue");
    expect(await create({ DestinationCidrBlock: "10.1.0.0/16" })).toBe("RouteAlreadyExists");
    expect(await create({ VpcPeeringConnectionId: undefined, NatGatewayId: "nat-1" })).toBe("NotImplemented");
    expect(await create({})).toBe("none");
    expect(await create({})).toBe("RouteAlreadyExists");
    const absent = { RouteTableId: ids.table, DestinationCidrBlock: "10.9.0.0/16" };
    expect(await faultOf(cloud.own.send(new DeleteRouteCommand(absent)))).toBe("InvalidRoute.NotFound");
    expect(await faultOf(cloud.own.send(new ReplaceRouteCommand({ ...absent, GatewayId: "igw-1" })))).toBe(
      "InvalidRoute.NotFound",
    );
    const local = { RouteTableId: ids.table, DestinationCidrBlock: "10.1.0.0/16" };
    expect(await faultOf(cloud.own.send(new DeleteRouteCommand(local)))).toBe("InvalidParameterValue");
  });

  test("are in tables that know their subnets and their VPC", async () => {
    const { RouteTables } = await cloud.own.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: "association.subnet-id", Values: [ids.peerSubnet] }] }),
    );
    expect(RouteTables?.map((table) => table.RouteTableId)).toStrictEqual([ids.peerTable]);
    expect(RouteTables?.[0]?.Associations?.map(({ Main, SubnetId }) => ({ Main, SubnetId }))).toStrictEqual([
      { Main: true, SubnetId: undefined },
      { Main: false, SubnetId: ids.peerSubnet },
    ]);
    expect(RouteTables?.[0]?.Routes?.map((route) => route.DestinationCidrBlock)).toStrictEqual([
      "10.2.0.0/16",
      "10.3.0.0/16",
    ]);
  });
});

describe("VPCs and subnets", () => {
  test("are described with every block, in their own account and region only", async () => {
    const vpcIds = (vpcs: Vpc[] | undefined): (string | undefined)[] | undefined => vpcs?.map(({ VpcId }) => VpcId);
    const all = await cloud.own.send(new DescribeVpcsCommand({}));
    expect(vpcIds(all.Vpcs)).toStrictEqual([ids.vpc, ids.peerVpc, ids.overlappingVpc]);
    expect(vpcIds((await cloud.other.send(new DescribeVpcsCommand({}))).Vpcs)).toStrictEqual([ids.foreignVpc]);
    const { Vpcs } = await cloud.own.send(new DescribeVpcsCommand({ VpcIds: [ids.peerVpc] }));
    expect(Vpcs?.[0]?.CidrBlockAssociationSet?.map(({ CidrBlock }) => CidrBlock)).toStrictEqual([
      "10.2.0.0/16",
      "10.3.0.0/16",
    ]);
    expect(Vpcs?.[0]?.OwnerId).toBe(account);
    const strange = new DescribeVpcsCommand({ VpcIds: [ids.foreignVpc] });
    expect(await faultOf(cloud.own.send(strange))).toBe("InvalidVpcID.NotFound");
  });

  test("are found by filters, and an unknown filter is refused", async () => {
    const { Subnets } = await cloud.own.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [ids.vpc, "vpc-x"] }] }),
    );
    expect(Subnets?.map((subnet) => [subnet.SubnetId, subnet.AvailabilityZone, subnet.CidrBlock])).toStrictEqual([
      [ids.subnet, "eu-west-1a", "10.1.1.0/24"],
    ]);
    const strange = new DescribeSubnetsCommand({ Filters: [{ Name: "outpost-arn", Values: ["*"] }] });
    expect(await faultOf(cloud.own.send(strange))).toBe("NotImplemented");
    const unknown = new DescribeSubnetsCommand({ SubnetIds: ["subnet-09999999999999999"] });
    expect(await faultOf(cloud.own.send(unknown))).toBe("InvalidSubnetID.NotFound");
  });
});

describe("tags", () => {
  test("are set, found by filter and removed, one by one or all", async () => {
    const Resources = [ids.vpc];
    const tags = async (): Promise<(string | undefined)[] | undefined> => {
      const { Vpcs } = await cloud.own.send(new DescribeVpcsCommand({ VpcIds: Resources }));
      return Vpcs?.[0]?.Tags?.map(({ Key, Value }) => `${Key ?? ""}=${Value ?? ""}`);
    };
    const Tags = [
      { Key: "service", Value: "sessions" },
      { Key: "team", Value: "platform" },
      { Key: "stage", Value: "dev" },
    ];
    await cloud.own.send(new CreateTagsCommand({ Resources, Tags }));
    expect(await tags()).toStrictEqual(["service=sessions", "team=platform", "stage=dev"]);
    const { Vpcs } = await cloud.own.send(
      new DescribeVpcsCommand({ Filters: [{ Name: "tag:service", Values: ["sess*"] }] }),
    );
    expect(Vpcs?.map(({ VpcId }) => VpcId)).toStrictEqual([ids.vpc]);
    await cloud.own.send(
      new DeleteTagsCommand({ Resources, Tags: [{ Key: "team" }, { Key: "stage", Value: "another" }] }),
    );
    expect(await tags()).toStrictEqual(["service=sessions", "stage=dev"]);
    await cloud.own.send(new DeleteTagsCommand({ Resources }));
    expect(await tags()).toStrictEqual([]);
  });

  test("need a resource that exists", async () => {
    const call = new CreateTagsCommand({ Resources: ["sg-09999999999999999"], Tags: [{ Key: "k", Value: "v" }] });
    expect(await faultOf(cloud.own.send(call))).toBe("InvalidID");
  });
});

test("an action that the emulator lacks is refused by name", async () => {
  await expect(cloud.own.send(new DescribeAddressesCommand({}))).rejects.toThrow("DescribeAddresses");
  expect(await faultOf(cloud.own.send(new DescribeAddressesCommand({})))).toBe("NotImplemented");
});
