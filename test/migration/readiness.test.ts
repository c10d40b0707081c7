import { describe, expect, test } from "vitest";
import type { Finding } from "../../migration/findings.ts";
import type { TopologyReading } from "../../migration/observation.ts";
import type { Plan } from "../../migration/plan.ts";
import { prerequisites } from "../../migration/prerequisites.ts";
import { readiness, type Evidence } from "../../migration/readiness.ts";
import type { SourceRead as Read, SourceReading } from "../../migration/sourceReading.ts";
import { troubleshoot } from "../../migration/troubleshooting.ts";
import {
  group,
  master,
  plan,
  readableSource,
  ready,
  replica,
  serving,
  sourceAddress,
  type Present,
} from "./samples.ts";

/** A replica that nobody follows. */
const alone: typeof replica = (changes, link) => replica({ serves: serving(), ...changes }, link);

type Nodes = Extract<Evidence["nodes"], { kind: "read" }>;

/** Without what is told of every target: whether it is encrypted at rest. */
function found(evidence: Partial<Evidence> = {}, changes: Partial<Plan> = {}): Finding[] {
  const all = readiness({ ...plan, ...changes }, { ...ready, ...evidence });
  return all.filter((one) => one.code !== "target-at-rest-encryption");
}
const codes = (evidence: Partial<Evidence> = {}, changes: Partial<Plan> = {}) =>
  found(evidence, changes).map(({ code, severity }) => `${code}: ${severity}`);
const withGroup = (changes: Partial<Present>) => codes({ group: { ...group, ...changes } });
const withNodes = (changes: Partial<Nodes>) => codes({ nodes: { ...(ready.nodes as Nodes), ...changes } });
const withSource = (changes: Partial<Read>) => codes({ sources: [{ ...readableSource, ...changes }] });
const withSettings = (changes: Partial<Read["settings"]>): Read => ({
  ...readableSource,
  settings: { ...readableSource.settings, ...changes },
});
const withTarget = (changes: Partial<Plan["target"]>) => codes({}, { target: { ...plan.target, ...changes } });

test("a target and a source as they should be give no finding", () => {
  expect(codes()).toStrictEqual([]);
});

test("all findings come at once, each with what was found, expected and to be done, and by what rule", () => {
  const bad = { ...group, multiAz: false, transitEncryption: true };
  const source = withSettings({ protectedMode: "yes", databases: 32 });
  const parameters = { ...ready.parameters, databases: 8 };
  const findings = found({ group: bad, sources: [source], parameters });
  expect(findings.map((one) => one.code)).toStrictEqual([
    "target-in-transit-encryption",
    "target-multi-az",
    "target-databases",
    "source-protected-mode",
    "source-databases",
  ]);
  for (const one of findings) {
    expect(Object.values(one)).not.toContain("");
    expect(one.source).toBe(prerequisites[one.code].source);
  }
});

