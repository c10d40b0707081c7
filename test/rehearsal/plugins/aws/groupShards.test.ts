// A group with cluster mode: what the provider sends and what it makes of AWS's answers. The answers are written down
// here as AWS's documentation gives them; the last test has the emulator's own.
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import { startPlugin, unknown } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { configuration, startStand } from "./stand.ts";
import { ids } from "./world.ts";

const groupToken = "aws:elasticache/replicationGroup:ReplicationGroup";
const id = "sharded";

interface Call {
  readonly action: string;
  readonly parameters: Record<string, string>;
}

let endpoint: Server;
let plugin: PluginClient;
let calls: Call[];
beforeAll(async () => {
  endpoint = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (body: string) => {
      const { Action: action = "", ...given } = Object.fromEntries(new URLSearchParams(body));
      const parameters = Object.fromEntries(Object.entries(given).filter(([name]) => name !== "Version"));
      calls.push({ action, parameters });
      response.end(`<${action}Response><${action}Result>${resultOf(action)}</${action}Result></${action}Response>`);
    });
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  plugin = await startPlugin();
  await plugin.configure({
    ...configuration(`http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`),
    defaultTags: "",
  });
});
beforeEach(() => {
  calls = [];
});
afterAll(async () => {
  plugin.running.child.stdin.end();
  await plugin.running.ended;
  endpoint.close();
  endpoint.closeAllConnections();
});

function element(name: string, content: string | number | boolean): string {
  return `<${name}>${content}</${name}>`;
}

/** Two shards of two nodes each, in two zones. */
function resultOf(action: string): string {
  const zones = ["us-east-1a", "us-east-1b"];
  const shards = ["0001", "0002"].map((shard, at) => {
    const members = zones.map((zone, index) =>
      element(
        "NodeGroupMember",
        element("CacheClusterId", `${id}-${shard}-00${index + 1}`) +
          element("CacheNodeId", "0001") +
          element("PreferredAvailabilityZone", zone),
      ),
    );
    return element(
      "NodeGroup",
      element("NodeGroupId", shard) +
        element("Status", "available") +
        element("Slots", at === 0 ? "0-8191" : "8192-16383") +
        element("NodeGroupMembers", members.join("")),
    );
  });
  const clusters = ["0001-001", "0001-002", "0002-001", "0002-002"].map((node) =>
    element("ClusterId", `${id}-${node}`),
  );
  const group = [
    element("ReplicationGroupId", id),
    element("Description", "target"),
    element("Status", "available"),
    element("ARN", `arn:aws:elasticache:us-east-1:123456789012:replicationgroup:${id}`),
    element("AutomaticFailover", "enabled"),
    element("MultiAZ", "enabled"),
    element("ClusterEnabled", true),
    element("ClusterMode", "enabled"),
    element("ConfigurationEndpoint", element("Address", "clustercfg.sharded.example") + element("Port", 6379)),
    element("MemberClusters", clusters.join("")),
    element("NodeGroups", shards.join("")),
    element("CacheNodeType", "cache.m6g.large"),
    element("Engine", "redis"),
  ].join("");
  const cluster = element("CacheClusterId", `${id}-0001-001`) + element("EngineVersion", "7.0.7");
  switch (action) {
    case "DescribeReplicationGroups":
      return element("ReplicationGroups", element("ReplicationGroup", group));
    case "DescribeCacheClusters":
      return element("CacheClusters", element("CacheCluster", cluster));
    case "ListTagsForResource":
      return "<TagList/>";
  }
  return element("ReplicationGroup", group);
}

const settings: Properties = {
  replicationGroupId: id,
  description: "target",
  engine: "redis",
  engineVersion: "7.0",
  nodeType: "cache.m6g.large",
  automaticFailoverEnabled: true,
  multiAzEnabled: true,
  parameterGroupName: "default.redis7.cluster.on",
  clusterMode: "enabled",
};

const changes = (): Call[] => calls.filter(({ action }) => !/^(Describe|List)/.test(action));

test("a group is made of so many shards, and shows its configuration endpoint and no other", async () => {
  const group = await make(plugin, groupToken, { ...settings, numNodeGroups: 2, replicasPerNodeGroup: 1 });
  expect(changes()).toMatchObject([
    {
      action: "CreateReplicationGroup",
      parameters: { NumNodeGroups: "2", ReplicasPerNodeGroup: "1", ClusterMode: "enabled" },
    },
  ]);
  expect(changes()[0]?.parameters).not.toHaveProperty("NumCacheClusters");
  expect(group.outputs).toMatchObject({
    clusterEnabled: true,
    clusterMode: "enabled",
    configurationEndpointAddress: "clustercfg.sharded.example",
    engineVersionActual: "7.0.7",
    memberClusters: ["sharded-0001-001", "sharded-0001-002", "sharded-0002-001", "sharded-0002-002"],
    numCacheClusters: 4,
    numNodeGroups: 2,
    port: 6379,
    replicasPerNodeGroup: 1,
    nodeGroupConfigurations: [
      {
        nodeGroupId: "0001",
        primaryAvailabilityZone: "us-east-1a",
        replicaAvailabilityZones: ["us-east-1b"],
        replicaCount: 1,
        slots: "0-8191",
      },
      {
        nodeGroupId: "0002",
        primaryAvailabilityZone: "us-east-1a",
        replicaAvailabilityZones: ["us-east-1b"],
        replicaCount: 1,
        slots: "8192-16383",
      },
    ],
  });
  expect(group.outputs).not.toHaveProperty("primaryEndpointAddress");
  expect(group.outputs).not.toHaveProperty("readerEndpointAddress");
});

