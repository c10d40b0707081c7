import { DeleteSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CompleteMigrationCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import type { Made } from "./lifecycle.ts";
import { unknown } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { ids, region, sourceAddress } from "./world.ts";

const groupToken = "aws:elasticache/replicationGroup:ReplicationGroup";

/** Long enough to be seen, short enough to be waited for. */
const tagRetryMs = 1_500;

let stand: Stand;
let plugin: PluginClient;
let elasticache: ElastiCacheClient;
let settings: Properties;
beforeAll(async () => {
  stand = await startStand({}, { AWS_STAND_IN_TAG_RETRY_MS: String(tagRetryMs) });
  ({ plugin } = stand);
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  elasticache = new ElastiCacheClient({ region, endpoint: stand.emulatorUrl, credentials });
  const subnets = await make(plugin, "aws:elasticache/subnetGroup:SubnetGroup", { subnetIds: ids.targetSubnets });
  const group = await make(plugin, "aws:ec2/securityGroup:SecurityGroup", { vpcId: ids.targetVpc });
  const peering = await make(plugin, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", {
    vpcId: ids.targetVpc,
    peerVpcId: ids.sourceVpc,
    autoAccept: true,
  });
  for (const [routeTableId, destinationCidrBlock] of [
    [ids.targetTable, "10.0.0.0/16"],
    [ids.sourceTable, "10.1.0.0/16"],
  ]) {
    const route = { routeTableId, destinationCidrBlock, vpcPeeringConnectionId: peering.id };
    await make(plugin, "aws:ec2/route:Route", route);
  }
  const redis = { ipProtocol: "tcp", fromPort: 6379, toPort: 6379 };
  await make(plugin, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
    ...redis,
    securityGroupId: group.id,
    cidrIpv4: `${sourceAddress}/32`,
  });
  await make(plugin, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
    ...redis,
    securityGroupId: ids.sourceGroup,
    referencedSecurityGroupId: group.id,
  });
  settings = {
    description: "target",
    engine: "redis",
    engineVersion: "7.0",
    nodeType: "cache.m6g.large",
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: false,
    transitEncryptionEnabled: false,
    applyImmediately: true,
    subnetGroupName: subnets.id,
    securityGroupIds: [group.id],
    port: 6379,
    tags: { team: "platform" },
  };
});
afterAll(async () => {
  await stand.stop();
});

const made = async (replicationGroupId: string, more: Properties = {}): Promise<Made> =>
  make(plugin, groupToken, { ...settings, replicationGroupId, ...more });

async function status(id: string): Promise<string | undefined> {
  const described = await elasticache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }));
  return described.ReplicationGroups?.[0]?.Status;
}

async function waitForStatus(id: string, wanted: string): Promise<void> {
  await expect.poll(() => status(id), { timeout: 10_000, interval: 50 }).toBe(wanted);
}

async function migrating(id: string): Promise<Made> {
  const group = await made(id);
  const CustomerNodeEndpointList = [{ Address: sourceAddress, Port: 6379 }];
  await elasticache.send(new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList }));
  await waitForStatus(id, "migrating");
  return group;
}

