// Network ACLs as they are described: the default of every VPC, and those of the world file.
import { DescribeNetworkAclsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, faultOf, ids, startEc2 } from "./cloud.ts";
import type { Ec2Cloud } from "./cloud.ts";

const guarding = "acl-00000000000000071";

let cloud: Ec2Cloud;
beforeAll(async () => {
  cloud = await startEc2({
    networkAcls: [
      {
        id: guarding,
        vpcId: ids.peerVpc,
        subnetIds: [ids.peerSubnet],
        entries: [
          { ruleNumber: 90, egress: false, fromPort: 6379, cidr: "10.1.7.7/16", action: "allow" },
          { ruleNumber: 100, egress: true, protocol: "-1", cidr: "0.0.0.0/0", action: "deny" },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await cloud.close();
});

const everything = { Protocol: "-1", CidrBlock: "0.0.0.0/0" };
const lastEntries = [true, false].map((Egress) => ({ RuleNumber: 32_767, Egress, ...everything, RuleAction: "deny" }));

test("every VPC has a default one that lets everything through, for the subnets that no other names", async () => {
  const { NetworkAcls } = await cloud.own.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [ids.vpc] }] }),
  );
  const [acl] = NetworkAcls ?? [];
  expect(acl?.NetworkAclId).toMatch(/^acl-[0-9a-f]{17}$/);
  expect(acl?.Associations?.[0]?.NetworkAclAssociationId).toMatch(/^aclassoc-[0-9a-f]{17}$/);
  expect(NetworkAcls).toStrictEqual([
    {
      NetworkAclId: acl?.NetworkAclId,
      VpcId: ids.vpc,
      OwnerId: account,
      IsDefault: true,
      Associations: [
        {
          NetworkAclAssociationId: acl?.Associations?.[0]?.NetworkAclAssociationId,
          NetworkAclId: acl?.NetworkAclId,
          SubnetId: ids.subnet,
        },
      ],
      Entries: [
        { RuleNumber: 100, Egress: false, ...everything, RuleAction: "allow" },
        { RuleNumber: 100, Egress: true, ...everything, RuleAction: "allow" },
        ...lastEntries,
      ],
      Tags: [],
    },
  ]);
});

test("a declared one takes its subnets from the default one", async () => {
  const { NetworkAcls } = await cloud.own.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [guarding] }));
  expect(NetworkAcls?.[0]?.Entries).toStrictEqual([
    {
      RuleNumber: 90,
      Egress: false,
      Protocol: "6",
      PortRange: { From: 6379, To: 6379 },
      CidrBlock: "10.1.0.0/16",
      RuleAction: "allow",
    },
    { RuleNumber: 100, Egress: true, ...everything, RuleAction: "deny" },
    ...lastEntries,
  ]);
  const of = async (name: string, value: string) => {
    const Filters = [
      { Name: "vpc-id", Values: [ids.peerVpc] },
      { Name: name, Values: [value] },
    ];
    const answer = await cloud.own.send(new DescribeNetworkAclsCommand({ Filters }));
    return answer.NetworkAcls?.map(({ NetworkAclId, Associations }) => [
      NetworkAclId === guarding,
      Associations?.map(({ SubnetId }) => SubnetId),
    ]);
  };
  expect(await of("association.subnet-id", ids.peerSubnet)).toStrictEqual([[true, [ids.peerSubnet]]]);
  expect(await of("default", "true")).toStrictEqual([[false, []]]);
});

test("one that does not exist is refused", async () => {
  const call = new DescribeNetworkAclsCommand({ NetworkAclIds: ["acl-09999999999999999"] });
  expect(await faultOf(cloud.own.send(call))).toBe("InvalidNetworkAclID.NotFound");
});