test("a group is made with stated slots, and a refresh gives back what was stated and no more", async () => {
  const nodeGroupConfigurations = [
    { nodeGroupId: "0001", slots: "0-8191", replicaCount: 1 },
    { nodeGroupId: "0002", slots: "8192-16383", replicaCount: 1, primaryAvailabilityZone: "us-east-1a" },
  ];
  const group = await make(plugin, groupToken, { ...settings, nodeGroupConfigurations });
  const sent = "NodeGroupConfiguration.NodeGroupConfiguration";
  expect(changes()[0]?.parameters).toMatchObject({
    [`${sent}.1.NodeGroupId`]: "0001",
    [`${sent}.1.Slots`]: "0-8191",
    [`${sent}.1.ReplicaCount`]: "1",
    [`${sent}.2.Slots`]: "8192-16383",
    [`${sent}.2.PrimaryAvailabilityZone`]: "us-east-1a",
  });
  const found = await refreshed(plugin, groupToken, group);
  expect(found).toMatchObject({ inputs: { nodeGroupConfigurations } });
  expect(await plugin.diff(groupToken, group, found === "gone" ? {} : found.inputs)).toMatchObject({ changes: false });
});

test("shards and replicas are changed by calls of their own, before the rest, and fewer nodes after it", async () => {
  const made = await make(plugin, groupToken, { ...settings, numNodeGroups: 2, replicasPerNodeGroup: 1 });
  calls = [];
  await change(plugin, groupToken, made, {
    ...made.inputs,
    description: "smaller",
    numNodeGroups: 1,
    replicasPerNodeGroup: 2,
  });
  const own = { ReplicationGroupId: id, ApplyImmediately: "true" };
  expect(changes()).toStrictEqual([
    {
      action: "ModifyReplicationGroupShardConfiguration",
      parameters: { ...own, NodeGroupCount: "1", "NodeGroupsToRemove.NodeGroupToRemove.1": "0002" },
    },
    { action: "IncreaseReplicaCount", parameters: { ...own, NewReplicaCount: "2" } },
    {
      action: "ModifyReplicationGroup",
      parameters: { ReplicationGroupId: id, ApplyImmediately: "false", ReplicationGroupDescription: "smaller" },
    },
  ]);

  const counted = await make(plugin, groupToken, { ...settings, clusterMode: "disabled", numCacheClusters: 4 });
  calls = [];
  await change(plugin, groupToken, counted, { ...counted.inputs, description: "smaller", numCacheClusters: 2 });
  expect(changes().map(({ action }) => action)).toStrictEqual(["ModifyReplicationGroup", "DecreaseReplicaCount"]);
  expect(changes()[1]?.parameters).toStrictEqual({ ...own, NewReplicaCount: "1" });
});

test("the emulator's answers are made the same of", { timeout: 60_000 }, async () => {
  const stand = await startStand();
  try {
    const subnets = { subnetIds: ids.targetSubnets };
    const { id: subnetGroupName } = await make(stand.plugin, "aws:elasticache/subnetGroup:SubnetGroup", subnets);
    const wish = { ...settings, subnetGroupName, numNodeGroups: 2, replicasPerNodeGroup: 1 };
    const group = await make(stand.plugin, groupToken, wish);
    expect(group.outputs).toMatchObject({
      ...wish,
      clusterEnabled: true,
      configurationEndpointAddress: expect.stringMatching(/^127\./) as string,
      memberClusters: ["sharded-0001-001", "sharded-0001-002", "sharded-0002-001", "sharded-0002-002"],
      numCacheClusters: 4,
      nodeGroupConfigurations: [
        { nodeGroupId: "0001", slots: "0-8191", replicaCount: 1 },
        { nodeGroupId: "0002", slots: "8192-16383", replicaCount: 1 },
      ],
    });
    expect(group.outputs).not.toHaveProperty("primaryEndpointAddress");
    expect(await refreshed(stand.plugin, groupToken, group)).toStrictEqual(group);
  } finally {
    await stand.stop();
  }
});

test("a preview leaves what only AWS knows unknown", async () => {
  const inputs = await checked(plugin, groupToken, { ...settings, numNodeGroups: 2 });
  const { outputs } = await plugin.create(groupToken, inputs, true);
  expect(outputs["configurationEndpointAddress"]).toBe(unknown);
  expect(calls).toStrictEqual([]);
});