describe("creating a group", () => {
  test("waits until it is available and gives every output its name in the SDK", async () => {
    const { id, outputs } = await made("created");
    expect(id).toBe("created");
    expect(await status(id)).toBe("available");
    expect(outputs).toMatchObject({
      ...settings,
      arn: "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:created",
      clusterEnabled: false,
      memberClusters: ["created-001", "created-002"],
      numCacheClusters: 2,
      region,
      replicationGroupId: "created",
      tagsAll: { service: "sessions", team: "platform" },
    });
    expect(outputs["primaryEndpointAddress"]).toMatch(/^127\./);
    expect(outputs["readerEndpointAddress"]).toMatch(/^127\./);
    expect(outputs["engineVersionActual"]).toMatch(/^7\.0\.\d+$/);
  });

  test("leaves what only AWS knows unknown in a preview, and creates nothing", async () => {
    const inputs = await checked(plugin, groupToken, { ...settings, replicationGroupId: "previewed" });
    const { id, outputs } = await plugin.create(groupToken, inputs, true);
    expect(id).toBe("");
    const computed = ["arn", "clusterEnabled", "configurationEndpointAddress", "engineVersionActual"];
    const moving = ["memberClusters", "primaryEndpointAddress", "readerEndpointAddress"];
    expect(outputs).toStrictEqual({
      ...inputs,
      ...Object.fromEntries([...computed, ...moving].map((name) => [name, unknown])),
    });
    await expect(status("previewed")).rejects.toMatchObject({ name: "ReplicationGroupNotFoundFault" });
  });

  test("passes on what AWS refuses, with its code", async () => {
    const inputs = await checked(plugin, groupToken, {
      ...settings,
      replicationGroupId: "refused",
      engineVersion: "9.9",
    });
    await expect(plugin.create(groupToken, inputs)).rejects.toThrow(
      /^create sessions: InvalidParameter\w+: .*\(request /,
    );
  });
});

describe("a group that is there", () => {
  test("is read with the inputs that the program gave, as they are now", async () => {
    const group = await made("read");
    expect(await refreshed(plugin, groupToken, group)).toStrictEqual(group);
    await change(plugin, groupToken, group, { ...group.inputs, description: "drifted" });
    const found = await refreshed(plugin, groupToken, group);
    expect(found).toMatchObject({ inputs: { description: "drifted" }, outputs: { description: "drifted" } });
  });

  test("is changed in place, tags too", async () => {
    const group = await made("updated");
    const news = { ...group.inputs, description: "changed", tags: { team: "data" }, snapshotRetentionLimit: 3 };
    const after = await change(plugin, groupToken, group, news);
    expect(after.outputs).toMatchObject({
      description: "changed",
      tags: { team: "data" },
      tagsAll: { service: "sessions", team: "data" },
      snapshotRetentionLimit: 3,
    });
    expect(await refreshed(plugin, groupToken, after)).toStrictEqual(after);
  });

  test("keeps the tags that are ignored when something else of it changes", async () => {
    const group = await made("ignoring");
    const news = { ...group.inputs, description: "changed", tagsAll: { service: "other" } };
    const outputs = await plugin.update(groupToken, group.id, group, news, false, ["tags", "tagsAll", "*"]);
    expect(outputs).toMatchObject({ description: "changed", tagsAll: { service: "sessions", team: "platform" } });
  });

  test("keeps its endpoints unknown in the preview of a change", async () => {
    const group = await made("moving");
    const inputs = await checked(plugin, groupToken, { ...group.inputs, description: "changed" }, group.inputs);
    const outputs = await plugin.update(groupToken, group.id, group, inputs, true);
    expect(outputs).toMatchObject({
      arn: group.outputs["arn"],
      description: "changed",
      memberClusters: unknown,
      primaryEndpointAddress: unknown,
      readerEndpointAddress: unknown,
    });
    expect(await refreshed(plugin, groupToken, group)).toStrictEqual(group);
  });

  test("is gone after its deletion, and deleting it again is no error", async () => {
    const group = await made("deleted");
    await plugin.delete(groupToken, group.id, group.outputs);
    expect(await refreshed(plugin, groupToken, group)).toBe("gone");
    await plugin.delete(groupToken, group.id, group.outputs);
  });
});

describe("a security group with cache nodes in it", () => {
  test("cannot be deleted before they are", async () => {
    const token = "aws:ec2/securityGroup:SecurityGroup";
    const securityGroup = await make(plugin, token, { vpcId: ids.targetVpc });
    const group = await made("inhabited", { securityGroupIds: [securityGroup.id] });
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const ec2 = new EC2Client({ region, endpoint: stand.emulatorUrl, credentials });
    const remove = new DeleteSecurityGroupCommand({ GroupId: securityGroup.id });
    await expect(ec2.send(remove)).rejects.toMatchObject({ name: "DependencyViolation" });
    // The engine may ask for both at once; the deletion of the security group waits for its turn.
    await Promise.all([
      plugin.delete(token, securityGroup.id, securityGroup.outputs),
      plugin.delete(groupToken, group.id, group.outputs),
    ]);
    expect(await refreshed(plugin, token, securityGroup)).toBe("gone");
  });
});

describe("a group that is migrating", () => {
  const stalled =
    /tags for ElastiCache resource \(arn:.*\): InvalidReplicationGroupState: .*not in available state.*15 minutes/;

  async function tagReads(): Promise<string[]> {
    const log = (await (await fetch(`${stand.emulatorUrl}/_emulator/log`)).json()) as {
      action: string;
      outcome: string;
    }[];
    return log.filter(({ action }) => action === "ListTagsForResource").map(({ outcome }) => outcome);
  }

  async function stalls(call: Promise<unknown>): Promise<void> {
    const began = performance.now();
    await expect(call).rejects.toThrow(stalled);
    expect(performance.now() - began).toBeGreaterThanOrEqual(tagRetryMs);
  }

  test("takes no update and no deletion, and does both afterwards", async () => {
    const group = await migrating("moved");
    const refusal = "unexpected state 'migrating', wanted target 'available'";
    const described = await checked(plugin, groupToken, { ...group.inputs, description: "changed" }, group.inputs);
    await expect(plugin.update(groupToken, group.id, group, described)).rejects.toThrow(refusal);
    await expect(plugin.delete(groupToken, group.id, group.outputs)).rejects.toThrow(refusal);
    expect(await status(group.id)).toBe("migrating");
    await elasticache.send(new CompleteMigrationCommand({ ReplicationGroupId: group.id, Force: true }));
    await waitForStatus(group.id, "available");
    const after = await change(plugin, groupToken, group, described);
    expect(after.outputs["description"]).toBe("changed");
    await plugin.delete(groupToken, group.id, after.outputs);
  });

  test("stalls a refresh and a change of tags, and lets them go on when it is available again in time", async () => {
    const group = await migrating("stalling");
    const inputs = await checked(plugin, groupToken, { ...group.inputs, tags: { team: "data" } }, group.inputs);
    await stalls(refreshed(plugin, groupToken, group));
    await stalls(plugin.update(groupToken, group.id, group, inputs));
    expect(await status(group.id)).toBe("migrating");
    await elasticache.send(new CompleteMigrationCommand({ ReplicationGroupId: group.id, Force: true }));
    const before = (await tagReads()).length;
    expect(await refreshed(plugin, groupToken, group)).toStrictEqual(group);
    const outcomes = (await tagReads()).slice(before);
    expect([outcomes[0], outcomes.at(-1)]).toStrictEqual(["InvalidReplicationGroupState", "ok"]);
    const after = await change(plugin, groupToken, group, inputs);
    expect(after.outputs["tags"]).toStrictEqual({ team: "data" });
  });
});
