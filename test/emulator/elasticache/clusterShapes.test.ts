// Groups in cluster mode as the API shows and refuses them; and what only has a name: serverless caches.
import {
  CreateCacheParameterGroupCommand,
  CreateReplicationGroupCommand,
  DescribeCacheClustersCommand,
  DescribeCacheParametersCommand,
  DescribeServerlessCachesCommand,
  ModifyCacheParameterGroupCommand,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clusterWorld, createClusterTarget } from "../clusterWorld.ts";
import { createTarget, faultOf, sourceEndpoint, startSubject } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
beforeAll(async () => {
  const [subnet, ...others] = clusterWorld.subnets;
  const subnets = [{ ...subnet, availabilityZone: "us-east-1-atl-1a" }, ...others];
  const serverlessCaches = ["sessions"];
  subject = await startSubject(new Map(), { ...clusterWorld, instances: [], serverlessCaches, subnets });
});
afterAll(() => subject.close());

test("node groups have slots and no endpoints, members neither endpoint nor role", async () => {
  const group = await createClusterTarget(subject.client, "shown", {
    ReplicasPerNodeGroup: 0,
    MultiAZEnabled: false,
    Port: 6390,
  });
  const nodeInfo = new DescribeCacheClustersCommand({ CacheClusterId: "shown-0001-001", ShowCacheNodeInfo: true });
  const [node] = (await subject.client.send(nodeInfo)).CacheClusters ?? [];
  const endpoint = node?.CacheNodes?.[0]?.Endpoint;
  expect(endpoint).toStrictEqual({ Address: expect.stringMatching(/^127\./) as string, Port: 6390 });
  const nodeGroup = (id: string, Slots: string) => ({
    NodeGroupId: id,
    Status: "available",
    Slots,
    NodeGroupMembers: [
      { CacheClusterId: `shown-${id}-001`, CacheNodeId: "0001", PreferredAvailabilityZone: "us-east-1-atl-1a" },
    ],
  });
  expect(group).toMatchObject({
    ClusterEnabled: true,
    ClusterMode: "enabled",
    AutomaticFailover: "enabled",
    ConfigurationEndpoint: endpoint,
    MemberClusters: ["shown-0001-001", "shown-0002-001"],
  });
  expect(group.NodeGroups).toStrictEqual([nodeGroup("0001", "0-8191"), nodeGroup("0002", "8192-16383")]);
  expect(node?.CacheParameterGroup?.CacheParameterGroupName).toBe("default.redis7.cluster.on");
});

test("a parameter group of its own makes a cluster of one shard, whose clients cannot change it", async () => {
  const { client } = subject;
  await client.send(
    new CreateCacheParameterGroupCommand({
      CacheParameterGroupName: "clustered",
      CacheParameterGroupFamily: "redis7",
      Description: "d",
    }),
  );
  const set = (ParameterValue: string) =>
    client.send(
      new ModifyCacheParameterGroupCommand({
        CacheParameterGroupName: "clustered",
        ParameterNameValues: [{ ParameterName: "cluster-enabled", ParameterValue }],
      }),
    );
  await set("yes");
  const group = await createTarget(client, "one", { CacheParameterGroupName: "clustered", MultiAZEnabled: false });
  expect(group.NodeGroups?.map(({ Slots }) => Slots)).toStrictEqual(["0-16383"]);
  expect(group.MemberClusters).toStrictEqual(["one-0001-001", "one-0001-002"]);
  await expect(set("no")).rejects.toThrow("cluster-enabled cannot be modified while");
  const { Address, Port } = group.ConfigurationEndpoint ?? {};
  const node = await subject.redis(`${Address ?? ""}:${Port ?? 0}`);
  expect(await node.cluster("SLOTS")).toHaveLength(1);
  expect(await node.cluster("INFO")).toContain("cluster_state:ok");
  expect(await node.call("CLUSTER", "SHARDS")).toHaveLength(1);
  expect(await node.call("CLUSTER", "NODES")).toContain("0-16383");
  for (const forbidden of [
    ["MEET", "127.0.0.1", "1"],
    ["FORGET", "x"],
    ["FAILOVER"],
    ["ADDSLOTS", "1"],
    ["FLUSHSLOTS"],
  ]) {
    await expect(node.call("CLUSTER", ...forbidden)).rejects.toThrow(/^NOPERM/);
  }
});

