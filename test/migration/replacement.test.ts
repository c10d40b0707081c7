import { expect, test } from "vitest";
import { judgeReplacement } from "../../migration/replacement.ts";

test("what AWS takes only at creation is refused for a group that exists, with the names of the keys", () => {
  const settings = (databases: number, target: Readonly<Record<string, unknown>> = {}) => ({
    source: { databases },
    target: {
      engine: "redis",
      engineVersion: "7.0",
      port: 6379,
      vpcId: "vpc-1",
      nodeType: "cache.m6g.large",
      ...target,
    },
  });
  const changed = { engine: "valkey", port: 6380, vpcId: "vpc-2", nodeType: "cache.m6g.xlarge" };
  expect(judgeReplacement(settings(16), settings(32, changed), "prepare")).toMatchObject({
    code: "frozen-setting",
    happened:
      "The change edits source.databases, target.engine, target.port, target.vpcId, which AWS takes only when the group is created.",
    remedy: expect.stringContaining("migration.allowDestroy") as string,
  });
  expect(judgeReplacement(settings(16), settings(16, { nodeType: "cache.m6g.xlarge" }), "prepare")).toBe(undefined);
  expect(judgeReplacement(settings(16), settings(16), "prepare")).toBe(undefined);
});

test.each([
  ["source.clusterMode", { source: { clusterMode: "disabled" } }, { source: { clusterMode: "enabled" } }],
  ["target.atRest.enabled", { target: { atRest: { enabled: false } } }, { target: { atRest: { enabled: true } } }],
  ["target.existing", { target: { existing: true } }, { target: { existing: false } }],
  ["target.slots", { target: { slots: [] } }, { target: { slots: ["0-16383"] } }],
])("AWS takes %s only when the group is created", (key, from, to) => {
  expect(judgeReplacement(from, to, "prepare")?.happened).toContain(`edits ${key},`);
});

test.each<[string, object, object, object, boolean]>([
  [
    "target.engineVersion",
    {},
    { engine: "redis", engineVersion: "6.2" },
    { engine: "redis", engineVersion: "7.0" },
    true,
  ],
  [
    "target.engineVersion",
    {},
    { engine: "redis", engineVersion: "7.0" },
    { engine: "redis", engineVersion: "7.1" },
    false,
  ],
  [
    "target.engineVersion",
    {},
    { engine: "valkey", engineVersion: "8.1" },
    { engine: "valkey", engineVersion: "9.0" },
    true,
  ],
  [
    "target.replicasPerShard",
    {},
    { replicasPerShard: 1, slots: ["0-16383"] },
    { replicasPerShard: 2, slots: ["0-16383"] },
    true,
  ],
  ["target.replicasPerShard", {}, { replicasPerShard: 1, slots: [] }, { replicasPerShard: 2, slots: [] }, false],
  [
    "target.snapshots.retentionDays",
    { clusterMode: "enabled" },
    { snapshots: { retentionDays: 0 } },
    { snapshots: { retentionDays: 7 } },
    true,
  ],
  [
    "target.snapshots.retentionDays",
    { clusterMode: "enabled" },
    { snapshots: { retentionDays: 1 } },
    { snapshots: { retentionDays: 7 } },
    false,
  ],
  [
    "target.snapshots.retentionDays",
    { clusterMode: "disabled" },
    { snapshots: { retentionDays: 0 } },
    { snapshots: { retentionDays: 7 } },
    false,
  ],
])("whether %s is taken after the creation depends on what goes with it", (key, source, from, to, refused) => {
  const refusal = judgeReplacement({ source, target: from }, { source, target: to }, "prepare");
  expect(refusal?.happened.includes(`edits ${key},`) ?? false).toBe(refused);
});

test("in operate nobody is told to destroy a group that holds the application's data", () => {
  const edits: [object, object][] = [
    [{ target: { port: 6379 } }, { target: { port: 6380 } }],
    [{ target: { engine: "redis", engineVersion: "6.2" } }, { target: { engine: "redis", engineVersion: "7.0" } }],
    [
      {
        source: { clusterMode: "enabled" },
        target: { replicationGroupId: "cache-prod", snapshots: { retentionDays: 0 } },
      },
      {
        source: { clusterMode: "enabled" },
        target: { replicationGroupId: "cache-prod", snapshots: { retentionDays: 7 } },
      },
    ],
  ];
  const remedies = edits.map(([from, to]) => judgeReplacement({ ...from }, { ...to }, "operate")?.remedy ?? "");
  expect(remedies.every((remedy) => remedy !== "" && !/destroy/i.test(remedy))).toBe(true);
  expect(remedies[2]).toContain("--replication-group-id cache-prod --snapshot-retention-limit 7");
});

test("AWS lowers the version of no group", () => {
  const versions = (engineVersion: string) => ({ target: { engine: "valkey", engineVersion } });
  expect(judgeReplacement(versions("8.1"), versions("8.0"), "prepare")?.happened).toContain(
    "lowers the version of no group",
  );
  expect(judgeReplacement(versions("8.0"), versions("8.1"), "prepare")).toBe(undefined);
});

test("what describes a group that exists may be put right; that it exists may not change", () => {
  const described = (target: object) => ({ target: { existing: true, ...target } });
  const judged = (target: object) =>
    judgeReplacement(described({ port: 6379, engine: "redis" }), described(target), "prepare");
  expect(judged({ port: 6380, engine: "valkey" })).toBe(undefined);
  expect(judged({ port: 6379, engine: "redis", existing: false })?.happened).toContain("edits target.existing,");
});
