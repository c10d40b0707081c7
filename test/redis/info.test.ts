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
    offset: 4711,
    link: undefined,
    loading: false,
    clusterEnabled: false,
    keys: 17,
    usedMemoryBytes: 1_048_576,
  });
});

test("a replica tells its link, and how much of a snapshot has come", () => {
  expect(parseInfo(texts.redis62Receiving)).toStrictEqual({
    version: "6.2.14",
    engine: "redis",
    role: "slave",
    replid: "b".repeat(40),
    replid2: "",
    offset: 0,
    link: {
      host: "10.0.0.241",
      port: 6379,
      up: false,
      syncing: true,
      syncDoneBytes: 4_500_000,
      syncTotalBytes: 90_000_000,
    },
    loading: false,
    clusterEnabled: false,
    keys: 0,
    usedMemoryBytes: 2_097_152,
  });
});

test("from a diskless source nothing is known of the size, rather than something wrong", () => {
  expect(parseInfo(texts.redis70Diskless).link).toMatchObject({
    syncing: true,
    syncDoneBytes: undefined,
    syncTotalBytes: undefined,
  });
});

test("a linked replica counts what it has applied, not what it has read", () => {
  const info = parseInfo(texts.redis70Linked);
  expect([info.offset, info.replid, info.replid2]).toStrictEqual([987_654, "d".repeat(40), "e".repeat(40)]);
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
