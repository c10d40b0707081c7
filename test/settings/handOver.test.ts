import { log, RunError } from "@pulumi/pulumi";
import { expect, test, vi } from "vitest";
import { changedKeys } from "../../migration/frozen.ts";
import { namespace, parseSettings } from "../../settings.ts";
import { frozenSettings, planOf, readSettings, refuseUnfit } from "../../settings/handOver.ts";
import { whole } from "./whole.ts";

const frozen = (changes: Readonly<Record<string, unknown>> = {}, stack: Record<string, string> = {}) =>
  frozenSettings(parseSettings(whole(changes)), stack);

test("the plan carries what was configured, with consents empty where there are none", () => {
  const addresses = { "10.0.0.241:6379": "127.0.0.5:7000" };
  expect(
    planOf(parseSettings(whole({ "probe.addresses": addresses, "migration.forceAbort": "cache-prod#3" }))),
  ).toStrictEqual({
    groupId: "cache-prod",
    source: {
      host: "10.0.0.241",
      port: 6379,
      primaries: [],
      clusterMode: "disabled",
      shards: 1,
      engine: "redis",
      version: "7.0.15",
      databases: 16,
      datasetGiB: 1,
    },
    target: {
      existing: false,
      engine: "redis",
      engineVersion: "7.0",
      nodeType: "cache.m6g.large",
      port: 6379,
      shards: 1,
      replicasPerShard: 1,
      slots: [],
      reservedMemoryPercent: 25,
      atRest: false,
    },
    path: {
      mode: "peering",
      peeringConnectionId: "",
      transitGatewayId: "",
      source: {
        vpcId: "vpc-0a1b2c3d4e5f60001",
        cidrs: ["10.0.0.0/16"],
        subnetIds: ["subnet-0a1b2c3d4e5f60011"],
        routeTableIds: ["rtb-0a1b2c3d4e5f60021"],
        securityGroupId: "sg-0a1b2c3d4e5f60031",
        region: "",
        accountId: "",
        roleArn: "",
      },
      target: {
        vpcId: "vpc-0a1b2c3d4e5f60002",
        cidrs: ["10.1.0.0/16"],
        subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
        routeTableIds: ["rtb-0a1b2c3d4e5f60022"],
      },
      application: { securityGroupIds: ["sg-0a1b2c3d4e5f60032"], cidrs: [], routeTableIds: [] },
    },
    waitFor: "inSync",
    deadlineMinutes: 45,
    pollSeconds: 5,
    inSyncForSeconds: 60,
    maxLagBytes: 1_048_576,
    discardTargetData: "",
    forceAbort: "cache-prod#3",
    allowDestroy: false,
    overrides: [],
    probe: "direct",
    addresses,
  });
});

test.each<[string, unknown, string]>([
  ["source.endpoint", "10.0.0.242:6379", "source.endpoint.host"],
  ["target.nodeType", "cache.m6g.xlarge", "target.nodeType"],
  ["target.tags", { team: "other" }, "target.tags"],
  ["network.dnsResolution", true, "network.dnsResolution"],
  ["application.cidrs", ["10.9.0.0/16"], "application.cidrs"],
])("an edit of %s is an edit of what is frozen", (path, value, key) => {
  expect(changedKeys(frozen(), frozen({ [path]: value })).map((one) => one.slice(0, key.length))).toStrictEqual([key]);
});

test("an edit of the default tags is one too", () => {
  const before = { "aws:defaultTags": '{"tags":{"service":"sessions"}}' };
  const after = { "aws:defaultTags": '{"tags":{"service":"other"}}' };
  expect(changedKeys(frozen({}, before), frozen({}, after))).toStrictEqual(["aws:defaultTags.tags.service"]);
});

test.each<[string, unknown]>([
  ["stage", "migrate"],
  ["migration.deadlineMinutes", 5],
  ["migration.forceAbort", "cache-prod#1"],
  ["probe.addresses", { "10.0.0.241:6379": "127.0.0.5:7000" }],
  ["migration.overrides", [{ code: "target-memory", reason: "r", owner: "ana", expires: "2099-01-01" }]],
])("an edit of %s is none: it changes neither target nor path", (path, value) => {
  expect(changedKeys(frozen(), frozen({ [path]: value }))).toStrictEqual([]);
});

test("a faulty configuration ends the program with the list of faults alone", () => {
  let thrown: unknown;
  try {
    readSettings({ [`${namespace}:stage`]: "no" });
  } catch (error) {
    thrown = error;
  }
  expect(RunError.isInstance(thrown)).toBe(true);
  expect(String(thrown)).toContain(`The stack configuration has 6 faults:\n  ${namespace}:stage: found "no"`);
});

