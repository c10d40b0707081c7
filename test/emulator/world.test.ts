// World files: all faults of one at once, each with its place.
import { expect, test } from "vitest";
import { parseWorld } from "../../emulator/world.ts";

const subnet = { id: "subnet-1", vpcId: "vpc-1", cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" };

function faultsOf(json: unknown): string[] {
  try {
    parseWorld(json, "world.json");
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

test("an empty world has the defaults of a new account", () => {
  expect(parseWorld({}, "world.json")).toStrictEqual({
    account: "000000000000",
    region: "us-east-1",
    accessKeys: {},
    engines: {},
    userGroups: [],
    serverlessCaches: [],
    vpcs: [],
    subnets: [],
    routeTables: [],
    peeringConnections: [],
    transitGateways: [],
    networkAcls: [],
    roles: [],
    securityGroups: [],
    instances: [],
  });
});

test("wrong values are all told at once, with what was found", () => {
  const faults = faultsOf({
    account: "12",
    regoin: "us-east-1",
    vpcs: [{ id: "vpc-1", cidrs: ["10.0.0.0"] }],
    instances: [
      { id: "i-1", privateIp: "10.0.0", subnetId: "subnet-1", server: { port: 0, config: { save: "a\nb" } } },
    ],
  });
  expect(faults[0]).toMatch(/^The world file world\.json has \d fault\(s\):$/);
  const places = faults.slice(1).map((line) => line.trim().split(":")[0]);
  expect(places.sort()).toStrictEqual([
    "(top level)",
    "account",
    "instances.0.privateIp",
    "instances.0.server.config.save",
    "instances.0.server.port",
    "instances.0.subnetId",
    "vpcs.0.cidrs.0",
  ]);
  expect(faults.join("\n")).toContain('an account is 12 digits (found "12")');
  expect(faults.join("\n")).toContain('"regoin"');
});

test("contradictions are told with their places", () => {
  const instance = { id: "i-1", privateIp: "10.0.9.1", subnetId: "subnet-1", server: { replicaOf: "i-2" } };
  const faults = faultsOf({
    vpcs: [{ id: "vpc-1", cidrs: ["10.0.0.0/16"] }],
    subnets: [subnet, { ...subnet, vpcId: "vpc-9" }],
    routeTables: [{ id: "rtb-1", vpcId: "vpc-1", subnetIds: ["subnet-9"] }],
    securityGroups: [{ id: "sg-1", vpcId: "vpc-1", name: "g", ingress: [{ fromPort: 1, toPort: 2 }] }],
    instances: [instance, { ...instance, id: "i-3", securityGroupIds: ["sg-9"], server: {} }],
  });
  expect(faults.slice(1).map((line) => line.trim().replace(/ \(found .*/, ""))).toStrictEqual([
    'subnets.1.id: the id "subnet-1" is given twice',
    "instances.1.privateIp: the address 10.0.9.1 is given twice",
    'subnets.1.vpcId: no vpc of this file has the id "vpc-9"',
    'routeTables.0.subnetIds.0: no subnet of this file has the id "subnet-9"',
    'instances.1.securityGroupIds.0: no security group of this file has the id "sg-9"',
    "instances.0.privateIp: 10.0.9.1 is outside of 10.0.0.0/24, the range of subnet-1",
    'instances.0.server.replicaOf: no other instance with a server has the id "i-2"',
    "instances.1.privateIp: 10.0.9.1 is outside of 10.0.0.0/24, the range of subnet-1",
    "securityGroups.0.ingress.0: a rule names either a cidr or a securityGroupId",
  ]);
});

test("what joins and parts networks is told with its contradictions", () => {
  const entry = { ruleNumber: 100, egress: false, cidr: "0.0.0.0/0", action: "allow" };
  const faults = faultsOf({
    vpcs: [
      { id: "vpc-1", cidrs: ["10.0.0.0/16"] },
      { id: "vpc-2", cidrs: ["10.0.128.0/17"] },
      { id: "vpc-3", cidrs: ["10.3.0.0/16"], region: "eu-west-1" },
    ],
    subnets: [subnet],
    routeTables: [
      { id: "rtb-1", vpcId: "vpc-1", subnetIds: ["subnet-1"] },
      { id: "rtb-2", vpcId: "vpc-1", subnetIds: ["subnet-1"] },
    ],
    peeringConnections: [
      { id: "pcx-1", requesterVpcId: "vpc-1", accepterVpcId: "vpc-9" },
      { id: "pcx-1", requesterVpcId: "vpc-1", accepterVpcId: "vpc-2" },
      { id: "pcx-2", requesterVpcId: "vpc-3", accepterVpcId: "vpc-3" },
    ],
    transitGateways: [{ id: "tgw-1", vpcIds: ["vpc-1", "vpc-3", "vpc-9"] }],
    networkAcls: [
      {
        id: "acl-1",
        vpcId: "vpc-1",
        subnetIds: ["subnet-1", "subnet-9"],
        entries: [entry, { ...entry, egress: true }, entry],
      },
      { id: "acl-2", vpcId: "vpc-2", subnetIds: ["subnet-1"], entries: [{ ...entry, fromPort: 9, toPort: 8 }] },
    ],
    roles: [
      { arn: "arn:aws:iam::210987654321:role/migration", trusts: ["123456789012"] },
      { arn: "arn:aws:iam::210987654321:role/migration", trusts: ["123456789012"] },
    ],
  });
  expect(faults.slice(1).map((line) => line.trim().replace(/ \(found .*/, ""))).toStrictEqual([
    'peeringConnections.1.id: the id "pcx-1" is given twice',
    'roles.1.arn: the arn "arn:aws:iam::210987654321:role/migration" is given twice',
    'routeTables.1.subnetIds.0: subnet-1 is named by "rtb-1" already',
    'networkAcls.1.subnetIds.0: subnet-1 is named by "acl-1" already',
    'peeringConnections.0.accepterVpcId: no vpc of this file has the id "vpc-9"',
    "peeringConnections.1.accepterVpcId: vpc-1 and vpc-2 overlap in 10.0.0.0/16, and so cannot be peered",
    "peeringConnections.2.accepterVpcId: a connection joins two VPCs",
    'transitGateways.0.vpcIds.2: no vpc of this file has the id "vpc-9"',
    "transitGateways.0.vpcIds: a transit gateway serves one region, and its VPCs lie in us-east-1 and eu-west-1",
    'networkAcls.0.subnetIds.1: no subnet of this file has the id "subnet-9"',
    "networkAcls.0.entries.2: the rule number 100 is given twice in one direction",
    "networkAcls.1.subnetIds.0: subnet-1 is a subnet of vpc-1, not of vpc-2",
    "networkAcls.1.entries.0: the ports 9 to 8 are no range",
  ]);
});

test("a role names its account, and says whom it trusts", () => {
  const faults = faultsOf({ roles: [{ arn: "migration", trusts: [], externalId: "no spaces please" }] });
  expect(faults.slice(1).map((line) => line.trim().split(":")[0])).toStrictEqual([
    "roles.0.arn",
    "roles.0.trusts",
    "roles.0.externalId",
  ]);
});