describe("the target", () => {
  const alone = { id: "0001", slots: "", nodes: ["a:1"], nodeIds: ["a"], primary: "a:1", replicas: [] };
  test.each<[string, Partial<Present>]>([
    ["target-in-transit-encryption", { transitEncryption: true }],
    ["target-multi-az", { multiAz: false }],
    ["target-failover", { automaticFailover: false }],
    ["target-data-tiering", { dataTiering: true }],
    ["target-global-datastore", { globalDatastore: true }],
    ["target-durable", { durable: true }],
    ["target-access-control", { accessControl: true }],
    ["target-status", { status: "modifying" }],
    ["target-cluster-mode", { clusterMode: true }],
    ["target-nodes", { shards: [alone] }],
  ])("%s blocks", (code, changes) => {
    expect(withGroup(changes)).toStrictEqual([`${code}: blocking`]);
  });

  test.each<[string, Partial<Nodes>]>([
    ["target-place", { onOutposts: true }],
    ["target-place", { zones: ["us-west-2a", "us-west-2-lax-1a"] }],
    ["target-zones", { zones: ["us-east-1a"] }],
  ])("%s blocks: %o", (code, changes) => {
    expect(withNodes(changes)).toStrictEqual([`${code}: blocking`]);
  });

  test("must exist; a serverless cache of its name is told as such", () => {
    expect(codes({ group: { kind: "absent" } })).toStrictEqual(["target-absent: blocking"]);
    expect(codes({ group: { kind: "absent" }, serverless: true })).toStrictEqual(["target-serverless: blocking"]);
  });

  test("must have the source's number of databases; where AWS does not tell, that is unknown", () => {
    const databases = (count: number | undefined) => codes({ parameters: { ...ready.parameters, databases: count } });
    expect(databases(8)).toStrictEqual(["target-databases: blocking"]);
    expect(databases(undefined)).toStrictEqual(["target-databases: unknown"]);
  });

  test("whose nodes AWS does not tell of is unknown in what only they tell", () => {
    expect(codes({ nodes: { kind: "unknown", why: "no answer" } })).toStrictEqual(["target-place: unknown"]);
  });

  test("whose network nobody looked at is unknown in that, and what may have kept a start from it is not called fine", () => {
    const findings = found({ nodes: { kind: "unknown", why: "no answer" }, network: undefined });
    expect(findings.map((one) => `${one.code}: ${one.severity}: ${one.found}`)).toStrictEqual([
      "target-place: unknown: no answer",
      "network-unread: unknown: nobody looked at the network between the nodes of cache-prod and the source: no answer",
    ]);
    const points = troubleshoot({ event: "", findings, source: [] });
    expect(points.slice(2, 4).map(({ verdict }) => verdict)).toStrictEqual(["unknown", "unknown"]);
    expect(codes({ group: { kind: "absent" }, network: undefined })).toStrictEqual(["target-absent: blocking"]);
  });

  test("must be an engine that online migration accepts", () => {
    const source = { ...plan.source, version: "5.0.5" };
    const sources = [{ ...readableSource, info: master({ version: "5.0.5" }) }];
    const with5 = (engineVersion: string) => codes({ sources }, { source, target: { ...plan.target, engineVersion } });
    expect(with5("5.0.5")).toStrictEqual(["target-engine-version: blocking"]);
    expect(with5("5.0.6")).toStrictEqual([]);
  });

  test("must not tier data, and is warned about burstable nodes and those that AWS lists for Valkey only", () => {
    expect(withTarget({ nodeType: "cache.r6gd.xlarge" })).toStrictEqual([
      "target-node-type: blocking",
      "target-memory: unknown",
    ]);
    expect(withTarget({ nodeType: "cache.t4g.medium" })).toStrictEqual(["target-burstable: warning"]);
    expect(withTarget({ nodeType: "cache.m8g.large" })).toStrictEqual(["target-node-type: warning"]);
  });

  test("must load the snapshots of the configured source", () => {
    expect(withTarget({ engineVersion: "6.2" })).toStrictEqual(["rdb-too-new: blocking"]);
    expect(withTarget({ engine: "valkey", engineVersion: "8.1" })).toStrictEqual([]);
  });

  test("must have as many shards as the source, by the configuration and by what AWS tells", () => {
    expect(withTarget({ shards: 2 })).toStrictEqual(["shard-count: blocking"]);
    expect(withGroup({ shards: [...group.shards, ...group.shards] })).toStrictEqual(["shard-count: blocking"]);
  });

  test("is warned about maintenance, snapshots and minor upgrades that may fall into the migration", () => {
    const nowMs = Date.parse("2026-11-22T04:00:00Z"); // a Sunday; 45 minutes and as long again are ahead
    expect(codes({ nowMs })).toStrictEqual(["maintenance-window: warning"]);
    expect(codes({ nowMs: Date.parse("2026-11-22T03:29:00Z") })).toStrictEqual([]);
    const keeps = { ...group, snapshotRetentionDays: 1 };
    expect(codes({ nowMs: Date.parse("2026-11-20T02:00:00Z"), group: keeps })).toStrictEqual([
      "snapshot-window: warning",
    ]);
    expect(codes({ nowMs: Date.parse("2026-11-20T02:00:00Z") })).toStrictEqual([]);
    expect(withNodes({ autoMinorVersionUpgrade: true })).toStrictEqual(["target-minor-upgrades: warning"]);
  });

  test("that holds keys is told in time, with the consent that a start would take", () => {
    const contents = { kind: "keys", count: 3, where: "3 in database 0" } as const;
    expect(found({ contents, startsAttempt: 2 })).toStrictEqual([
      {
        code: "target-not-empty",
        severity: "warning",
        found: "cache-prod holds 3 keys (3 in database 0), and StartMigration replaces them",
        expected: "an empty target",
        remedy: "keep them elsewhere first; or, if they may be lost, set migration.discardTargetData: cache-prod#2",
        source: prerequisites["target-not-empty"].source,
      },
    ]);
  });

  test.each([
    [false, "note", "encryption at rest is off"],
    [true, "warning", "encryption at rest is on"],
  ])("is told what encryption at rest means: %s", (atRest, severity, text) => {
    const all = readiness({ ...plan, target: { ...plan.target, atRest } }, ready);
    expect(all.map((one) => [one.code, one.severity, one.found])).toStrictEqual([
      ["target-at-rest-encryption", severity, text],
    ]);
  });
});

