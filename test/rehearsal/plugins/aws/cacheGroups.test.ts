import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import type { PluginClient } from "./pluginClient.ts";
import { startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, ids, region } from "./world.ts";

let stand: Stand;
let plugin: PluginClient;
beforeAll(async () => {
  stand = await startStand();
  ({ plugin } = stand);
});
afterAll(async () => {
  await stand.stop();
});

describe("a parameter group", () => {
  const token = "aws:elasticache/parameterGroup:ParameterGroup";

  test("is created with its parameters, changed and deleted", async () => {
    const group = await make(plugin, token, {
      name: "Sessions-Params",
      family: "redis7",
      parameters: [
        { name: "databases", value: "32" },
        { name: "maxmemory-policy", value: "noeviction" },
      ],
    });
    expect(group.id).toBe("sessions-params");
    expect(group.outputs).toMatchObject({
      arn: `arn:aws:elasticache:${region}:${account}:parametergroup:sessions-params`,
      family: "redis7",
      name: "sessions-params",
      tags: {},
      tagsAll: { service: "sessions" },
    });
    expect(await refreshed(plugin, token, group)).toMatchObject({ outputs: group.outputs });
    const parameters = [
      { name: "databases", value: "32" },
      { name: "maxmemory-policy", value: "allkeys-lru" },
    ];
    const after = await change(plugin, token, group, { ...group.inputs, parameters, tags: { team: "data" } });
    expect(after.outputs).toMatchObject({ parameters, tagsAll: { service: "sessions", team: "data" } });
    await plugin.delete(token, group.id, after.outputs);
    expect(await refreshed(plugin, token, after)).toBe("gone");
    await plugin.delete(token, group.id, after.outputs);
  });

  test("gets a name made from the resource's, which it keeps", async () => {
    const first = await checked(plugin, token, { family: "redis7" });
    expect(first["name"]).toMatch(/^sessions-[0-9a-f]{7}$/);
    expect(await checked(plugin, token, { family: "redis7" }, first)).toStrictEqual(first);
  });

  test("is replaced for another family or name, and not for its parameters in another order", async () => {
    const parameters = [
      { name: "databases", value: "32" },
      { name: "timeout", value: "10" },
    ];
    const inputs = await checked(plugin, token, { name: "params", family: "redis7", parameters });
    const old = { inputs, outputs: inputs };
    const turned = { ...inputs, parameters: parameters.toReversed() };
    expect(await plugin.diff(token, old, turned)).toStrictEqual({
      changes: false,
      diffs: [],
      replaces: [],
      detailed: [],
    });
    expect(await plugin.diff(token, old, { ...inputs, family: "valkey8", name: "other" })).toStrictEqual({
      changes: true,
      diffs: ["family", "name"],
      replaces: ["family", "name"],
      detailed: ["family UPDATE_REPLACE", "name UPDATE_REPLACE"],
    });
  });
});

describe("a subnet group", () => {
  const token = "aws:elasticache/subnetGroup:SubnetGroup";

  test("is created, changed and deleted", async () => {
    const group = await make(plugin, token, { name: "subnets", subnetIds: ids.targetSubnets });
    expect(group.outputs).toMatchObject({
      arn: `arn:aws:elasticache:${region}:${account}:subnetgroup:subnets`,
      description: "Managed by Pulumi",
      subnetIds: ids.targetSubnets,
      vpcId: ids.targetVpc,
    });
    expect(await refreshed(plugin, token, group)).toStrictEqual(group);
    const after = await change(plugin, token, group, { ...group.inputs, subnetIds: [ids.targetSubnets[0]] });
    expect(after.outputs["subnetIds"]).toStrictEqual([ids.targetSubnets[0]]);
    await plugin.delete(token, group.id, after.outputs);
    expect(await refreshed(plugin, token, after)).toBe("gone");
    await plugin.delete(token, group.id, after.outputs);
  });
});

describe("a group that is told its region", () => {
  test("is made there and nowhere else", async () => {
    const token = "aws:elasticache/parameterGroup:ParameterGroup";
    const group = await make(plugin, token, { name: "abroad", family: "redis7", region: "eu-west-1" });
    expect(group.outputs).toMatchObject({ region: "eu-west-1", arn: expect.stringContaining(":eu-west-1:") as string });
    const here = { ...group, inputs: {}, outputs: { ...group.outputs, region } };
    expect(await refreshed(plugin, token, here)).toBe("gone");
  });
});
