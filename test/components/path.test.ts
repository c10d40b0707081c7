// On mocks: which rules and routes are asked for, not whether packets pass.
import { describe, expect, test } from "vitest";
import { dependenciesOf, inputsOf, only, type Registered } from "./recorded.ts";
import { egress, ids, ingress, pathOf, route } from "./settings.ts";

const two = {
  "source.cidrs": ["10.0.0.0/16", "10.4.0.0/16"],
  "target.routeTableIds": [ids.targetTable, ids.otherTable],
  "target.port": 6390,
  application: { securityGroupIds: [ids.applicationGroup], cidrs: ["10.1.64.0/20"] },
};
const sameVpc = { "network.mode": "sameVpc", "target.vpcId": "vpc-0a1b2c3d4e5f60001" };
const isOfPath = ({ name }: Registered) => !name.startsWith("target-");

test("the peering connects both VPCs and resolves names on both sides", async () => {
  const record = await pathOf({ ...two, "network.dnsResolution": true });
  expect(only(record, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection").inputs).toStrictEqual({
    vpcId: "vpc-0a1b2c3d4e5f60002",
    peerVpcId: "vpc-0a1b2c3d4e5f60001",
    autoAccept: true,
    requester: { allowRemoteVpcDnsResolution: true },
    accepter: { allowRemoteVpcDnsResolution: true },
    tags: { Name: "cache-prod migration" },
  });
});

test("routes lead both ways, from every route table to every network of the other side", async () => {
  const routes = inputsOf(await pathOf(two), route);
  const vpcPeeringConnectionId = "peering-connection-id";
  expect(routes).toStrictEqual([
    { routeTableId: ids.targetTable, destinationCidrBlock: "10.0.0.0/16", vpcPeeringConnectionId },
    { routeTableId: ids.targetTable, destinationCidrBlock: "10.4.0.0/16", vpcPeeringConnectionId },
    { routeTableId: ids.otherTable, destinationCidrBlock: "10.0.0.0/16", vpcPeeringConnectionId },
    { routeTableId: ids.otherTable, destinationCidrBlock: "10.4.0.0/16", vpcPeeringConnectionId },
    { routeTableId: ids.sourceTable, destinationCidrBlock: "10.1.0.0/16", vpcPeeringConnectionId },
  ]);
});

test("in one VPC neither peering nor routes are made, and nobody else provides", async () => {
  const { made } = await pathOf({ ...two, ...sameVpc });
  expect([...new Set(made.filter(isOfPath).map((one) => one.type))].sort()).toStrictEqual([egress, ingress]);
});

test("the source admits the target's nodes on its port, and the target may leave for it: without egress no link comes up", async () => {
  const record = await pathOf({ ...two, "source.endpoint": "10.0.0.241:6380" });
  const rule = { ipProtocol: "tcp", fromPort: 6380, toPort: 6380 };
  expect(inputsOf(record, egress)).toStrictEqual(
    ["10.0.0.0/16", "10.4.0.0/16"].map((cidrIpv4) => ({
      securityGroupId: ids.targetGroup,
      ...rule,
      description: "Replication from the source",
      cidrIpv4,
    })),
  );
  expect(inputsOf(record, ingress).filter((one) => one["securityGroupId"] === ids.sourceGroup)).toStrictEqual([
    {
      securityGroupId: ids.sourceGroup,
      ...rule,
      description: "ElastiCache nodes replicate from here",
      referencedSecurityGroupId: ids.targetGroup,
    },
  ]);
});

test("the application reaches the target's port by group and by network", async () => {
  const rules = inputsOf(await pathOf(two), ingress).filter((rule) => rule["securityGroupId"] === ids.targetGroup);
  const rule = {
    securityGroupId: ids.targetGroup,
    ipProtocol: "tcp",
    fromPort: 6390,
    toPort: 6390,
    description: "The application",
  };
  expect(rules).toStrictEqual([
    { ...rule, cidrIpv4: "10.1.64.0/20" },
    { ...rule, referencedSecurityGroupId: ids.applicationGroup },
  ]);
});

test("once the migration is over and its path is to go, who reaches the target is all that is left", async () => {
  const removing = { ...two, stage: "operate", "network.afterMigration": "remove" };
  const { made } = await pathOf(removing);
  expect(made.filter(isOfPath).map(({ name }) => name)).toStrictEqual([
    "application-10.1.64.0/20",
    `application-${ids.applicationGroup}`,
  ]);
  // The names are what tells the engine that it is the same rule as before.
  const before = (await pathOf({ ...removing, stage: "complete" })).made.map(({ name }) => name);
  expect(before).toStrictEqual(expect.arrayContaining(made.map(({ name }) => name)));
});

test.each(["prepare", "migrate", "complete", "abort"])("in %s the path stands, whatever is to come", async (stage) => {
  const names = async (afterMigration: string) =>
    (await pathOf({ ...two, stage, "network.afterMigration": afterMigration })).made.map(({ name }) => name);
  const standing = await names("remove");
  expect(standing).toStrictEqual(await names("keep"));
  expect(standing).toContain("peering-connection");
});

describe("guarded", () => {
  test("everything waits for the journal, and rules that name another VPC's group for the peering and its routes", async () => {
    const record = await pathOf(two);
    for (const one of record.made) expect(dependenciesOf(one), one.name).toContain(record.journal);
    const waits = (name: string) => record.made.filter((one) => one.name === name).flatMap(dependenciesOf).length;
    expect([
      waits("path-into-source"),
      waits(`application-${ids.applicationGroup}`),
      waits("application-10.1.64.0/20"),
    ]).toStrictEqual([7, 7, 1]);
  });

  test("frozen, each resource ignores changes of everything that it was given", async () => {
    const { made } = await pathOf(two, { guard: { frozen: true, protect: true } });
    for (const { name, inputs, options } of made) {
      expect(options.ignoreChanges, name).toStrictEqual(expect.arrayContaining(Object.keys(inputs)));
    }
  });

  test("the path can be removed: it is never protected", async () => {
    const { made } = await pathOf(two);
    expect(made.filter((one) => isOfPath(one) && one.options.protect === true)).toStrictEqual([]);
  });
});
