import { describe, expect, test } from "vitest";
import type { SourceReading } from "../../migration/observation.ts";
import type { Plan } from "../../migration/plan.ts";
import { readiness, type Evidence } from "../../migration/readiness.ts";
import { group, master, plan, readableSource, replica, sourceAddress, type Present } from "./samples.ts";

const ready: Evidence = { group, targetDatabases: 16, source: readableSource, test: "passed", testEvidence: "" };
type Read = Extract<SourceReading, { kind: "read" }>;

function codes(evidence: Partial<Evidence> = {}, changes: Partial<Plan> = {}): string[] {
  return readiness({ ...plan, ...changes }, { ...ready, ...evidence }).map(
    ({ code, severity }) => `${code}: ${severity}`,
  );
}
const withGroup = (changes: Partial<Present>) => codes({ group: { ...group, ...changes } });
const withSource = (changes: Partial<Read>) => codes({ source: { ...(readableSource as Read), ...changes } });
const withTarget = (changes: Partial<Plan["target"]>) => codes({}, { target: { ...plan.target, ...changes } });

test("a target and a source as they should be give no finding", () => {
  expect(codes()).toStrictEqual([]);
});

test("all findings come at once, each with what was found, expected and to be done, and by what rule", () => {
  const bad = { ...group, multiAz: false, transitEncryption: true };
  const source = { ...(readableSource as Read), protectedMode: "yes", databases: 32 };
  const findings = readiness(plan, { ...ready, group: bad, source, targetDatabases: 8 });
  expect(findings.map((one) => one.code)).toStrictEqual([
    "target-in-transit-encryption",
    "target-multi-az",
    "target-databases",
    "source-protected-mode",
    "source-databases",
  ]);
  for (const one of findings) expect(Object.values(one)).not.toContain("");
});

describe("the target", () => {
  test.each<[string, Partial<Present>]>([
    ["target-in-transit-encryption", { transitEncryption: true }],
    ["target-multi-az", { multiAz: false }],
    ["target-failover", { automaticFailover: false }],
    ["target-data-tiering", { dataTiering: true }],
    ["target-global-datastore", { globalDatastore: true }],
    ["target-nodes", { shards: [{ id: "0001", primary: "a:1", replicas: [] }] }],
  ])("%s blocks", (code, changes) => {
    expect(withGroup(changes)).toStrictEqual([`${code}: blocking`]);
  });

  test("must exist", () => {
    expect(codes({ group: { kind: "absent" } })).toStrictEqual(["target-absent: blocking"]);
  });

  test("must have the source's number of databases; where AWS does not tell, that is unknown", () => {
    expect(codes({ targetDatabases: 8 })).toStrictEqual(["target-databases: blocking"]);
    expect(codes({ targetDatabases: undefined })).toStrictEqual(["target-databases: unknown"]);
  });

  test("must be an engine that online migration accepts", () => {
    const old = { ...plan.source, version: "5.0.5" };
    expect(
      codes(
        { source: { ...(readableSource as Read), info: master({ version: "5.0.5" }) } },
        { source: old, target: { ...plan.target, engineVersion: "5.0.5" } },
      ),
    ).toStrictEqual(["target-engine-version: blocking"]);
    expect(
      codes(
        { source: { ...(readableSource as Read), info: master({ version: "5.0.5" }) } },
        { source: old, target: { ...plan.target, engineVersion: "5.0.6" } },
      ),
    ).toStrictEqual([]);
  });

  test("must not tier data", () => {
    expect(withTarget({ nodeType: "cache.r6gd.xlarge" })).toStrictEqual([
      "target-memory: unknown",
      "target-node-type: blocking",
    ]);
  });

  test("must load the snapshots of the configured source", () => {
    expect(withTarget({ engineVersion: "6.2" })).toStrictEqual(["rdb-too-new: blocking"]);
    expect(withTarget({ engine: "valkey", engineVersion: "8.1" })).toStrictEqual([]);
  });
});

describe("the source", () => {
  test.each<[string, Partial<Read>]>([
    ["source-protected-mode", { protectedMode: "yes" }],
    ["source-databases", { databases: 32 }],
    ["source-commands", { missingCommands: ["psync"] }],
    ["source-modules", { modules: ["search"] }],
    ["source-cluster-mode", { info: master({ clusterEnabled: true }) }],
    ["source-is-replica", { info: replica() }],
  ])("%s blocks", (code, changes) => {
    expect(withSource(changes)).toStrictEqual([`${code}: blocking`]);
  });

  test.each([
    ["source-auth", "withoutPassword"],
    ["source-protected-mode", "protectedMode"],
    ["source-unreachable", "nothing"],
  ] as const)("%s blocks when it cannot be read", (code, refuses) => {
    const source: SourceReading = { kind: "unreadable", address: sourceAddress, reason: "its words", refuses };
    const findings = readiness(plan, { ...ready, source });
    expect(findings.map((one) => [one.code, one.severity, one.found])).toStrictEqual([
      [code, "blocking", `${sourceAddress}: its words`],
    ]);
  });

  test("that does not tell its configuration is unknown, not refused", () => {
    expect(withSource({ protectedMode: undefined, databases: undefined })).toStrictEqual(["source-config: unknown"]);
  });

  test("that runs another version than configured is told, and judged by what runs", () => {
    expect(withSource({ info: master({ version: "6.2.14" }) })).toStrictEqual(["source-version-differs: warning"]);
    expect(withSource({ info: master({ version: "7.4.1" }) })).toStrictEqual([
      "source-version-differs: warning",
      "rdb-too-new: blocking",
    ]);
  });

  test("must be 2.8.21 or newer", () => {
    const source = { ...plan.source, version: "2.8.20" };
    const info = master({ version: "2.8.20" });
    expect(codes({ source: { ...(readableSource as Read), info } }, { source })).toStrictEqual([
      "source-version: blocking",
    ]);
  });
});

test("a failed TestMigration blocks, an inconclusive one warns", () => {
  const failed = readiness(plan, { ...ready, test: "failed", testEvidence: "because of a timeout" });
  expect(failed.map((one) => [one.code, one.severity, one.found])).toStrictEqual([
    ["test-migration", "blocking", "TestMigration failed: because of a timeout"],
  ]);
  expect(codes({ test: "inconclusive" })).toStrictEqual(["test-migration: warning"]);
  expect(codes({ test: "notRun" })).toStrictEqual([]);
});
