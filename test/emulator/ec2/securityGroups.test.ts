import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, faultOf, ids, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

let cloud: Ec2Cloud;
beforeAll(async () => {
  cloud = await startEc2();
});
afterAll(async () => {
  await cloud.close();
});

const redis = { IpProtocol: "tcp", FromPort: 6379, ToPort: 6379 };
const from = (CidrIp: string): IpPermission => ({ ...redis, IpRanges: [{ CidrIp }] });
const fromGroup = (GroupId: string): IpPermission => ({ ...redis, UserIdGroupPairs: [{ GroupId }] });
const everything: IpPermission = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

async function newGroup(name: string): Promise<string> {
  const { GroupId = "" } = await cloud.own.send(
    new CreateSecurityGroupCommand({ GroupName: name, Description: "of a test", VpcId: ids.vpc }),
  );
  return GroupId;
}

async function described(id: string): Promise<SecurityGroup | undefined> {
  const { SecurityGroups } = await cloud.own.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  return SecurityGroups?.[0];
}

describe("a new security group", () => {
  test("lets everything out and nothing in", async () => {
    const { GroupId = "", Tags } = await cloud.own.send(
      new CreateSecurityGroupCommand({
        GroupName: "fresh",
        Description: "nodes of the target",
        VpcId: ids.vpc,
        TagSpecifications: [{ ResourceType: "security-group", Tags: [{ Key: "service", Value: "sessions" }] }],
      }),
    );
    expect(GroupId).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(Tags).toStrictEqual([{ Key: "service", Value: "sessions" }]);
    expect(await described(GroupId)).toStrictEqual({
      GroupId,
      GroupName: "fresh",
      Description: "nodes of the target",
      OwnerId: account,
      VpcId: ids.vpc,
      SecurityGroupArn: `arn:aws:ec2:eu-west-1:${account}:security-group/${GroupId}`,
      IpPermissions: [],
      IpPermissionsEgress: [
        {
          IpProtocol: "-1",
          IpRanges: [{ CidrIp: "0.0.0.0/0" }],
          Ipv6Ranges: [],
          PrefixListIds: [],
          UserIdGroupPairs: [],
        },
      ],
      Tags: [{ Key: "service", Value: "sessions" }],
    });
  });

  test("needs a VPC that exists and a name that is free in it", async () => {
    const make = (GroupName: string, VpcId?: string): Promise<string> =>
      faultOf(cloud.own.send(new CreateSecurityGroupCommand({ GroupName, Description: "d", VpcId })));
    expect(await make("nowhere")).toBe("MissingParameter");
    expect(await make("nowhere", "vpc-09999999999999999")).toBe("InvalidVpcID.NotFound");
    expect(await make("nodes", ids.vpc)).toBe("InvalidGroup.Duplicate");
    expect(await make("nodes", ids.peerVpc)).toBe("none");
  });
});