describe("an existing target", () => {
  const existing = { ...plan.target, existing: true };

  test("is judged by the same rules, and told the commands instead of being changed", () => {
    const bad = { ...group, transitEncryption: true, multiAz: false, shards: group.shards };
    const findings = found({ group: bad }, { target: existing });
    expect(findings.map(({ code, remedy }) => [code, remedy])).toStrictEqual([
      [
        "target-in-transit-encryption",
        "run: aws elasticache modify-replication-group --replication-group-id cache-prod --apply-immediately --no-transit-encryption-enabled (from required by way of --transit-encryption-mode preferred)",
      ],
      [
        "target-multi-az",
        "run: aws elasticache modify-replication-group --replication-group-id cache-prod --apply-immediately --automatic-failover-enabled --multi-az-enabled",
      ],
    ]);
  });

  const whole = { ...ready.nodes, vpcId: plan.path.target.vpcId } as Nodes;
  const judged = (changes: Partial<Present>, nodes: Partial<Nodes> = {}, parameters = ready.parameters) =>
    codes({ group: { ...group, ...changes }, nodes: { ...whole, ...nodes }, parameters }, { target: existing });

  test("that differs from its description is judged by what it is", () => {
    const other = { nodeType: "cache.t3.micro", engine: "valkey", atRestEncryption: true };
    expect(judged(other, { engineVersion: "8.1.2" })).toStrictEqual([
      "target-burstable: warning",
      "target-memory: blocking",
      "target-differs: warning",
    ]);
    expect(codes({ group: { ...group, ...other } })).toStrictEqual([]); // a managed one is put back by the program
  });

  test("of an older engine than described cannot load the source's snapshot, whatever the description says", () => {
    expect(judged({}, { engineVersion: "6.2.6" })).toStrictEqual(["rdb-too-new: blocking", "target-differs: warning"]);
    expect(judged({}, { engineVersion: "5.0.5" })).toStrictEqual([
      "target-engine-version: blocking",
      "rdb-too-new: blocking",
      "target-differs: warning",
    ]);
  });

  test("with more memory reserved than described is judged by its own reserve", () => {
    expect(judged({}, {}, { ...ready.parameters, reservedMemoryPercent: 90 })).toStrictEqual([
      "target-memory: blocking",
    ]);
  });

  const alone = group.shards.map((shard) => ({
    ...shard,
    nodes: [...shard.nodes, "c:6379"],
    replicas: ["b:6379", "c:6379"],
  }));
  test.each<[string, Partial<Present>, Partial<Nodes>]>([
    ["port", {}, { port: 6380 }],
    ["number of replicas", { shards: alone }, {}],
    ["VPC", {}, { vpcId: "vpc-0a1b2c3d4e5f60009" }],
    ["subnets", {}, { subnetIds: ["subnet-0a1b2c3d4e5f60012"] }],
  ])("in another %s than described is not gone on with: path and stages rest on it", (_what, changes, nodes) => {
    expect(judged(changes, nodes)).toStrictEqual(["target-differs: blocking"]);
  });
});

