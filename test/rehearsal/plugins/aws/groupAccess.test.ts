// Encryption in transit, tokens, user groups and snapshots of a replication group, through the provider.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import type { Made } from "./lifecycle.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, ids, region } from "./world.ts";

const groupToken = "aws:elasticache/replicationGroup:ReplicationGroup";
const first = "first-token-of-the-group";
const second = "second-token-of-the-group";

let stand: Stand;
let plugin: PluginClient;
let settings: Properties;
beforeAll(async () => {
  stand = await startStand();
  ({ plugin } = stand);
  const subnets = await make(plugin, "aws:elasticache/subnetGroup:SubnetGroup", { subnetIds: ids.targetSubnets });
  settings = {
    description: "target",
    engine: "redis",
    engineVersion: "7.0",
    nodeType: "cache.m6g.large",
    numCacheClusters: 2,
    applyImmediately: true,
    subnetGroupName: subnets.id,
    port: 6379,
  };
});
afterAll(async () => {
  await stand.stop();
});

const made = (replicationGroupId: string, more: Properties = {}): Promise<Made> =>
  make(plugin, groupToken, { ...settings, replicationGroupId, ...more });
const changed = (group: Made, more: Properties): Promise<Made> =>
  change(plugin, groupToken, group, { ...group.inputs, ...more });

/** The parameters of the modifications that were asked for since `before`. */
async function modifications(before = 0): Promise<Record<string, string>[]> {
  const log = (await (await fetch(`${stand.emulatorUrl}/_emulator/log`)).json()) as {
    action: string;
    parameters: Record<string, string>;
  }[];
  return log
    .filter(({ action }) => action === "ModifyReplicationGroup")
    .map(({ parameters }) => parameters)
    .slice(before);
}

describe("encryption in transit", () => {
  test("is taken up step by step, and access after it", async () => {
    const plain = await made("stepwise", { transitEncryptionEnabled: false });
    expect(plain.outputs).toMatchObject({ transitEncryptionEnabled: false, userGroupIds: [] });
    expect(plain.outputs).not.toHaveProperty("transitEncryptionMode");

    const before = (await modifications()).length;
    const preferred = await changed(plain, { transitEncryptionEnabled: true, transitEncryptionMode: "preferred" });
    const required = await changed(preferred, { transitEncryptionMode: "required" });
    expect(required.outputs).toMatchObject({ transitEncryptionEnabled: true, transitEncryptionMode: "required" });
    const users = await changed(required, { userGroupIds: ["team"] });
    expect(users.outputs).toMatchObject({ userGroupIds: ["team"] });
    expect(await refreshed(plugin, groupToken, users)).toStrictEqual(users);
    const withoutUsers = await changed(users, { userGroupIds: [] });
    expect(withoutUsers.outputs).toMatchObject({ userGroupIds: [] });

    const sent = { ReplicationGroupId: "stepwise", ApplyImmediately: "true" };
    expect(await modifications(before)).toStrictEqual([
      { ...sent, TransitEncryptionEnabled: "true", TransitEncryptionMode: "preferred" },
      { ...sent, TransitEncryptionMode: "required" },
      { ...sent, "UserGroupIdsToAdd.member.1": "team" },
      { ...sent, "UserGroupIdsToRemove.member.1": "team" },
    ]);
  });

  test("together with user groups is one request, which AWS refuses", async () => {
    const group = await made("together");
    const both = { transitEncryptionEnabled: true, transitEncryptionMode: "preferred", userGroupIds: ["team"] };
    await expect(changed(group, both)).rejects.toThrow(
      "InvalidParameterCombination: Transit encryption and access control cannot be modified in the same request.",
    );
    expect(await refreshed(plugin, groupToken, group)).toStrictEqual(group);
  });

  test("is left as it is when the program no longer speaks of it", async () => {
    const group = await made("silent", { transitEncryptionEnabled: true });
    const { transitEncryptionEnabled, ...silent } = group.inputs;
    expect(transitEncryptionEnabled).toBe(true);
    const inputs = await checked(plugin, groupToken, { ...silent, description: "changed" }, group.inputs);
    expect(await plugin.diff(groupToken, group, inputs)).toMatchObject({ diffs: ["description"], replaces: [] });
    const outputs = await plugin.update(groupToken, group.id, group, inputs);
    expect(outputs).toMatchObject({ description: "changed", transitEncryptionEnabled: true });
  });
});

