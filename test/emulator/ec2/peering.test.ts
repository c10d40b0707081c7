import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcPeeringConnectionsCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
} from "@aws-sdk/client-ec2";
import type { EC2Client, VpcPeeringConnection } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account, faultOf, ids, otherAccount, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

let cloud: Ec2Cloud;
beforeEach(async () => {
  cloud = await startEc2();
});
afterEach(async () => {
  await cloud.close();
});

async function request(peerVpc: string = ids.peerVpc, peer: object = {}): Promise<VpcPeeringConnection> {
  const { VpcPeeringConnection: connection } = await cloud.own.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: ids.vpc, PeerVpcId: peerVpc, ...peer }),
  );
  if (connection === undefined) throw new Error("no connection in the answer");
  return connection;
}

const foreign = { PeerOwnerId: otherAccount, PeerRegion: "us-east-1" };

async function accept(client: EC2Client, id: string | undefined): Promise<VpcPeeringConnection | undefined> {
  const command = new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });
  return (await client.send(command)).VpcPeeringConnection;
}

async function described(client: EC2Client, id: string | undefined): Promise<VpcPeeringConnection | undefined> {
  const command = new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id ?? ""] });
  return (await client.send(command)).VpcPeeringConnections?.[0];
}

describe("a peering connection", () => {
  test("is requested, accepted, given options and deleted", async () => {
    const created = await request();
    const id = created.VpcPeeringConnectionId;
    const codes = [created.Status?.Code, (await described(cloud.own, id))?.Status?.Code];
    codes.push((await accept(cloud.own, id))?.Status?.Code);
    await cloud.own.send(
      new ModifyVpcPeeringConnectionOptionsCommand({
        VpcPeeringConnectionId: id,
        AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
      }),
    );
    const active = await described(cloud.own, id);
    codes.push(active?.Status?.Code);
    await cloud.own.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
    codes.push((await described(cloud.own, id))?.Status?.Code);
    expect(codes).toStrictEqual(["initiating-request", "pending-acceptance", "provisioning", "active", "deleted"]);
    const options = {
      AllowEgressFromLocalClassicLinkToRemoteVpc: false,
      AllowEgressFromLocalVpcToRemoteClassicLink: false,
    };
    expect(active).toStrictEqual({
      VpcPeeringConnectionId: id,
      Status: { Code: "active", Message: "Active" },
      RequesterVpcInfo: {
        OwnerId: account,
        Region: "eu-west-1",
        VpcId: ids.vpc,
        CidrBlock: "10.1.0.0/16",
        CidrBlockSet: [{ CidrBlock: "10.1.0.0/16" }],
        PeeringOptions: { AllowDnsResolutionFromRemoteVpc: false, ...options },
      },
      AccepterVpcInfo: {
        OwnerId: account,
        Region: "eu-west-1",
        VpcId: ids.peerVpc,
        CidrBlock: "10.2.0.0/16",
        CidrBlockSet: [{ CidrBlock: "10.2.0.0/16" }, { CidrBlock: "10.3.0.0/16" }],
        PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true, ...options },
      },
      Tags: [],
    });
  });

  test("of VPCs whose blocks overlap is taken and then fails", async () => {
    const { VpcPeeringConnectionId: id, Status } = await request(ids.overlappingVpc);
    expect(Status?.Code).toBe("initiating-request");
    const failed = await described(cloud.own, id);
    expect(failed?.Status).toStrictEqual({
      Code: "failed",
      Message: "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
    });
    expect(await faultOf(accept(cloud.own, id))).toBe("InvalidStateTransition");
  });

  test("to a VPC that another account lacks fails too, one that the own account lacks is refused", async () => {
    const { VpcPeeringConnectionId: id } = await request("vpc-09999999999999999", foreign);
    expect((await described(cloud.own, id))?.Status?.Code).toBe("failed");
    expect(await faultOf(request("vpc-09999999999999999"))).toBe("InvalidVpcID.NotFound");
    expect(await faultOf(request(ids.vpc))).toBe("InvalidParameterValue");
  });

  test("is asked for once only while it stands", async () => {
    const { VpcPeeringConnectionId: id } = await request();
    expect(await faultOf(request())).toBe("VpcPeeringConnectionAlreadyExists");
    await cloud.own.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
    expect(await faultOf(request())).toBe("none");
  });

  test("has no options before it is active, and cannot be deleted twice", async () => {
    const { VpcPeeringConnectionId: id } = await request();
    const modify = new ModifyVpcPeeringConnectionOptionsCommand({
      VpcPeeringConnectionId: id,
      RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
    });
    expect(await faultOf(cloud.own.send(modify))).toBe("OperationNotPermitted");
    const remove = new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id });
    expect(await faultOf(cloud.own.send(remove))).toBe("none");
    expect(await faultOf(cloud.own.send(remove))).toBe("InvalidStateTransition");
    const unknown = new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: "pcx-09999999999999999" });
    expect(await faultOf(cloud.own.send(unknown))).toBe("InvalidVpcPeeringConnectionID.NotFound");
  });

  test("with another account is accepted there, in its region, and each side sets its own options", async () => {
    const { VpcPeeringConnectionId: id } = await request(ids.foreignVpc, foreign);
    await expect(accept(cloud.own, id)).rejects.toThrow(`User ${account} cannot accept peering`);
    expect(await faultOf(accept(cloud.client("other", "eu-west-1"), id))).toBe(
      "InvalidVpcPeeringConnectionID.NotFound",
    );
    expect((await accept(cloud.other, id))?.Status?.Code).toBe("provisioning");
    expect((await described(cloud.own, id))?.Status?.Code).toBe("active");
    const ofAccepter = new ModifyVpcPeeringConnectionOptionsCommand({
      VpcPeeringConnectionId: id,
      AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
    });
    expect(await faultOf(cloud.own.send(ofAccepter))).toBe("OperationNotPermitted");
    expect(await faultOf(cloud.other.send(ofAccepter))).toBe("none");
  });
});

