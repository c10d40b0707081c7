// Peering across accounts and regions: who sees it, who may do what, and which groups a rule may name across it.
import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcPeeringConnectionsCommand,
  ModifySecurityGroupRulesCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
  RejectVpcPeeringConnectionCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { EC2Client, UserIdGroupPair } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account, faultOf, ids, otherAccount, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

const declared = { id: "pcx-00000000000000051", requesterVpcId: ids.peerVpc, accepterVpcId: ids.neighbourVpc };

let cloud: Ec2Cloud;
/** The other account in the region of its VPC that is a neighbour of the own ones. */
let neighbour: EC2Client;
beforeEach(async () => {
  cloud = await startEc2();
  neighbour = cloud.client("other", "eu-west-1");
});
afterEach(async () => {
  await cloud.close();
});

async function request(PeerVpcId: string, peer: object): Promise<string> {
  const { VpcPeeringConnection } = await cloud.own.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: ids.vpc, PeerVpcId, ...peer }),
  );
  return VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
}

/** Id and status of each connection that a caller sees. */
async function seenBy(client: EC2Client): Promise<(string | undefined)[]> {
  const { VpcPeeringConnections } = await client.send(new DescribeVpcPeeringConnectionsCommand({}));
  return (VpcPeeringConnections ?? []).map((one) => `${one.VpcPeeringConnectionId ?? ""} ${one.Status?.Code ?? ""}`);
}

const withNeighbour = { PeerOwnerId: otherAccount };
const withForeigner = { PeerOwnerId: otherAccount, PeerRegion: "us-east-1" };
const accept = (VpcPeeringConnectionId: string) => new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId });
const reject = (VpcPeeringConnectionId: string) => new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId });
const remove = (VpcPeeringConnectionId: string) => new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId });

describe("a connection with another account", () => {
  test("is seen on both of its sides and nowhere else", async () => {
    const id = await request(ids.foreignVpc, withForeigner);
    const clients = [cloud.own, cloud.other, neighbour, cloud.client("own", "us-east-1")];
    expect(await Promise.all(clients.map(seenBy))).toStrictEqual([
      [`${id} pending-acceptance`],
      [`${id} pending-acceptance`],
      [],
      [],
    ]);
    await cloud.other.send(accept(id));
    expect(await Promise.all(clients.map(seenBy))).toStrictEqual([[`${id} active`], [`${id} active`], [], []]);
  });

  test.each(["requester", "accepter"])("is deleted from the side of its %s", async (side) => {
    const id = await request(ids.foreignVpc, withForeigner);
    await cloud.other.send(accept(id));
    await (side === "requester" ? cloud.own : cloud.other).send(remove(id));
    expect([await seenBy(cloud.own), await seenBy(cloud.other)]).toStrictEqual([[`${id} deleted`], [`${id} deleted`]]);
  });

  test("is rejected by its accepter only, and only while it waits", async () => {
    const id = await request(ids.foreignVpc, withForeigner);
    await expect(cloud.own.send(reject(id))).rejects.toThrow(`User ${account} cannot reject peering ${id}`);
    await cloud.other.send(reject(id));
    expect(await seenBy(cloud.own)).toStrictEqual([`${id} rejected`]);
    expect(await faultOf(cloud.other.send(reject(id)))).toBe("InvalidStateTransition");
    expect(await faultOf(cloud.other.send(accept(id)))).toBe("InvalidStateTransition");
    expect(await faultOf(cloud.own.send(remove(id)))).toBe("InvalidStateTransition");
  });

  test("fails when its blocks overlap those of the requester", async () => {
    const id = await request(ids.overlappingVpc, {});
    expect(await seenBy(cloud.own)).toStrictEqual([`${id} failed`]);
  });

  test("takes options of each side from that side alone, and neither of a mixed request", async () => {
    const id = await request(ids.foreignVpc, withForeigner);
    await cloud.other.send(accept(id));
    const options = { AllowDnsResolutionFromRemoteVpc: true };
    const modify = (sides: object) =>
      new ModifyVpcPeeringConnectionOptionsCommand({ VpcPeeringConnectionId: id, ...sides });
    const ofBoth = { AccepterPeeringConnectionOptions: options, RequesterPeeringConnectionOptions: options };
    expect(await faultOf(cloud.own.send(modify(ofBoth)))).toBe("OperationNotPermitted");
    expect(await faultOf(cloud.other.send(modify({ RequesterPeeringConnectionOptions: options })))).toBe(
      "OperationNotPermitted",
    );
    await cloud.own.send(modify({ RequesterPeeringConnectionOptions: options }));
    const { VpcPeeringConnections } = await cloud.other.send(
      new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
    );
    const [connection] = VpcPeeringConnections ?? [];
    expect(
      [connection?.RequesterVpcInfo, connection?.AccepterVpcInfo].map(
        (side) => side?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc,
      ),
    ).toStrictEqual([true, false]);
  });
});

