import { describe, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

describe("what must hold between keys", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["networks that overlap cannot be peered", { "target.cidrs": ["10.0.128.0/17"] }, "target.cidrs"],
    ["a network that holds the other overlaps it", { "target.cidrs": ["10.0.0.0/8"] }, "target.cidrs"],
    ["the source's address lies in its own networks", { "source.endpoint": "10.7.0.1:6379" }, "source.endpoint"],
    ["sameVpc needs one VPC", { "network.mode": "sameVpc" }, "network.mode"],
    ["peering needs two VPCs", { "target.vpcId": "vpc-0a1b2c3d4e5f60001" }, "network.mode"],
    ["databases follow the source's", { "target.parameters": { databases: "4" } }, "target.parameters.databases"],
    [
      "cluster mode is not a parameter",
      { "target.parameters": { "cluster-enabled": "yes" } },
      "target.parameters.cluster-enabled",
    ],
    [
      "the reserve is a setting of its own",
      { "target.parameters": { "reserved-memory-percent": "50" } },
      "target.parameters.reserved-memory-percent",
    ],
    ["AWS keeps tags of its own", { "target.tags": { "aws:owner": "me" } }, "target.tags.aws"],
    ["AWS keeps them in any case", { "target.tags": { "AWS:owner": "me", team: "mine" } }, "target.tags.AWS"],
    [
      "the watch rests on three looks",
      { "migration.inSyncForSeconds": 14.9, "migration.pollSeconds": 5 },
      "migration.inSyncForSeconds",
    ],
    ["no watch at all is none", { "migration.inSyncForSeconds": 0 }, "migration.inSyncForSeconds"],
    ["the watch fits into the deadline", { "migration.deadlineMinutes": 1 }, "migration.deadlineMinutes"],
    [
      "a consent to discard is for this group",
      { "migration.discardTargetData": "cache-dev#1" },
      "migration.discardTargetData",
    ],
    ["a consent to abort is for this group", { "migration.forceAbort": "cache-prod-2#1" }, "migration.forceAbort"],
    ["somebody must reach the target", { application: { securityGroupIds: [] } }, "application"],
  ])("%s", (_rule, changes, key) => {
    const lines = faults(whole(changes));
    expect(lines.map((line) => line.split(":")[0])).toStrictEqual([key]);
  });

  test("in one VPC the networks may be the same", () => {
    const same = {
      "network.mode": "sameVpc",
      "target.vpcId": "vpc-0a1b2c3d4e5f60001",
      "target.cidrs": ["10.0.0.0/16"],
    };
    expect(faults(whole(same))).toStrictEqual([]);
  });

  test("a fault of a key's own form does not hide another key's", () => {
    const lines = faults(whole({ stage: "no", "target.cidrs": ["10.0.0.0/8"] }));
    expect(lines.map((line) => line.split(":")[0])).toStrictEqual(["stage", "target.cidrs"]);
  });

  test("what only just holds is taken", () => {
    expect(faults(whole({ "migration.inSyncForSeconds": 15, "migration.pollSeconds": 5 }))).toStrictEqual([]);
    expect(faults(whole({ "target.tags": { "my-aws:owner": "me" } }))).toStrictEqual([]);
  });

  test("a wrong watch is told with the values that it is measured by", () => {
    const lines = faults(whole({ "migration.inSyncForSeconds": 90, "migration.deadlineMinutes": 1.5 }));
    expect(lines).toStrictEqual([
      "migration.deadlineMinutes: found 1.5; expected more than migration.inSyncForSeconds (90 s)",
    ]);
    expect(faults(whole({ "migration.inSyncForSeconds": 10 }))).toStrictEqual([
      "migration.inSyncForSeconds: found 10; expected three times migration.pollSeconds (5) or more",
    ]);
  });
});