test("a peering connection between regions is accepted in the accepter's region only", async () => {
  const { VpcPeeringConnectionId: id } = await request(ids.distantVpc, { PeerRegion: "us-east-1" });
  await expect(accept(cloud.own, id)).rejects.toThrow("must be accepted in region us-east-1");
  expect((await accept(cloud.client("own", "us-east-1"), id))?.Status?.Code).toBe("provisioning");
});

describe("what rests on a peering connection", () => {
  test("a route waits for it as a black hole and becomes one again", async () => {
    const { VpcPeeringConnectionId: id } = await request();
    const DestinationCidrBlock = "10.2.0.0/16";
    const RouteTableId = ids.table;
    await cloud.own.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId: id }));
    const state = async (): Promise<string | undefined> => {
      const { RouteTables } = await cloud.own.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
      return RouteTables?.[0]?.Routes?.find((route) => route.DestinationCidrBlock === DestinationCidrBlock)?.State;
    };
    const states = [await state()];
    await accept(cloud.own, id);
    states.push(await state());
    await cloud.own.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
    states.push(await state());
    expect(states).toStrictEqual(["blackhole", "active", "blackhole"]);
  });

  const naming = (GroupId: string): AuthorizeSecurityGroupIngressCommand =>
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: ids.peerGroup,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, UserIdGroupPairs: [{ GroupId }] }],
    });

  test("a rule cannot name a group of another region", async () => {
    const abroad = cloud.client("own", "us-east-1");
    const distant = { VpcId: ids.peerVpc, PeerVpcId: ids.distantVpc, PeerRegion: "us-east-1" };
    const { VpcPeeringConnection } = await cloud.own.send(new CreateVpcPeeringConnectionCommand(distant));
    await accept(abroad, VpcPeeringConnection?.VpcPeeringConnectionId);
    const { GroupId = "" } = await abroad.send(
      new CreateSecurityGroupCommand({ GroupName: "distant", Description: "d", VpcId: ids.distantVpc }),
    );
    expect(await faultOf(cloud.own.send(naming(GroupId)))).toBe("InvalidGroup.NotFound");
  });

  test("a rule may name a group of the other VPC once it is active, and tells by which connection", async () => {
    const { VpcPeeringConnectionId: id } = await request();
    expect(await faultOf(cloud.own.send(naming(ids.group)))).toBe("InvalidGroup.NotFound");
    await accept(cloud.own, id);
    const { SecurityGroupRules } = await cloud.own.send(naming(ids.group));
    const SecurityGroupRuleIds = [SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? ""];
    const shown = await cloud.own.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds }));
    expect(shown.SecurityGroupRules?.[0]?.ReferencedGroupInfo).toStrictEqual({
      GroupId: ids.group,
      UserId: account,
      VpcId: ids.vpc,
      VpcPeeringConnectionId: id,
      PeeringStatus: "active",
    });
  });
});