describe("a rule", () => {
  const naming = (pair: UserIdGroupPair): AuthorizeSecurityGroupIngressCommand =>
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: ids.group,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, UserIdGroupPairs: [pair] }],
    });
  const foreignGroup = { GroupId: ids.neighbourGroup, UserId: otherAccount };

  test("names a group of another account by that account too, and tells by which connection", async () => {
    expect(await faultOf(cloud.own.send(naming(foreignGroup)))).toBe("InvalidGroup.NotFound");
    const id = await request(ids.neighbourVpc, withNeighbour);
    await neighbour.send(accept(id));
    await expect(cloud.own.send(naming({ GroupId: ids.neighbourGroup }))).rejects.toThrow(
      `The security group '${ids.neighbourGroup}' does not exist`,
    );
    const { SecurityGroupRules } = await cloud.own.send(naming(foreignGroup));
    const reference = { ...foreignGroup, VpcId: ids.neighbourVpc, VpcPeeringConnectionId: id };
    expect(SecurityGroupRules?.[0]?.ReferencedGroupInfo).toStrictEqual({ ...reference, PeeringStatus: "active" });

    await neighbour.send(remove(id));
    const { SecurityGroups } = await cloud.own.send(new DescribeSecurityGroupsCommand({ GroupIds: [ids.group] }));
    expect(SecurityGroups?.[0]?.IpPermissions?.[0]?.UserIdGroupPairs).toStrictEqual([
      { ...reference, PeeringStatus: "deleted" },
    ]);
    const revoke = new RevokeSecurityGroupIngressCommand({
      GroupId: ids.group,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, UserIdGroupPairs: [foreignGroup] }],
    });
    expect(await faultOf(cloud.own.send(revoke))).toBe("none");
  });

  test("goes on naming it when its ports are changed, and may name it anew by its account", async () => {
    const id = await request(ids.neighbourVpc, withNeighbour);
    await neighbour.send(accept(id));
    const { SecurityGroupRules } = await cloud.own.send(naming(foreignGroup));
    const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? "";
    const seen = [];
    for (const ReferencedGroupId of [ids.neighbourGroup, ids.group, `${otherAccount}/${ids.neighbourGroup}`]) {
      const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 7000, ToPort: 7000, ReferencedGroupId };
      await cloud.own.send(
        new ModifySecurityGroupRulesCommand({
          GroupId: ids.group,
          SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
        }),
      );
      const shown = await cloud.own.send(
        new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [SecurityGroupRuleId] }),
      );
      const { GroupId, UserId } = shown.SecurityGroupRules?.[0]?.ReferencedGroupInfo ?? {};
      seen.push({ GroupId, UserId });
    }
    expect(seen).toStrictEqual([foreignGroup, { GroupId: ids.group, UserId: account }, foreignGroup]);
  });
});

describe("a declared connection", () => {
  test("stands from the start on both sides, and ties declared rules to its groups", async () => {
    const world = await startEc2({
      peeringConnections: [
        declared,
        { ...declared, id: "pcx-00000000000000052", requesterVpcId: ids.vpc, status: "pending-acceptance" },
      ],
      securityGroups: [
        { id: ids.neighbourGroup, vpcId: ids.neighbourVpc, name: "neighbours" },
        { id: ids.group, vpcId: ids.vpc, name: "nodes" },
        {
          id: ids.peerGroup,
          vpcId: ids.peerVpc,
          name: "source",
          ingress: [{ fromPort: 6379, securityGroupId: ids.neighbourGroup }],
        },
      ],
    });
    try {
      const both = [`${declared.id} active`, "pcx-00000000000000052 pending-acceptance"];
      const there = world.client("other", "eu-west-1");
      expect([await seenBy(world.own), await seenBy(there)]).toStrictEqual([both, both]);
      await there.send(accept("pcx-00000000000000052"));
      expect(await seenBy(world.own)).toStrictEqual([both[0], "pcx-00000000000000052 active"]);
      const Filters = [{ Name: "group-id", Values: [ids.peerGroup] }];
      const { SecurityGroupRules } = await world.own.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      expect(SecurityGroupRules?.[0]?.ReferencedGroupInfo).toStrictEqual({
        GroupId: ids.neighbourGroup,
        UserId: otherAccount,
        VpcId: ids.neighbourVpc,
        VpcPeeringConnectionId: declared.id,
        PeeringStatus: "active",
      });
    } finally {
      await world.close();
    }
  });
});