describe("a token", () => {
  test("is set when the group is made, changed in two steps, and kept as long as the group has one", async () => {
    const group = await made("guarded", { transitEncryptionEnabled: true, authToken: first });
    expect(group.outputs).toMatchObject({ authToken: first, transitEncryptionMode: "required" });
    const before = (await modifications()).length;
    const rotated = await changed(group, { authToken: second, authTokenUpdateStrategy: "ROTATE" });
    const set = await changed(rotated, { authTokenUpdateStrategy: "SET" });
    expect(set.outputs).toMatchObject({ authToken: second, authTokenUpdateStrategy: "SET" });
    expect(await refreshed(plugin, groupToken, set)).toStrictEqual(set);
    const { authToken, ...rest } = set.inputs;
    expect(authToken).toBe(second);
    const overToUsers = { ...rest, authTokenUpdateStrategy: "DELETE", userGroupIds: ["team"] };
    const users = await change(plugin, groupToken, set, overToUsers);
    expect(users.outputs).toMatchObject({ userGroupIds: ["team"] });
    expect(users.outputs).not.toHaveProperty("authToken");
    expect(await refreshed(plugin, groupToken, set)).not.toHaveProperty("outputs.authToken");

    const sent = { ReplicationGroupId: "guarded", ApplyImmediately: "true" };
    expect(await modifications(before)).toStrictEqual([
      { ...sent, AuthToken: "(hidden)", AuthTokenUpdateStrategy: "ROTATE" },
      { ...sent, AuthToken: "(hidden)", AuthTokenUpdateStrategy: "SET" },
      { ...sent, AuthTokenUpdateStrategy: "DELETE", "UserGroupIdsToAdd.member.1": "team" },
    ]);
  });

  test("without encryption is AWS's refusal, which does not show it", async () => {
    const inputs = await checked(plugin, groupToken, { ...settings, replicationGroupId: "plain", authToken: first });
    const failure = await plugin.create(groupToken, inputs).catch(String);
    expect(failure).toContain("InvalidParameterCombination: Access control needs encryption in transit");
    expect(failure).not.toContain(first);
  });
});

describe("snapshots, windows and topics", () => {
  test("are changed in place, and the first node is named when snapshots begin", async () => {
    const parameters = await make(plugin, "aws:elasticache/parameterGroup:ParameterGroup", { family: "redis7" });
    const group = await made("tended", { kmsKeyId: "key", atRestEncryptionEnabled: true });
    expect(group.outputs).toMatchObject({ kmsKeyId: "key", atRestEncryptionEnabled: true });
    const before = (await modifications()).length;
    const wanted = {
      maintenanceWindow: "mon:01:00-mon:02:00",
      notificationTopicArn: `arn:aws:sns:${region}:${account}:topic`,
      parameterGroupName: parameters.id,
      snapshotRetentionLimit: 7,
      snapshotWindow: "05:00-06:00",
    };
    const after = await changed(group, wanted);
    expect(after.outputs).toMatchObject(wanted);
    expect(await refreshed(plugin, groupToken, after)).toStrictEqual(after);
    const longer = await changed(after, { snapshotRetentionLimit: 14 });
    expect(longer.outputs).toMatchObject({ snapshotRetentionLimit: 14 });
    expect(await modifications(before)).toMatchObject([
      { SnapshotRetentionLimit: "7", SnapshottingClusterId: "tended-001", ApplyImmediately: "true" },
      { SnapshotRetentionLimit: "14" },
    ]);
    expect((await modifications(before))[1]).not.toHaveProperty("SnapshottingClusterId");
  });

  test("are no failure when somebody else has set them already", async () => {
    const group = await made("overtaken");
    await changed(group, { transitEncryptionEnabled: true, transitEncryptionMode: "preferred" });
    const again = await changed(group, { transitEncryptionEnabled: true, transitEncryptionMode: "preferred" });
    expect(again.outputs).toMatchObject({ transitEncryptionMode: "preferred" });
  });
});

test("a group without a node type is refused when it is made", async () => {
  const { nodeType, ...rest } = settings;
  expect(nodeType).toBeDefined();
  const inputs = await checked(plugin, groupToken, { ...rest, replicationGroupId: "untyped" });
  await expect(plugin.create(groupToken, inputs)).rejects.toThrow('"nodeType" is required');
});