describe("rules", () => {
  test("get ids when they are authorized, and can be described and revoked by them", async () => {
    const GroupId = await newGroup("by id");
    const { SecurityGroupRules = [] } = await cloud.own.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ ...redis, IpRanges: [{ CidrIp: "10.2.0.0/16", Description: "source" }] }],
        TagSpecifications: [{ ResourceType: "security-group-rule", Tags: [{ Key: "k", Value: "v" }] }],
      }),
    );
    const id = SecurityGroupRules[0]?.SecurityGroupRuleId ?? "";
    expect(id).toMatch(/^sgr-[0-9a-f]{17}$/);
    const byId = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] });
    expect((await cloud.own.send(byId)).SecurityGroupRules).toStrictEqual([
      {
        SecurityGroupRuleId: id,
        SecurityGroupRuleArn: `arn:aws:ec2:eu-west-1:${account}:security-group-rule/${id}`,
        GroupId,
        GroupOwnerId: account,
        IsEgress: false,
        IpProtocol: "tcp",
        FromPort: 6379,
        ToPort: 6379,
        CidrIpv4: "10.2.0.0/16",
        Description: "source",
        Tags: [{ Key: "k", Value: "v" }],
      },
    ]);
    await cloud.own.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [id] }));
    expect(await faultOf(cloud.own.send(byId))).toBe("InvalidSecurityGroupRuleId.NotFound");
    expect((await described(GroupId))?.IpPermissions).toStrictEqual([]);
  });

  test("share an entry of the description when they share protocol and ports", async () => {
    const GroupId = await newGroup("shared ports");
    await cloud.own.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [from("10.2.0.7/16"), from("10.3.0.0/16"), fromGroup(GroupId)],
      }),
    );
    const permissions = (await described(GroupId))?.IpPermissions;
    expect(permissions).toHaveLength(1);
    expect(permissions?.[0]?.IpRanges?.map(({ CidrIp }) => CidrIp)).toStrictEqual(["10.2.0.0/16", "10.3.0.0/16"]);
    expect(permissions?.[0]?.UserIdGroupPairs?.map((pair) => pair.GroupId)).toStrictEqual([GroupId]);
  });

  test("are refused when they are there already, with nothing of the request kept", async () => {
    const GroupId = await newGroup("twice");
    const authorize = (...IpPermissions: IpPermission[]): Promise<string> =>
      faultOf(cloud.own.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
    expect(await authorize(from("10.2.0.0/16"))).toBe("none");
    expect(await authorize(from("10.3.0.0/16"), from("10.2.0.0/16"))).toBe("InvalidPermission.Duplicate");
    const { SecurityGroupRules } = await cloud.own.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
    );
    expect(SecurityGroupRules?.map(({ CidrIpv4 }) => CidrIpv4)).toStrictEqual(
      ["10.2.0.0/16", "0.0.0.0/0"].toReversed(),
    );
  });

  test("that are not there cannot be revoked", async () => {
    const GroupId = await newGroup("absent");
    const revoke = { GroupId, IpPermissions: [everything] };
    expect(await faultOf(cloud.own.send(new RevokeSecurityGroupIngressCommand(revoke)))).toBe(
      "InvalidPermission.NotFound",
    );
    expect(await faultOf(cloud.own.send(new RevokeSecurityGroupEgressCommand(revoke)))).toBe("none");
    expect((await described(GroupId))?.IpPermissionsEgress).toStrictEqual([]);
  });

  test("of egress are apart from those of ingress", async () => {
    const GroupId = await newGroup("outwards");
    await cloud.own.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [from("10.2.0.7/32")] }));
    const group = await described(GroupId);
    expect(group?.IpPermissions).toStrictEqual([]);
    expect(group?.IpPermissionsEgress?.map((one) => one.IpRanges?.[0]?.CidrIp)).toStrictEqual([
      "0.0.0.0/0",
      "10.2.0.7/32",
    ]);
  });

  test("change in place and keep their ids", async () => {
    const GroupId = await newGroup("changed");
    const { SecurityGroupRules } = await cloud.own.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [from("10.2.0.0/16"), from("10.3.0.0/16")] }),
    );
    const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
    const modify = (CidrIpv4: string): Promise<string> => {
      const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 6380, ToPort: 6381, CidrIpv4 };
      return faultOf(
        cloud.own.send(
          new ModifySecurityGroupRulesCommand({
            GroupId,
            SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
          }),
        ),
      );
    };
    expect(await modify("10.2.1.0/24")).toBe("none");
    expect(await modify("10.2.1.0/24")).toBe("none");
    const { SecurityGroupRules: after } = await cloud.own.send(
      new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [SecurityGroupRuleId ?? ""] }),
    );
    expect(after?.map(({ CidrIpv4, FromPort, ToPort }) => ({ CidrIpv4, FromPort, ToPort }))).toStrictEqual([
      { CidrIpv4: "10.2.1.0/24", FromPort: 6380, ToPort: 6381 },
    ]);
  });

  test("cannot be changed into what another one says already", async () => {
    const GroupId = await newGroup("clashing");
    const { SecurityGroupRules } = await cloud.own.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [from("10.2.0.0/16"), from("10.3.0.0/16")] }),
    );
    const change = (SecurityGroupRuleId: string | undefined): Promise<string> => {
      const SecurityGroupRule = { ...redis, CidrIpv4: "10.3.0.0/16" };
      const SecurityGroupRules = [{ SecurityGroupRuleId, SecurityGroupRule }];
      return faultOf(cloud.own.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules })));
    };
    expect(await change(SecurityGroupRules?.[0]?.SecurityGroupRuleId)).toBe("InvalidPermission.Duplicate");
    expect(await change("sgr-09999999999999999")).toBe("InvalidSecurityGroupRuleId.NotFound");
  });

  test("that say nothing EC2 understands are refused", async () => {
    const GroupId = await newGroup("nonsense");
    const authorize = (permission: IpPermission): Promise<string> =>
      faultOf(cloud.own.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] })));
    expect(await authorize(from("10.2.0.0/33"))).toBe("InvalidParameterValue");
    expect(await authorize({ ...redis, FromPort: 7000, IpRanges: [{ CidrIp: "10.0.0.0/8" }] })).toBe(
      "InvalidParameterValue",
    );
    expect(await authorize({ IpProtocol: "redis", IpRanges: [{ CidrIp: "10.0.0.0/8" }] })).toBe(
      "InvalidParameterValue",
    );
    expect(await authorize(redis)).toBe("InvalidParameterValue");
    expect(await authorize(fromGroup("sg-09999999999999999"))).toBe("InvalidGroup.NotFound");
  });

  test("cannot name a group of a VPC that is not peered", async () => {
    const GroupId = await newGroup("stranger");
    const call = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [fromGroup(ids.peerGroup)] });
    await expect(cloud.own.send(call)).rejects.toThrow("different networks");
  });
});

describe("a security group's end", () => {
  test("waits for the rules of others that name it", async () => {
    const named = await newGroup("named");
    const namer = await newGroup("namer");
    const IpPermissions = [fromGroup(named)];
    await cloud.own.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: namer, IpPermissions }));
    const end = new DeleteSecurityGroupCommand({ GroupId: named });
    expect(await faultOf(cloud.own.send(end))).toBe("DependencyViolation");
    await cloud.own.send(new RevokeSecurityGroupIngressCommand({ GroupId: namer, IpPermissions }));
    expect(await faultOf(cloud.own.send(end))).toBe("none");
    expect(await faultOf(cloud.own.send(end))).toBe("InvalidGroup.NotFound");
    expect(await faultOf(described(named))).toBe("InvalidGroup.NotFound");
  });

  test("waits for the instances that are in it", async () => {
    const end = new DeleteSecurityGroupCommand({ GroupId: ids.peerGroup });
    expect(await faultOf(cloud.own.send(end))).toBe("DependencyViolation");
  });
});