describe("the source", () => {
  test.each<[string, Partial<Read>]>([
    ["source-protected-mode", withSettings({ protectedMode: "yes" })],
    ["source-databases", withSettings({ databases: 32 })],
    ["source-commands", { missingCommands: ["psync"] }],
    ["source-modules", { modules: ["search"] }],
    ["source-cluster-mode", { info: master({ clusterEnabled: true }) }],
    ["source-is-replica", { info: alone() }],
    ["target-memory", { info: master({ usedMemoryBytes: 5_000_000_000 }) }],
  ])("%s blocks", (code, changes) => {
    expect(withSource(changes)).toStrictEqual([`${code}: blocking`]);
  });

  test.each([
    ["source-auth", "withoutPassword"],
    ["source-protected-mode", "protectedMode"],
    ["source-unreachable", "nothing"],
  ] as const)("%s blocks when it cannot be read", (code, refuses) => {
    const source: SourceReading = { kind: "unreadable", address: sourceAddress, reason: "its words", refuses };
    expect(found({ sources: [source] }).map((one) => [one.code, one.severity, one.found])).toStrictEqual([
      [code, "blocking", `${sourceAddress}: its words`],
    ]);
  });

  test("that does not tell its configuration is unknown, not refused", () => {
    const { settings } = withSettings({ protectedMode: undefined, databases: undefined });
    const refused = [{ command: "CONFIG GET", reason: "ERR unknown command" }];
    expect(withSource({ settings, refused })).toStrictEqual(["source-config: unknown"]);
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
    expect(codes({ sources: [{ ...readableSource, info }] }, { source })).toStrictEqual(["source-version: blocking"]);
  });
});

describe("a chained endpoint", () => {
  const primary = "10.0.0.240:6379";
  const chained = { source: { ...plan.source, primaries: [primary] } };
  const at = (address: string, info: Read["info"]): Read => ({ ...readableSource, address, info });

  test("is a replica of the primary that is named", () => {
    expect(codes({ sources: [at(sourceAddress, alone()), at(primary, master())] }, chained)).toStrictEqual([]);
  });

  test.each([
    [
      "follows another primary",
      alone({ replid: "f".repeat(40) }, { host: "10.0.0.9" }),
      "which is not 10.0.0.240:6379",
    ],
    ["is cut off from its primary", alone({}, { up: false }), "is not up"],
    ["is still receiving a snapshot", alone({}, { syncing: true }), "is not up"],
  ])("that %s is refused", (_what, info, words) => {
    const findings = found({ sources: [at(sourceAddress, info), at(primary, master())] }, chained);
    expect(findings.map((one) => `${one.code}: ${one.severity}`)).toStrictEqual(["source-is-replica: blocking"]);
    expect(findings[0]?.found).toContain(words);
  });

  test("that takes writes of its own is refused, and so is a named primary that is a replica", () => {
    const findings = found({ sources: [at(sourceAddress, master()), at(primary, alone())] }, chained);
    expect(findings.map((one) => `${one.code}: ${one.found}`)).toStrictEqual([
      "source-is-replica: 10.0.0.241:6379 is a primary of its own",
      "source-is-replica: 10.0.0.240:6379 is a replica",
    ]);
  });
});

