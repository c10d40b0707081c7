// The rules about a server of the source that are no row of AWS's documents, and which of its servers each is about.
import { describe, expect, test } from "vitest";
import type { Finding } from "../../migration/findings.ts";
import type { Plan } from "../../migration/plan.ts";
import { readiness, type Evidence } from "../../migration/readiness.ts";
import { clusterState } from "../../migration/sourceCluster.ts";
import type { SourceRead, SourceReading } from "../../migration/sourceReading.ts";
import { group, master, plan, readableSource, ready, replica, serving, sourceAddress } from "./samples.ts";

/** A replica that nobody follows. */
const alone: typeof replica = (changes, link) => replica({ serves: serving(), ...changes }, link);

function found(evidence: Partial<Evidence>, changes: Partial<Plan> = {}): Finding[] {
  const all = readiness({ ...plan, ...changes }, { ...ready, ...evidence });
  return all.filter((one) => one.code !== "target-at-rest-encryption");
}
const codes = (findings: readonly Finding[]) => findings.map(({ code, severity }) => `${code}: ${severity}`);
const source = (changes: Partial<SourceRead>): SourceRead => ({ ...readableSource, ...changes });
const withSource = (changes: Partial<SourceRead>) => codes(found({ sources: [source(changes)] }));
const withSettings = (changes: Partial<SourceRead["settings"]>) =>
  withSource({ settings: { ...readableSource.settings, ...changes } });
const withStats = (changes: Partial<SourceRead["stats"]>) =>
  withSource({ stats: { ...readableSource.stats, ...changes } });
const measured = (changes: Partial<Extract<SourceRead["load"], { kind: "measured" }>>) =>
  ({ ...readableSource.load, ...changes }) as SourceRead["load"];
const follower = (address: string, state: string) => ({ address, state, offset: 1 });
const followed = (...replicas: readonly ReturnType<typeof follower>[]) =>
  master({ serves: { ...master().serves, replicas } });

describe("what is warned or told of", () => {
  test.each<[string, Partial<SourceRead["settings"]>, string[]]>([
    ["a short repl-timeout", { replTimeoutSeconds: 59 }, ["source-repl-timeout: warning"]],
    ["few connections", { maxClients: 41 }, ["source-clients: warning"]],
    ["as many connections as are needed", { maxClients: 42 }, []],
    ["replicas that writes ask for", { minReplicasToWrite: 1 }, ["source-min-replicas: note"]],
    ["noeviction", { maxmemoryPolicy: "noeviction" }, ["target-eviction: note"]],
    ["keyspace events", { keyspaceEvents: "KEA" }, ["source-keyspace-events: note"]],
    ["a version without protected mode", { protectedMode: undefined }, []],
  ])("%s", (_what, settings, expected) => {
    expect(withSettings(settings)).toStrictEqual(expected);
  });

  test("settings are compared with the target's own, whatever the order of letters, and not with what is not told", () => {
    const settings = { ...readableSource.settings, maxmemoryPolicy: "noeviction", keyspaceEvents: "KEA" };
    const beside = (maxmemoryPolicy: string | undefined, keyspaceEvents: string | undefined) =>
      codes(
        found({
          sources: [source({ settings })],
          parameters: { ...ready.parameters, maxmemoryPolicy, keyspaceEvents },
        }),
      );
    expect(beside("noeviction", "AKE")).toStrictEqual([]);
    expect(beside(undefined, undefined)).toStrictEqual([]);
    expect(beside("allkeys-lru", "K")).toStrictEqual(["target-eviction: note", "source-keyspace-events: note"]);
  });

  test.each<[string, Partial<SourceRead>, string[]]>([
    ["Sentinel", { sentinels: ["10.0.0.9:4711"] }, ["source-sentinel: warning"]],
    ["evictions", { load: measured({ evictedKeys: 1 }) }, ["source-evicts: warning"]],
    ["functions", { functions: ["mylib"] }, ["source-functions: note"]],
    ["commands that are switched off", { disabledCommands: ["flushall"] }, ["source-commands: warning"]],
    ["replicas", { info: followed(follower("10.0.0.7:6379", "online")) }, ["source-other-replicas: note"]],
    [
      "a replica that is being copied",
      { info: followed(follower("10.0.0.7:6379", "online"), follower("10.0.0.8:6379", "send_bulk")) },
      ["source-other-replicas: warning"],
    ],
    [
      "other users",
      { acl: { kind: "read", isOn: true, needsNoPassword: true, commandRules: ["+@all"], otherUsers: ["app"] } },
      ["source-acl-users: note"],
    ],
  ])("%s", (_what, changes, expected) => {
    expect(withSource(changes)).toStrictEqual(expected);
  });

  test("scripts that are called by their digest", () => {
    expect(withStats({ evalshaCalls: 3 })).toStrictEqual(["source-scripts: warning"]);
  });

  test("the target that follows the source already is no replica of others", () => {
    const sources = [source({ info: followed(follower("10.0.0.7:6379", "online")) })];
    const migrating = { ...group, status: "migrating" };
    expect(codes(found({ sources, group: migrating }))).not.toContain("source-other-replicas: note");
  });

  test("functions stand in the way of an engine that has none", () => {
    const old = { source: { ...plan.source, version: "6.2.14" }, target: { ...plan.target, engineVersion: "6.2" } };
    const sources = [source({ functions: ["mylib"], info: master({ version: "6.2.14" }) })];
    expect(codes(found({ sources }, old))).toStrictEqual(["source-functions: blocking"]);
  });
});

