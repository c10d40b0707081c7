import { describe, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

type Changes = Readonly<Record<string, unknown>>;

const cluster = { "source.clusterMode": "enabled", "source.shards": 2 };
const operate = { stage: "operate", "target.tls": "required" };

describe("refused, by the key's name:", () => {
  test.each<[string, Changes, string]>([
    [
      "parameters of a group that exists",
      { "target.existing": true, "target.parameters": { timeout: "1" } },
      "target.parameters",
    ],
    ["tags of a group that exists", { "target.existing": true, "target.tags": { team: "mine" } }, "target.tags"],
    [
      "the reserve of a group that exists",
      { "target.existing": true, "target.reservedMemoryPercent": 30 },
      "target.reservedMemoryPercent",
    ],
    [
      "a topic of a group that exists",
      { "target.existing": true, "target.notificationTopicArn": "arn:aws:sns:us-east-1:123456789012:events" },
      "target.notificationTopicArn",
    ],
    ["databases as a parameter", { "target.parameters": { databases: "4" } }, "target.parameters.databases"],
    [
      "cluster mode as a parameter",
      { "target.parameters": { "cluster-enabled": "yes" } },
      "target.parameters.cluster-enabled",
    ],
    [
      "the reserve as a parameter",
      { "target.parameters": { "reserved-memory-percent": "50" } },
      "target.parameters.reserved-memory-percent",
    ],
    ["AWS's own tags", { "target.tags": { "aws:owner": "me" } }, "target.tags.aws"],
    ["AWS's own tags in any case", { "target.tags": { "AWS:owner": "me", team: "mine" } }, "target.tags.AWS"],
    ["encryption in transit before operate", { "target.tls": "preferred" }, "target.tls"],
    ["encryption in transit in migrate", { stage: "migrate", "target.tls": "required" }, "target.tls"],
    ["encryption in transit that would replace the group", { ...operate, "target.engineVersion": "6.2" }, "target.tls"],
    ["access control before operate", { "target.access": { userGroupId: "users" } }, "target.tls"],
    [
      "access control with plaintext clients",
      { stage: "operate", "target.tls": "preferred", "target.access": { userGroupId: "users" } },
      "target.tls",
    ],
    ["access control of neither kind", { ...operate, "target.access": {} }, "target.access"],
    [
      "access control of both kinds",
      { ...operate, "target.access": { userGroupId: "users", authToken: "correct-horse-battery" } },
      "target.access",
    ],
    [
      "a key without encryption at rest",
      { "target.atRest": { kmsKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" } },
      "target.atRest.kmsKeyId",
    ],
    ["a snapshot window under an hour", { "target.snapshots": { window: "03:00-03:59" } }, "target.snapshots.window"],
    [
      "a maintenance window under an hour",
      { "target.maintenanceWindow": "sun:05:00-sun:05:59" },
      "target.maintenanceWindow",
    ],
    [
      "windows that overlap",
      { "target.snapshots": { window: "04:30-05:30" }, "target.maintenanceWindow": "sun:05:00-sun:06:00" },
      "target.snapshots.window",
    ],
    ["shards without cluster mode", { "target.shards": 2 }, "target.shards"],
    ["slots without cluster mode", { "target.slots": ["0-16383"] }, "target.slots"],
    ["slots of fewer shards", { ...cluster, "target.slots": ["0-16383"] }, "target.slots"],
    ["slots given twice", { ...cluster, "target.slots": ["0-8192", "8192-16383"] }, "target.slots"],
    ["slots that are missing", { ...cluster, "target.slots": ["0-8190", "8192-16383"] }, "target.slots"],
    ["slots that no cluster has", { ...cluster, "target.slots": ["0-8191", "8192-16384"] }, "target.slots"],
  ])("%s", (_what, changes, key) => {
    expect(faults(whole(changes)).map((line) => line.split(":")[0])).toStrictEqual([key]);
  });
});

test("what is wrong with slots is told by the first one", () => {
  const lines = faults(whole({ ...cluster, "target.slots": ["0-8190", "8192-16383"] }));
  expect(lines).toStrictEqual([
    'target.slots: found ["0-8190","8192-16383"]; expected every slot from 0 to 16383 (slot 8191 is missing)',
  ]);
});

test.each<[string, Changes]>([
  ["a tag that only holds AWS's prefix", { "target.tags": { "my-aws:owner": "me" } }],
  ["encryption in transit in operate", operate],
  ["access control by a token", { ...operate, "target.access": { authToken: "correct-horse-battery" } }],
  ["encryption in transit on Valkey 7.2", { ...operate, "target.engine": "valkey", "target.engineVersion": "7.2" }],
  [
    "windows that only touch",
    { "target.snapshots": { window: "04:00-05:00" }, "target.maintenanceWindow": "sun:05:00-sun:06:00" },
  ],
  ["slots in pieces", { ...cluster, "target.slots": ["0-100,8192-16383", "101-8191"] }],
  ["the source's shards", { ...cluster, "target.shards": 2 }],
])("%s is taken", (_what, changes) => {
  expect(faults(whole(changes))).toStrictEqual([]);
});
