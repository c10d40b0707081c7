import { expect, test } from "vitest";
import { keysByDatabase, parseInfo } from "../../redis/info.ts";
import * as texts from "./infoTexts.ts";

test("Redis 2.8 has no replication id: its run id stands for it", () => {
  expect(parseInfo(texts.redis28Master)).toStrictEqual({
    version: "2.8.21",
    engine: "redis",
    role: "master",
    replid: "3c1f0f3a6d1c4b1a9b1e6d2f7a8c9e0d1f2a3b4c",
    replid2: "",
    replid2Offset: undefined,
    offset: 4711,
    link: undefined,
    loading: false,
    clusterEnabled: false,
    keys: 17,
    usedMemoryBytes: 1_048_576,
    uptimeSeconds: 0,
    serves: {
      snapshotRuns: false,
      snapshotDoneKeys: undefined,
      snapshotTotalKeys: undefined,
      fullSyncs: 0,
      partialSyncsRefused: 0,
      replicas: [{ address: "10.1.0.5:6379", state: "online", offset: 4711 }],
    },
  });
});

test("a replica tells its link, and how much of a snapshot has come", () => {
  expect(parseInfo(texts.redis62Receiving)).toStrictEqual({
    version: "6.2.14",
    engine: "redis",
    role: "slave",
    replid: "b".repeat(40),
    replid2: "",
    replid2Offset: undefined,
    offset: 0,
    link: {
      host: "10.0.0.241",
      port: 6379,
      up: false,
      syncing: true,
      syncDoneBytes: 4_500_000,
      syncTotalBytes: 90_000_000,
      syncLeftBytes: 85_500_000,
      silentSeconds: 0,
      downSeconds: undefined,
    },
    loading: false,
    clusterEnabled: false,
    keys: 0,
    usedMemoryBytes: 2_097_152,
    uptimeSeconds: 86_400,
    serves: {
      snapshotRuns: false,
      snapshotDoneKeys: undefined,
      snapshotTotalKeys: undefined,
      fullSyncs: 0,
      partialSyncsRefused: 0,
      replicas: [],
    },
  });
});

test("from a diskless source nothing is known of the size, rather than something wrong", () => {
  expect(parseInfo(texts.redis70Diskless).link).toMatchObject({
    syncing: true,
    syncDoneBytes: 7_654_321,
    syncTotalBytes: undefined,
    syncLeftBytes: undefined,
  });
});

test("before the first byte of a snapshot has come, neither its size nor its rest is known", () => {
  const waiting = texts.redis62Receiving
    .replace("master_sync_total_bytes:90000000", "master_sync_total_bytes:-1")
    .replace("master_sync_read_bytes:4500000", "master_sync_read_bytes:0")
    .replace("master_sync_left_bytes:85500000", "master_sync_left_bytes:-1");
  expect(parseInfo(waiting).link).toMatchObject({
    syncing: true,
    syncDoneBytes: undefined,
    syncTotalBytes: undefined,
    syncLeftBytes: undefined,
  });
});

test("before 6.2 a replica tells only how much of the snapshot is left", () => {
  const old = texts.redis62Receiving.replace(/^master_sync_(total|read)_bytes:.*\n/gm, "");
  expect(parseInfo(old).link).toMatchObject({
    syncDoneBytes: undefined,
    syncTotalBytes: undefined,
    syncLeftBytes: 85_500_000,
  });
});

test("a source tells of the snapshot that it is making, of full synchronisations and of those who follow it", () => {
  expect(parseInfo(texts.redis70Saving).serves).toStrictEqual({
    snapshotRuns: true,
    snapshotDoneKeys: 1200,
    snapshotTotalKeys: 50_000,
    fullSyncs: 3,
    partialSyncsRefused: 2,
    replicas: [
      { address: "10.1.0.5:6379", state: "wait_bgsave", offset: 0 },
      { address: "10.1.0.6:6380", state: "online", offset: 900 },
    ],
  });
});

test("a snapshot whose size is not told has no figures, and one that is over has none either", () => {
  const untold = texts.redis70Saving.replace("current_save_keys_total:50000\n", "");
  const over = texts.redis70Saving.replace("rdb_bgsave_in_progress:1", "rdb_bgsave_in_progress:0");
  for (const [text, runs] of [[untold, true] as const, [over, false] as const]) {
    expect(parseInfo(text).serves).toMatchObject({
      snapshotRuns: runs,
      snapshotDoneKeys: undefined,
      snapshotTotalKeys: undefined,
    });
  }
});

test("a link that is down tells no silence", () => {
  const down = texts.redis70Linked.replace("master_last_io_seconds_ago:4", "master_last_io_seconds_ago:-1");
  expect([parseInfo(texts.redis70Linked).link?.silentSeconds, parseInfo(down).link?.silentSeconds]).toStrictEqual([
    4,
    undefined,
  ]);
});

test("a link that is down tells since when, and one that never was up does not", () => {
  const since = (line: string) => parseInfo(`${texts.redis70Linked}${line}uptime_in_seconds:600\r\n`).link?.downSeconds;
  const down = (seconds: number) => `master_link_down_since_seconds:${seconds}\r\n`;
  expect(["", down(0), down(12), down(-1), down(1_763_700_000)].map(since)).toStrictEqual([
    undefined,
    0,
    12,
    undefined,
    undefined,
  ]);
});

test("a linked replica counts what it has applied, not what it has read", () => {
  const info = parseInfo(texts.redis70Linked);
  expect([info.offset, info.replid, info.replid2, info.replid2Offset]).toStrictEqual([
    987_654,
    "d".repeat(40),
    "e".repeat(40),
    41,
  ]);
  expect([info.link?.up, info.link?.port, info.clusterEnabled, info.keys]).toStrictEqual([true, 6379, true, 7]);
});

test("Valkey is told by its own version, not by the Redis version that it freezes", () => {
  const info = parseInfo(texts.valkey9Master);
  expect([info.engine, info.version, info.loading, info.offset]).toStrictEqual(["valkey", "9.1.0", true, 100]);
});

test("loading in the background is loading", () => {
  const text = texts.redis70Linked.replace("async_loading:0", "async_loading:1");
  expect(parseInfo(text).loading).toBe(true);
});

test("what does not tell a role is no server's word", () => {
  expect(() => parseInfo("")).toThrow("INFO tells no role");
  expect(() => parseInfo("<html>It works!</html>")).toThrow("INFO tells no role");
});

test("keys are counted by database", () => {
  expect(keysByDatabase(texts.redis28Master)).toStrictEqual(
    new Map([
      [0, 12],
      [3, 5],
    ]),
  );
  expect(keysByDatabase("# Keyspace\r\n")).toStrictEqual(new Map());
});