test("what AWS could not change afterwards is refused before anything is created, all of it at once", () => {
  const refusal = (changes: Readonly<Record<string, unknown>>) => {
    const settings = parseSettings(whole(changes));
    return () => {
      refuseUnfit(settings, planOf(settings));
    };
  };
  const unfit = { "target.engineVersion": "6.2", "source.datasetGiB": 500, "target.nodeType": "cache.m6g.large" };
  expect(refusal(unfit)).toThrow(/target-memory: [^]*rdb-too-new: [^]*\(blocking-findings, see docs\/errors\.md/);
  expect(refusal(unfit)).toThrow(RunError);
  expect(refusal({ "target.engineVersion": "7.2" })).toThrow("one of 5.0.6, 6.0, 6.2, 7.0, 7.1");
  expect(refusal({})).not.toThrow();
  // A finding that only says "unknown" refuses nothing, and after prepare the group is what it is.
  expect(refusal({ "target.nodeType": "cache.x9.large" })).not.toThrow();
  expect(refusal({ ...unfit, stage: "abort" })).not.toThrow();
});

test("what somebody answers for is not refused, and whoever reads the preview is told", () => {
  const warn = vi.spyOn(log, "warn").mockResolvedValue();
  const override = { code: "target-memory", reason: "half of the keys go first", owner: "ana", expires: "2099-01-01" };
  const settings = parseSettings(whole({ "source.datasetGiB": 500, "migration.overrides": [override] }));
  refuseUnfit(settings, planOf(settings));
  expect(warn.mock.calls.map(([line]) => line)).toStrictEqual([
    expect.stringMatching(/^overridden by ana until 2099-01-01 \(half of the keys go first\): target-memory: /),
  ]);
  const ended = { ...settings.migration, overrides: [{ ...override, code: "target-memory", expires: "2026-01-01" }] };
  expect(() => {
    refuseUnfit(settings, planOf({ ...settings, migration: { ...ended } } as typeof settings));
  }).toThrow("target-memory: ");
  warn.mockRestore();
});

test("the plan's reserve is the configured one, or else AWS's own", () => {
  const reserve = (percent: unknown) =>
    planOf(parseSettings(whole({ "target.reservedMemoryPercent": percent }))).target.reservedMemoryPercent;
  expect([reserve(undefined), reserve(0), reserve(50)]).toStrictEqual([25, 0, 50]);
});

test("what one key takes from another is filled in: a cluster's only database, the target's shards", () => {
  const taken = (changes: Readonly<Record<string, unknown>>) => {
    const { source, target } = planOf(parseSettings(whole(changes)));
    return [source.databases, target.shards];
  };
  expect(taken({ "source.clusterMode": "enabled", "source.shards": 3 })).toStrictEqual([1, 3]);
  expect(taken({ "source.clusterMode": "enabled", "source.shards": 3, "target.shards": 2 })).toStrictEqual([1, 2]);
  expect(taken({})).toStrictEqual([16, 1]);
});

test("a secret goes into the state as something that tells whether it has changed, and not what it is", () => {
  const access = (authToken: string, group = "cache-prod") =>
    frozen({
      stage: "operate",
      "target.replicationGroupId": group,
      "target.tls": "required",
      "target.access": { authToken },
    });
  const one = access("correct-horse-battery");
  expect(JSON.stringify(one)).not.toContain("correct-horse");
  expect(changedKeys(one, access("correct-horse-battery"))).toStrictEqual([]);
  expect(changedKeys(one, access("correct-horse-battery-2"))).toStrictEqual(["target.access.authToken"]);
  // The same secret of another group looks different.
  expect(changedKeys(one, access("correct-horse-battery", "cache-dev"))).toContain("target.access.authToken");
});

test("what contradicts itself and what AWS would not take are told in one pass", () => {
  const text = (changes: Readonly<Record<string, unknown>>) => {
    const config = Object.entries(whole(changes)).map(([key, value]) => [
      `${namespace}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    try {
      readSettings(Object.fromEntries(config) as Record<string, string>);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  const wrong = { "network.mode": "sameVpc", "target.nodeType": "cache.r6gd.xlarge", "target.engineVersion": "5.0.5" };
  expect(text(wrong)).toMatch(/network\.mode: [^]*target-engine-version: [^]*target-node-type: /);
  // A part that is not well-formed says nothing of what AWS would take.
  expect(text({ ...wrong, "source.vpcId": "vpc" })).not.toContain("target-node-type");
  expect(text({})).toBe("");
});

test("what was read of a group that exists is frozen with the rest", () => {
  const settings = parseSettings(whole({ "target.existing": true }));
  const rest = { accountId: "123456789012", arn: "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:x" };
  const one = frozenSettings(settings, {}, { securityGroupIds: ["sg-1"], ...rest });
  const two = frozenSettings(settings, {}, { securityGroupIds: ["sg-1", "sg-2"], ...rest });
  expect(changedKeys(one, two)).toStrictEqual(["existing.securityGroupIds"]);
  // Whatever else is read of it decides nothing of the path.
  expect(one["existing"]).toStrictEqual({ securityGroupIds: ["sg-1"], accountId: "123456789012" });
});