test("the default group of a family has cluster mode as AWS's own choice", async () => {
  const shown = async (CacheParameterGroupName: string) => {
    const { Parameters = [] } = await subject.client.send(
      new DescribeCacheParametersCommand({ CacheParameterGroupName }),
    );
    const found = Parameters.find(({ ParameterName }) => ParameterName === "cluster-enabled");
    return [found?.ParameterValue, found?.Source];
  };
  expect(await shown("default.valkey8.cluster.on")).toStrictEqual(["yes", "system"]);
  expect(await shown("default.valkey8")).toStrictEqual(["no", "system"]);
});

test.each([
  ["a group without cluster mode", { CacheParameterGroupName: "default.redis7" }, "InvalidParameterCombination"],
  ["ClusterMode disabled", { ClusterMode: "disabled" }, "InvalidParameterCombination"],
  [
    "ClusterMode disabled with a cluster's parameters",
    { ClusterMode: "disabled", CacheParameterGroupName: "default.redis7.cluster.on" },
    "InvalidParameterCombination",
  ],
  ["another family", { CacheParameterGroupName: "default.redis6.x.cluster.on" }, "InvalidParameterCombination"],
  ["no failover", { AutomaticFailoverEnabled: false, MultiAZEnabled: false }, "InvalidParameterValue"],
  ["Multi-AZ without replicas", { ReplicasPerNodeGroup: 0 }, "InvalidParameterCombination"],
  ["durability on Redis", { Durability: "sync" }, "InvalidParameterCombination"],
  ["ClusterMode compatible", { ClusterMode: "compatible" }, "NotImplemented"],
  ["a port without room for the bus", { Port: 60_000 }, "NotImplemented"],
])("several shards are refused with %s", async (_what, change, code) => {
  const refusal = await faultOf(createClusterTarget(subject.client, "refused", change));
  expect(refusal.code).toBe(code);
});

test("a durable group says so and is no target of a migration", async () => {
  const group = await createClusterTarget(subject.client, "durable", {
    Engine: "valkey",
    EngineVersion: "9.0",
    Durability: "async",
    ReplicasPerNodeGroup: 1,
    NumNodeGroups: 1,
    ClusterMode: "enabled",
  });
  expect([group.Durability, group.EffectiveDurability]).toStrictEqual(["async", "async"]);
  const start = new StartMigrationCommand({
    ReplicationGroupId: "durable",
    CustomerNodeEndpointList: [sourceEndpoint],
  });
  await expect(subject.client.send(start)).rejects.toThrow("its durability is async");
  const plain = new CreateReplicationGroupCommand({
    ReplicationGroupId: "plain",
    ReplicationGroupDescription: "d",
    Engine: "valkey",
    EngineVersion: "9.0",
    CacheNodeType: "cache.m6g.large",
    CacheSubnetGroupName: "zones",
    Durability: "default",
  });
  const { ReplicationGroup } = await subject.client.send(plain);
  expect([ReplicationGroup?.Durability, ReplicationGroup?.EffectiveDurability]).toStrictEqual(["default", "disabled"]);
});

test("a serverless cache of the world is shown, another is not found", async () => {
  const ask = (ServerlessCacheName?: string) =>
    subject.client.send(
      new DescribeServerlessCachesCommand(ServerlessCacheName === undefined ? {} : { ServerlessCacheName }),
    );
  const shown = {
    ServerlessCacheName: "sessions",
    Status: "available",
    ARN: "arn:aws:elasticache:us-east-1:123456789012:serverlesscache:sessions",
  };
  expect((await ask()).ServerlessCaches).toStrictEqual([shown]);
  expect((await ask("sessions")).ServerlessCaches).toStrictEqual([shown]);
  expect(await faultOf(ask("others"))).toStrictEqual({
    name: "ServerlessCacheNotFoundFault",
    code: "ServerlessCacheNotFoundFault",
    status: 404,
  });
});