describe("what is not known is said to be unknown, by the command's name, and blocks nothing", () => {
  test("questions that were refused", () => {
    const refused = ["CONFIG GET", "ACL LIST", "COMMAND INFO"].map((command) => ({ command, reason: "NOPERM no" }));
    const settings = { ...readableSource.settings, databases: undefined, bind: undefined, protectedMode: undefined };
    const findings = found({ sources: [source({ refused, settings, acl: { kind: "refused" } })] });
    expect(codes(findings)).toStrictEqual(["source-config: unknown", "source-unread: unknown"]);
    expect(findings[0]?.found).toContain("CONFIG GET: NOPERM no");
    expect(findings[1]?.found).toContain("ACL LIST (NOPERM no), COMMAND INFO (NOPERM no)");
  });

  test("a renamed COMMAND is told as missing, and not once more as refused", () => {
    const refused = [{ command: "COMMAND INFO", reason: "ERR unknown command" }];
    expect(withSource({ refused, missingCommands: ["command"] })).toStrictEqual(["source-commands: blocking"]);
  });

  test("a load that could not be measured", () => {
    expect(withSource({ load: { kind: "unmeasured", why: "it was restarted meanwhile" } })).toStrictEqual([
      "source-survival: unknown",
    ]);
  });

  test("the memory of a machine that is not told, and a fork that was never tried on a full one", () => {
    expect(withStats({ systemMemoryBytes: undefined })).toStrictEqual(["source-fork: unknown"]);
    const full = { residentBytes: 5_000_000_000, systemMemoryBytes: 8_000_000_000 };
    expect(withStats({ ...full, latestForkMicros: 0 })).toStrictEqual(["source-fork: unknown"]);
    expect(withStats({ ...full, latestForkMicros: 900 })).toStrictEqual([]);
  });

  test("a buffer's limit that is not told", () => {
    const settings = { ...readableSource.settings, replicaBuffer: undefined };
    expect(withSource({ settings, load: measured({ writeBytesPerSecond: 10 }) })).toStrictEqual([
      "source-survival: unknown",
    ]);
  });
});

describe("the rules of ACL", () => {
  const rules = (...commandRules: readonly string[]) =>
    withSource({ acl: { kind: "read", isOn: true, needsNoPassword: true, commandRules, otherUsers: [] } });
  const refusal = ["source-acl: blocking"];

  test.each<[string[], string[]]>([
    [["+@all"], []],
    [["allcommands"], []],
    [["+@all", "-@write", "-config|set"], []],
    [["-@all", "+psync", "+sync", "+replconf", "+ping"], []],
    [["+@all", "-@admin", "+@dangerous"], []],
    [["+@all", "-psync"], refusal],
    [["+@all", "-@dangerous"], refusal],
    [["+@all", "-@connection"], refusal],
    [["-@all", "+@read"], refusal],
    [[], refusal],
    [["+@all", "nocommands"], refusal],
  ])("%j", (given, expected) => {
    expect(rules(...given)).toStrictEqual(expected);
  });
});

