// On mocks: what is asked of the provider, not what AWS makes of it.
import { describe, expect, test } from "vitest";
import { MigrationTarget, type MigrationTargetArgs } from "../../components/MigrationTarget.ts";
import { parameterFamily, parametersOf } from "../../components/targetNames.ts";
import { dependenciesOf, only, recorded, type Recorded } from "./recorded.ts";

const args: MigrationTargetArgs = {
  replicationGroupId: "cache-prod",
  engine: "redis",
  engineVersion: "7.0",
  nodeType: "cache.m6g.large",
  port: 6379,
  replicasPerShard: 1,
  databases: 32,
  reservedMemoryPercent: 25,
  parameters: { "maxmemory-policy": "noeviction" },
  vpcId: "vpc-0a1b2c3d4e5f60002",
  subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
  tags: { team: "platform" },
};
const open = { frozen: false, protect: true };
const target = (changes: Partial<MigrationTargetArgs> = {}, guard = open): Promise<Recorded> =>
  recorded(guard, (ground) => new MigrationTarget("target", { ...args, ...changes }, ground.guard, ground.options));

test("the group is one that AWS's online migration accepts", async () => {
  const group = only(await target(), "aws:elasticache/replicationGroup:ReplicationGroup");
  expect(group.inputs).toStrictEqual({
    replicationGroupId: "cache-prod",
    description: "Target of an online migration",
    engine: "redis",
    engineVersion: "7.0",
    nodeType: "cache.m6g.large",
    port: 6379,
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: false,
    transitEncryptionEnabled: false,
    autoMinorVersionUpgrade: false,
    applyImmediately: true,
    parameterGroupName: "cache-prod",
    subnetGroupName: "cache-prod",
    securityGroupIds: ["target-access-id"],
    tags: { team: "platform" },
  });
});

test.each([1, 3, 5])("%d replicas make one node more, and never fewer than two", async (replicasPerShard) => {
  const group = only(await target({ replicasPerShard }), "aws:elasticache/replicationGroup:ReplicationGroup");
  expect(group.inputs["numCacheClusters"]).toBe(1 + replicasPerShard);
});

test("the parameter group has the source's number of databases, and what else was asked for", async () => {
  const group = only(await target(), "aws:elasticache/parameterGroup:ParameterGroup");
  expect(group.inputs).toMatchObject({
    name: "cache-prod",
    family: "redis7",
    parameters: [
      { name: "databases", value: "32" },
      { name: "maxmemory-policy", value: "noeviction" },
      { name: "reserved-memory-percent", value: "25" },
    ],
  });
});

test("the security group is made without a rule of its own: rules are resources that can be seen", async () => {
  const group = only(await target(), "aws:ec2/securityGroup:SecurityGroup");
  expect(Object.keys(group.inputs).sort()).toStrictEqual(["description", "name", "tags", "vpcId"]);
});

test("every resource of the target is protected, and waits for the journal", async () => {
  const record = await target();
  expect(record.made.map(({ type }) => type)).toHaveLength(4);
  for (const one of record.made) {
    expect(one.options.protect, one.name).toBe(true);
    expect(dependenciesOf(one), one.name).toContain(record.journal);
    expect(one.options.ignoreChanges, one.name).toStrictEqual([]);
  }
});

test("protection ends only where it was lifted", async () => {
  const { made } = await target({}, { frozen: false, protect: false });
  expect(made.map((one) => one.options.protect)).toStrictEqual([false, false, false, false]);
});

test("frozen, each resource ignores changes of everything that it was given, tags and their sum included", async () => {
  const { made } = await target({}, { frozen: true, protect: true });
  for (const { name, inputs, options } of made) {
    expect(options.ignoreChanges, name).toStrictEqual(
      expect.arrayContaining([...Object.keys(inputs), "tags", "tagsAll"]),
    );
  }
});

describe("the parameter group family follows engine and version", () => {
  test.each([
    ["redis", "5.0.6", "redis5.0"],
    ["redis", "6.2", "redis6.x"],
    ["redis", "6.x", "redis6.x"],
    ["redis", "7.0", "redis7"],
    ["redis", "7.1", "redis7"],
    ["valkey", "7.2", "valkey7"],
    ["valkey", "8.1", "valkey8"],
    ["valkey", "9.0", "valkey9"],
  ] as const)("%s %s: %s", (engine, version, family) => {
    expect(parameterFamily(engine, version)).toBe(family);
  });
});

test("nothing that was configured replaces the source's number of databases", () => {
  expect(parametersOf(16, undefined, { databases: "4" })).toStrictEqual([{ name: "databases", value: "16" }]);
});
