import { describe, expect, test } from "vitest";
import { diffInputs } from "../../../../rehearsal/plugins/aws/diff.ts";
import { resourceTypeOf } from "../../../../rehearsal/plugins/aws/resources.ts";
import { unknown } from "./pluginClient.ts";
import type { Properties } from "./pluginClient.ts";

const group = resourceTypeOf("aws:elasticache/replicationGroup:ReplicationGroup");

const base: Properties = {
  replicationGroupId: "sessions-dev",
  description: "d",
  engine: "redis",
  engineVersion: "7.0",
  port: 6379,
  securityGroupIds: ["sg-1", "sg-2"],
  tags: { team: "platform" },
  tagsAll: { team: "platform", stage: "dev" },
};

function diff(news: Properties, olds: Properties = { engineVersionActual: "7.0.7" }, ignored: string[] = []) {
  return diffInputs(group, { oldInputs: base, olds, news: { ...base, ...news }, ignored });
}

const summary = (news: Properties, olds?: Properties) => {
  const { changed, replaces } = diff(news, olds);
  return { changed, replaces };
};

describe("a diff", () => {
  test("of equal inputs is empty, in whatever order sets are and however nothing is said", () => {
    const same = { securityGroupIds: ["sg-2", "sg-1"], snapshotWindow: null, preferredCacheClusterAzs: [] };
    expect(diff(same)).toStrictEqual({ changed: [], replaces: [], differences: [] });
  });

  test("names members of maps, and tells added, removed and changed apart", () => {
    expect(diff({ tags: { owner: "me", "cost.center": "7" }, snapshotRetentionLimit: 3 }).differences).toStrictEqual([
      { path: "snapshotRetentionLimit", kind: "add", replaces: false },
      { path: "tags.team", kind: "delete", replaces: false },
      { path: "tags.owner", kind: "add", replaces: false },
      { path: 'tags["cost.center"]', kind: "add", replaces: false },
    ]);
  });

  test("shows a changed default tag by tagsAll alone", () => {
    expect(diff({ tagsAll: { team: "platform", stage: "prod" } }).differences).toStrictEqual([
      { path: "tagsAll.stage", kind: "update", replaces: false },
    ]);
  });

  test("leaves out what is ignored by its literal name, and nothing for a star", () => {
    const news = { description: "e", tagsAll: {} };
    const named = (ignored: string[]): readonly string[] => diff(news, {}, ignored).changed;
    expect(named(["tagsAll"])).toStrictEqual(["description"]);
    expect(named(["description", "tagsAll"])).toStrictEqual([]);
    expect(named(["tagsAll.team", "tagsAll.stage"])).toStrictEqual(["description"]);
    expect(named(["*"])).toStrictEqual(["description", "tagsAll"]);
  });

  test("takes a value that is not known yet for a change", () => {
    expect(summary({ port: unknown })).toStrictEqual({ changed: ["port"], replaces: ["port"] });
  });
});

describe("an argument that AWS has a value for anyway", () => {
  test("is kept when it is taken out of the program", () => {
    const stated = {
      ...base,
      nodeType: "cache.m6g.large",
      parameterGroupName: "params",
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      snapshotWindow: "01:00-02:00",
      nodeGroupConfigurations: [{ nodeGroupId: "0001", slots: "0-16383" }],
    };
    const { engine, engineVersion, securityGroupIds, ...kept } = base;
    expect([engine, engineVersion, securityGroupIds].every((one) => one !== undefined)).toBe(true);
    const { changed } = diffInputs(group, { oldInputs: stated, olds: {}, news: kept, ignored: [] });
    expect(changed).toStrictEqual([]);
  });

  test("is told from one that goes with its statement", () => {
    const stated = { ...base, authToken: "0123456789abcdef", snapshotRetentionLimit: 3, userGroupIds: ["team"] };
    const { changed } = diffInputs(group, { oldInputs: stated, olds: {}, news: base, ignored: [] });
    expect(changed).toStrictEqual(["authToken", "snapshotRetentionLimit", "userGroupIds"]);
  });
});