describe("bind", () => {
  const mapped = (bind: string, to: string) =>
    codes(
      found(
        { sources: [source({ settings: { ...readableSource.settings, bind } })] },
        { addresses: { [sourceAddress]: to } },
      ),
    );

  test.each<[string, string[]]>([
    ["", []],
    ["*", []],
    ["0.0.0.0", []],
    ["127.0.0.1 ::", []],
    ["127.0.0.1 10.0.0.241", []],
    ["127.0.0.1 -::1", ["source-bind: blocking"]],
    ["localhost", ["source-bind: blocking"]],
    ["10.0.0.9", ["source-bind: warning"]],
  ])("%j", (bind, expected) => {
    expect(withSettings({ bind })).toStrictEqual(expected);
  });

  test("a mapping's end stands for the source, but a tunnel's does not", () => {
    expect(mapped("127.4.5.6", "127.4.5.6:6379")).toStrictEqual([]);
    expect(mapped("127.0.0.1", "127.0.0.1:6379")).toStrictEqual(["source-bind: blocking"]);
  });
});

describe("of a chained endpoint and its primary", () => {
  const primary = "10.0.0.240:6379";
  const chained = { source: { ...plan.source, primaries: [primary] } };
  const both = (endpoint: Partial<SourceRead>, other: Partial<SourceRead>) => {
    const sources: SourceReading[] = [
      source({ info: alone(), ...endpoint }),
      source({
        address: primary,
        ...other,
        settings: { ...readableSource.settings, bind: primary, ...other.settings },
      }),
    ];
    return found({ sources }, chained).map(({ code, found: words }) => `${code} ${words.split(" ")[0] ?? ""}`);
  };
  const heavy = measured({ writeBytesPerSecond: 500_000_000 });

  test("the copy is the endpoint's affair, and who watches the primary is the primary's", () => {
    expect(both({}, {})).toStrictEqual([]);
    expect(both({ load: heavy }, {})).toStrictEqual([
      `source-survival ${sourceAddress}`,
      `source-backlog ${sourceAddress}`,
    ]);
    expect(both({}, { load: heavy })).toStrictEqual([]);
    expect(both({}, { sentinels: ["10.0.0.9:1"] })).toStrictEqual([`source-sentinel ${primary}`]);
  });

  test("nodes connect to the endpoint alone: the primary may keep to itself", () => {
    const closed = { ...readableSource.settings, protectedMode: "yes", bind: "127.0.0.1" };
    expect(both({}, { settings: closed })).toStrictEqual([]);
    expect(both({ settings: closed }, {})).toHaveLength(2);
  });

  test("an endpoint that takes writes of its own is told", () => {
    const settings = { ...readableSource.settings, replicaReadOnly: false };
    expect(both({ settings }, {})).toStrictEqual([`source-replica-writable ${sourceAddress}`]);
  });
});

test.each<[string, SourceRead["cluster"], number]>([
  ["no cluster", undefined, 0],
  ["a whole one", { state: "ok", assignedSlots: 16_384, movingSlots: [] }, 0],
  ["one that serves although slots are missing", { state: "ok", assignedSlots: 16_383, movingSlots: [] }, 1],
  ["one that failed", { state: "fail", assignedSlots: 16_384, movingSlots: [] }, 1],
  ["one that is resharded", { state: "ok", assignedSlots: 16_384, movingSlots: ["[77->-id]"] }, 1],
])("of a cluster: %s", (_what, cluster, count) => {
  const told = codes([...clusterState(source({ cluster }))]);
  expect(told).toStrictEqual(Array.from({ length: count }, () => "source-cluster-state: blocking"));
});

test("the version that runs is judged by the floor too", () => {
  expect(withSource({ info: master({ version: "2.8.20" }) })).toStrictEqual([
    "source-version-differs: warning",
    "source-version: blocking",
  ]);
});

test("what would outgrow a buffer never blocks, and the forecast is told where it holds", () => {
  const sources = (rate: number) => [source({ load: measured({ writeBytesPerSecond: rate }) })];
  expect(codes(found({ sources: sources(1000) }))).toStrictEqual(["source-survival: note"]);
  expect(codes(found({ sources: sources(10_000) }))).toStrictEqual([
    "source-survival: note",
    "source-backlog: warning",
  ]);
  const [told] = found({ sources: sources(1e12) });
  expect([told?.code, told?.severity]).toStrictEqual(["source-survival", "warning"]);
});