describe("a source in cluster mode", () => {
  const other = "10.0.0.242:6379";
  const cluster = {
    source: { ...plan.source, clusterMode: "enabled", shards: 2, databases: 1 },
    target: { ...plan.target, shards: 2 },
  } as const;
  const shard = (id: string, slots: string) => ({
    id,
    slots,
    nodes: [`${id}-1:6379`, `${id}-2:6379`],
    nodeIds: [`${id}-1`, `${id}-2`],
    primary: `${id}-1:6379`,
    replicas: [`${id}-2:6379`],
  });
  const clusterGroup = { ...group, clusterMode: true, shards: [shard("0001", "0-8191"), shard("0002", "8192-16383")] };
  const topology: TopologyReading = {
    kind: "read",
    shards: [
      { slots: "0-8191", primary: sourceAddress },
      { slots: "8192-16383", primary: other },
    ],
  };
  const node = (address: string): Read => ({
    ...readableSource,
    address,
    info: master({ clusterEnabled: true }),
    cluster: { state: "ok", assignedSlots: 16_384, movingSlots: [] },
  });
  const healthy = { group: clusterGroup, topology, sources: [node(sourceAddress), node(other)] };
  const judged = (changes: Partial<Evidence>, planned: Partial<Plan> = {}) =>
    codes({ ...healthy, ...changes }, { ...cluster, ...planned });
  const shards = (list: readonly [string, string][]): Partial<Evidence> => ({
    topology: { kind: "read", shards: list.map(([slots, primary]) => ({ slots, primary })) },
  });

  test("with a shard of the target for each of its own gives no finding", () => {
    expect(judged({})).toStrictEqual([]);
  });

  test("whose data are divided over its shards needs a node's memory for each part only", () => {
    const source = { ...cluster.source, datasetGiB: 8 };
    expect(judged({}, { source })).toStrictEqual([]);
    expect(judged({}, { source: { ...source, datasetGiB: 9 } })).toStrictEqual(["target-memory: blocking"]);
  });

  test("with another number of shards than configured is refused", () => {
    expect(judged(shards([["0-16383", sourceAddress]]))).toStrictEqual(["shard-count: blocking"]);
  });

  test("with other slots than the target's is refused, however they are written", () => {
    const written = { ...clusterGroup, shards: [shard("0001", "0-100,101-8191"), shard("0002", "8192-16383")] };
    expect(judged({ group: written })).toStrictEqual([]);
    expect(
      judged(
        shards([
          ["0-8190", sourceAddress],
          ["8191-16383", other],
        ]),
      ),
    ).toStrictEqual(["shard-slots: blocking"]);
  });

  test.each([
    ["source-ports", "10.0.0.242:6380"],
    ["source-announces", "10.9.0.242:6379"],
    ["source-announces", "54.0.0.242:6379"],
  ])("%s blocks: a shard at %s", (code, address) => {
    const announced = shards([
      ["0-8191", sourceAddress],
      ["8192-16383", address],
    ]);
    expect(judged(announced)).toStrictEqual([`${code}: blocking`]);
  });

  test("that announces what a mapping leads to is judged by what it leads to", () => {
    const announced = shards([
      ["0-8191", sourceAddress],
      ["8192-16383", "127.0.0.9:6379"],
    ]);
    expect(judged(announced, { addresses: { [other]: "127.0.0.9:6379" } })).toStrictEqual([]);
    expect(judged(announced)).toStrictEqual(["source-announces: blocking"]);
  });

  test("that is none is refused", () => {
    const reading = { topology: { kind: "unreadable", reason: "ERR cluster support disabled" } as const };
    expect(judged({ ...reading, sources: [node(sourceAddress)] })).toStrictEqual(["source-cluster-mode: blocking"]);
  });
});

test("a failed TestMigration blocks, an inconclusive one warns", () => {
  const failed = found({ test: "failed", testEvidence: "because of a timeout" });
  expect(failed.map((one) => [one.code, one.severity, one.found])).toStrictEqual([
    ["test-migration", "blocking", "TestMigration failed: because of a timeout"],
  ]);
  expect(codes({ test: "inconclusive" })).toStrictEqual(["test-migration: warning"]);
  expect(codes({ test: "notRun" })).toStrictEqual([]);
});