describe("the shards of a group", () => {
  const shards = [
    { nodeGroupId: "0001", slots: "0-8191", replicaCount: 1, primaryAvailabilityZone: "us-east-1a" },
    { nodeGroupId: "0002", slots: "8192-16383", replicaCount: 1 },
  ] as const;
  const replaced = (before: unknown, after: unknown): unknown => {
    const { changed, replaces } = diffInputs(group, {
      oldInputs: { ...base, nodeGroupConfigurations: before },
      olds: { nodeGroupConfigurations: shards },
      news: { ...base, nodeGroupConfigurations: after },
      ignored: [],
    });
    return changed.length === 0 ? "unchanged" : replaces.includes("nodeGroupConfigurations") ? "replaced" : "changed";
  };

  test("replace it when they are stated for the first time, even as they are", () => {
    expect(replaced(undefined, shards)).toBe("replaced");
  });

  test.each([
    ["in another order", shards.toReversed(), "unchanged"],
    ["with other slots", [{ ...shards[0], slots: "0-8190" }, shards[1]], "replaced"],
    ["with another number of replicas", [shards[0], { ...shards[1], replicaCount: 2 }], "replaced"],
    ["with another id", [shards[0], { ...shards[1], nodeGroupId: "0003" }], "replaced"],
    ["with one fewer", [shards[0]], "replaced"],
    [
      "with another zone where one was stated",
      [{ ...shards[0], primaryAvailabilityZone: "us-east-1b" }, shards[1]],
      "replaced",
    ],
    [
      "with a zone where none was stated",
      [shards[0], { ...shards[1], primaryAvailabilityZone: "us-east-1b" }],
      "changed",
    ],
    ["that are no longer stated", undefined, "unchanged"],
  ])("%s", (_what, after, outcome) => {
    expect(replaced(shards, after)).toBe(outcome);
  });
});

describe("a rule", () => {
  const rule = resourceTypeOf("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  const by = (oldInputs: Properties, news: Properties): readonly string[] =>
    diffInputs(rule, { oldInputs, olds: {}, news, ignored: [] }).replaces;

  test("is replaced when a group takes a range's place, and not for another range or group", () => {
    const range = { cidrIpv4: "10.1.0.0/16" };
    const peer = { referencedSecurityGroupId: "sg-1" };
    expect(by(range, peer)).toStrictEqual(["cidrIpv4", "referencedSecurityGroupId"]);
    expect(by(range, { cidrIpv4: "10.2.0.0/16" })).toStrictEqual([]);
    expect(by(peer, { referencedSecurityGroupId: "210987654321/sg-1" })).toStrictEqual([]);
  });
});

describe("a group is replaced", () => {
  test.each([
    ["replicationGroupId", "other"],
    ["port", 6380],
    ["subnetGroupName", "other"],
    ["atRestEncryptionEnabled", true],
    ["kmsKeyId", "key"],
    ["dataTieringEnabled", true],
    ["networkType", "ipv6"],
    ["region", "eu-west-1"],
  ])("for another %s", (name, value) => {
    expect(summary({ [name]: value })).toStrictEqual({ changed: [name], replaces: [name] });
  });

  test.each([
    ["a lower version", { engineVersion: "6.2" }, ["engineVersion"]],
    ["a higher version", { engineVersion: "7.1" }, []],
    ["Valkey after Redis", { engine: "valkey", engineVersion: "8.0" }, []],
  ])("or not for %s", (_what, news, replaces) => {
    expect(summary(news).replaces).toStrictEqual(replaces);
  });

  test("for Redis after Valkey", () => {
    const old = { ...base, engine: "valkey", engineVersion: "8.0" };
    const news = { ...old, engine: "redis", engineVersion: "7.1" };
    const { replaces } = diffInputs(group, { oldInputs: old, olds: {}, news, ignored: [] });
    expect(replaces).toStrictEqual(["engine"]);
  });

  test("for TLS only where the server cannot take it up while it runs", () => {
    const on = { transitEncryptionEnabled: true };
    expect(summary(on, { engineVersionActual: "7.0.7" }).replaces).toStrictEqual([]);
    expect(summary(on, { engineVersionActual: "7.0.4" }).replaces).toStrictEqual(["transitEncryptionEnabled"]);
    expect(summary(on, { engineVersionActual: "6.2.6" }).replaces).toStrictEqual(["transitEncryptionEnabled"]);
    expect(summary(on, { engineVersionActual: "7.0.5" }).replaces).toStrictEqual([]);
    expect(summary(on, { engineVersionActual: "8.0.1" }).replaces).toStrictEqual([]);
  });

  test.each([
    ["description", "e"],
    ["nodeType", "cache.m6g.xlarge"],
    ["multiAzEnabled", true],
    ["automaticFailoverEnabled", true],
    ["parameterGroupName", "other"],
    ["securityGroupIds", ["sg-3"]],
    ["numCacheClusters", 3],
    ["numNodeGroups", 3],
    ["replicasPerNodeGroup", 2],
    ["clusterMode", "compatible"],
    ["transitEncryptionMode", "required"],
    ["authToken", "0123456789abcdef"],
    ["userGroupIds", ["team"]],
    ["notificationTopicArn", "arn:aws:sns:us-east-1:123456789012:topic"],
    ["snapshotRetentionLimit", 3],
    ["snapshotWindow", "01:00-02:00"],
  ])("but not for another %s", (name, value) => {
    expect(summary({ [name]: value })).toStrictEqual({ changed: [name], replaces: [] });
  });
});
