// On mocks: what is asked of the provider, not what AWS makes of it.
import { expect, test } from "vitest";
import { MigrationTarget, type MigrationTargetArgs } from "../../components/MigrationTarget.ts";
import { dependenciesOf, only, recorded, type Recorded } from "./recorded.ts";

const groupType = "aws:elasticache/replicationGroup:ReplicationGroup";
const args: MigrationTargetArgs = {
  replicationGroupId: "cache-prod",
  existing: undefined,
  engine: "redis",
  engineVersion: "7.0",
  nodeType: "cache.m6g.large",
  port: 6379,
  clusterMode: "disabled",
  shards: 1,
  replicasPerShard: 1,
  slots: [],
  databases: 32,
  reservedMemoryPercent: 25,
  parameters: { "maxmemory-policy": "noeviction" },
  atRest: { enabled: false },
  tls: "off",
  snapshots: { retentionDays: 0 },
  vpcId: "vpc-0a1b2c3d4e5f60002",
  subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
  tags: { team: "platform" },
};
const group = {
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
  snapshotRetentionLimit: 0,
  parameterGroupName: "cache-prod",
  subnetGroupName: "cache-prod",
  securityGroupIds: ["target-access-id"],
  tags: { team: "platform" },
};
const open = { frozen: false, protect: true };
const target = (changes: Partial<MigrationTargetArgs> = {}, guard = open): Promise<Recorded> =>
  recorded(guard, (ground) => new MigrationTarget("target", { ...args, ...changes }, ground.guard, ground.options));

test("the group is one that AWS's online migration accepts", async () => {
  expect(only(await target(), groupType).inputs).toStrictEqual(group);
});

test("a cluster is counted in shards, and its parameter group says that it is one", async () => {
  const record = await target({ clusterMode: "enabled", shards: 3, replicasPerShard: 2, databases: 1 });
  const { numCacheClusters, ...others } = group;
  expect(only(record, groupType).inputs).toStrictEqual({ ...others, numNodeGroups: 3, replicasPerNodeGroup: 2 });
  expect(only(record, "aws:elasticache/parameterGroup:ParameterGroup").inputs["parameters"]).toStrictEqual([
    { name: "cluster-enabled", value: "yes" },
    { name: "maxmemory-policy", value: "noeviction" },
    { name: "reserved-memory-percent", value: "25" },
  ]);
  expect(numCacheClusters).toBe(2);
});

test("what is asked for beside the migration is passed on: encryption at rest, snapshots, windows, notifications", async () => {
  const record = await target({
    engine: "valkey",
    engineVersion: "8.1",
    atRest: { enabled: true, kmsKeyId: "alias/cache" },
    snapshots: { retentionDays: 7, window: "03:00-04:00" },
    maintenanceWindow: "sun:05:00-sun:06:00",
    notificationTopicArn: "arn:aws:sns:us-east-1:123456789012:cache-events",
  });
  expect(only(record, groupType).inputs).toStrictEqual({
    ...group,
    engine: "valkey",
    engineVersion: "8.1",
    atRestEncryptionEnabled: true,
    kmsKeyId: "alias/cache",
    snapshotRetentionLimit: 7,
    snapshotWindow: "03:00-04:00",
    maintenanceWindow: "sun:05:00-sun:06:00",
    notificationTopicArn: "arn:aws:sns:us-east-1:123456789012:cache-events",
  });
});

test("a token is a secret, and its strategy stands beside it alone", async () => {
  const { inputs, secrets } = only(
    await target({ tls: "required", access: { authToken: "correct-horse-battery" } }),
    groupType,
  );
  expect(inputs).toStrictEqual({
    ...group,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    authToken: "correct-horse-battery",
    authTokenUpdateStrategy: "ROTATE",
  });
  expect(secrets).toStrictEqual(["authToken"]);
});

test("subnet, parameter and security group carry the group's name", async () => {
  const record = await target();
  const tags = { team: "platform" };
  expect(only(record, "aws:elasticache/subnetGroup:SubnetGroup").inputs).toStrictEqual({
    name: "cache-prod",
    description: "Subnets of cache-prod",
    subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
    tags,
  });
  expect(only(record, "aws:elasticache/parameterGroup:ParameterGroup").inputs).toStrictEqual({
    name: "cache-prod",
    description: "Parameters of cache-prod",
    family: "redis7",
    parameters: [
      { name: "databases", value: "32" },
      { name: "maxmemory-policy", value: "noeviction" },
      { name: "reserved-memory-percent", value: "25" },
    ],
    tags,
  });
  // Without a rule of its own: rules are resources that can be seen.
  expect(only(record, "aws:ec2/securityGroup:SecurityGroup").inputs).toStrictEqual({
    name: "cache-prod-elasticache",
    description: "Nodes of cache-prod",
    vpcId: "vpc-0a1b2c3d4e5f60002",
    tags,
  });
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
