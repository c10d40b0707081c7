import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compareServers } from "../../../rehearsal/data/compare.ts";
import { loadKeys } from "../../../rehearsal/data/load.ts";
import { alone } from "../../../rehearsal/data/shards.ts";
import { startRedis } from "../../servers/redisServer.ts";
import type { Comparison } from "../../../rehearsal/data/comparison.ts";
import type { RedisServer } from "../../servers/redisServer.ts";

const keys = 1_000;
const farMs = Date.now() + 3_600_000;

let source: RedisServer;
let target: RedisServer;
let onSource: Redis;
let onTarget: Redis;

beforeAll(async () => {
  [source, target] = await Promise.all([startRedis(), startRedis()]);
  onSource = new Redis({ host: source.host, port: source.port, protocol: 2 });
  onTarget = new Redis({ host: target.host, port: target.port, protocol: 2 });
  await loadKeys({ shards: alone(source), keys, seed: 9, databases: [0, 3] });
  await fillForCorruption();
});

afterAll(async () => {
  onSource.disconnect();
  onTarget.disconnect();
  await Promise.all([source.stop(), target.stop()]);
});

beforeEach(async () => {
  // A real replica, promoted: what a faithful target is.
  await onTarget.replicaof(source.host, source.port);
  await replicated(onTarget);
  await onTarget.replicaof("NO", "ONE");
});

afterEach(async () => {
  await onSource.select(0);
  await onTarget.select(0);
});

/** Waits until the replica has all that the source has. */
async function replicated(replica: Redis): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const info = await replica.info("replication");
    const applied = Number(/slave_repl_offset:(\d+)/.exec(info)?.[1]);
    const written = Number(/master_repl_offset:(\d+)/.exec(await onSource.info("replication"))?.[1]);
    if (info.includes("master_link_status:up") && applied === written) break;
    if (Date.now() > giveUpAt) throw new Error(`The replica did not catch up:\n${info}`);
  }
}

/** One key of each kind in database 0, which a test then spoils on the target. */
async function fillForCorruption(): Promise<void> {
  await onSource.set("t:string", "abc");
  await onSource.set("t:expiring", "x", "PXAT", farMs);
  await onSource.hset("t:hash", "a", "1", "b", "2");
  await onSource.rpush("t:list", "a", "b", "c");
  await onSource.sadd("t:set", "a", "b", "c");
  await onSource.zadd("t:zset", "1", "a", "2", "b");
  await onSource.xadd("t:stream", "1-1", "f", "v1");
  await onSource.xadd("t:stream", "2-1", "f", "v2");
  await onSource.xgroup("CREATE", "t:stream", "g", "0");
  await onSource.xreadgroup("GROUP", "g", "one", "COUNT", 1, "STREAMS", "t:stream", ">");
}
const ownKeys = 7;

function compare(): Promise<Comparison> {
  return compareServers({ source: alone(source), target: alone(target), databases: 16, excludePrefix: "writer:" });
}

const faithful = { missing: 0, extra: 0, different: 0, ttlDifferent: 0, normalised: 0, examples: [], awsKeys: [] };

describe("compareServers", () => {
  it("finds no difference on a faithful replica", async () => {
    expect({ ...(await compare()), seconds: 0 }).toStrictEqual({ ...faithful, compared: keys + ownKeys, seconds: 0 });
  });

  const corruptions: {
    readonly of: string;
    readonly spoil: () => Promise<unknown>;
    readonly kind: "missing" | "extra" | "different" | "ttlDifferent";
    readonly key: string;
    readonly detail: string;
  }[] = [
    {
      of: "a changed string of the same length",
      spoil: () => onTarget.set("t:string", "abd"),
      kind: "different",
      key: "t:string",
      detail: "string: bytes from position 2",
    },
    {
      of: "a missing key",
      spoil: () => onTarget.del("t:set"),
      kind: "missing",
      key: "t:set",
      detail: "set on the source only",
    },
    {
      of: "an extra key",
      spoil: () => onTarget.set(Buffer.from([0x74, 0x3a, 0xff]), ""),
      kind: "extra",
      key: "t:\\xff",
      detail: "string on the target only",
    },
    {
      of: "an expiry that is one millisecond later",
      spoil: () => onTarget.pexpireat("t:expiring", farMs + 1),
      kind: "ttlDifferent",
      key: "t:expiring",
      detail: "expires 1 ms later on the target",
    },
    {
      of: "an expiry that is gone",
      spoil: () => onTarget.persist("t:expiring"),
      kind: "ttlDifferent",
      key: "t:expiring",
      detail: "expires on the source only",
    },
    {
      of: "an expiry that nobody set",
      spoil: () => onTarget.pexpireat("t:string", farMs),
      kind: "ttlDifferent",
      key: "t:string",
      detail: "expires on the target only",
    },
    {
      of: "another type",
      spoil: () => onTarget.multi().del("t:string").rpush("t:string", "abc").exec(),
      kind: "different",
      key: "t:string",
      detail: "string on the source, list on the target",
    },
    {
      of: "another order of a list",
      spoil: () => onTarget.multi().del("t:list").rpush("t:list", "a", "c", "b").exec(),
      kind: "different",
      key: "t:list",
      detail: "list: element 1 of 3",
    },
    {
      of: "another member of a set",
      spoil: () => onTarget.multi().srem("t:set", "b").sadd("t:set", "B").exec(),
      kind: "different",
      key: "t:set",
      detail: "set: member 0 of 3",
    },
    {
      of: "a hash field with another value",
      spoil: () => onTarget.hset("t:hash", "b", "3"),
      kind: "different",
      key: "t:hash",
      detail: "hash: field or value 3 of 4",
    },
    {
      of: "a hash field that is gone",
      spoil: () => onTarget.hdel("t:hash", "b"),
      kind: "different",
      key: "t:hash",
      detail: "hash: 2 and 1 fields",
    },
    {
      of: "a score that differs in its last digit",
      spoil: () => onTarget.zadd("t:zset", "2.0000000000000004", "b"),
      kind: "different",
      key: "t:zset",
      detail: "zset: score at rank 1",
    },
    {
      of: "a stream entry more",
      spoil: () => onTarget.xadd("t:stream", "3-1", "f", "v3"),
      kind: "different",
      key: "t:stream",
      detail: "stream: 2 and 3 entries",
    },
    {
      of: "the last id of a stream",
      spoil: () => onTarget.call("XSETID", "t:stream", "9-9"),
      kind: "different",
      key: "t:stream",
      detail: "stream: last generated id",
    },
    {
      of: "a consumer group more",
      spoil: () => onTarget.xgroup("CREATE", "t:stream", "h", "0"),
      kind: "different",
      key: "t:stream",
      detail: "stream: 1 and 2 groups",
    },
    {
      of: "the position of a consumer group",
      spoil: () => onTarget.xgroup("SETID", "t:stream", "g", "2-1"),
      kind: "different",
      key: "t:stream",
      detail: "stream: group 0 of 1",
    },
    {
      of: "the owner of a pending entry",
      spoil: () => onTarget.call("XCLAIM", "t:stream", "g", "two", "0", "1-1", "JUSTID"),
      kind: "different",
      key: "t:stream",
      detail: "stream: pending entry 0 of 1",
    },
    {
      of: "the deliveries of a pending entry",
      spoil: () => onTarget.xclaim("t:stream", "g", "one", 0, "1-1", "RETRYCOUNT", 5),
      kind: "different",
      key: "t:stream",
      detail: "stream: pending entry 0 of 1",
    },
  ];

  it.each(corruptions)("finds $of, and nothing else", async ({ spoil, kind, key, detail }) => {
    await spoil();
    const examples = [{ kind, database: 0, key, detail }];
    expect({ ...(await compare()), seconds: 0 }).toStrictEqual({
      ...faithful,
      [kind]: 1,
      compared: keys + ownKeys,
      examples,
      seconds: 0,
    });
  });

  it("finds as many lost keys as extra ones in a database without loaded keys, and keeps ten examples of each", async () => {
    await onSource.select(15);
    await onTarget.select(15);
    for (let at = 0; at < 12; at++) {
      await onSource.set(`lost:${at}`, "x");
      await onTarget.set(`extra:${at}`, "x");
    }
    const { missing, extra, examples } = await compare();
    await onSource.flushdb();
    expect({ missing, extra }).toStrictEqual({ missing: 12, extra: 12 });
    expect(examples.filter(({ kind, database }) => kind === "missing" && database === 15)).toHaveLength(10);
    expect(examples.filter(({ kind, database }) => kind === "extra" && database === 15)).toHaveLength(10);
  });

  it("leaves out the writer's keys, and lists AWS's own key without counting it", async () => {
    const awsKey = "ElastiCacheMasterReplicationTimestamp";
    await onTarget.set("writer:1", "x");
    await onTarget.set(awsKey, "1");
    const comparison = await compare();
    expect({ ...comparison, seconds: 0 }).toStrictEqual({
      ...faithful,
      compared: keys + ownKeys,
      awsKeys: [{ server: "target", database: 0, key: awsKey }],
      seconds: 0,
    });
    await onTarget.select(1);
    await onTarget.set(awsKey, "1");
    expect((await compare()).extra).toBe(1);
  });

  it("counts a HyperLogLog whose cached cardinality alone differs as normalised", async () => {
    await onSource.pfadd("t:hll", "a", "b", "c");
    await onTarget.pfadd("t:hll", "a", "b", "c");
    await onTarget.pfcount("t:hll");
    const { different, normalised } = await compare();
    await onSource.del("t:hll");
    expect({ different, normalised }).toStrictEqual({ different: 0, normalised: 1 });
  });

  it("does not report a key that expires during the comparison", async () => {
    // On the source it lives half a second longer: a reading in between sees it there alone.
    await onSource.set("t:fleeting", "x", "PX", 1_500);
    await onTarget.set("t:fleeting", "x", "PX", 1_000);
    expect({ ...(await compare()), seconds: 0 }).toStrictEqual({ ...faithful, compared: keys + ownKeys, seconds: 0 });
  });

  it("does report a key that stays on one side after it has expired on the other", async () => {
    await onSource.set("t:staying", "x");
    await onTarget.set("t:staying", "x", "PX", 500);
    const { missing, ttlDifferent } = await compare();
    await onSource.del("t:staying");
    expect({ missing, ttlDifferent }).toStrictEqual({ missing: 1, ttlDifferent: 0 });
  });

  it("compares expiry with a tolerance where a server does not know PEXPIRETIME", async () => {
    const old = await startRedis({
      config: ["rename-command PEXPIRETIME none", `replicaof ${source.host} ${source.port}`],
    });
    const onOld = new Redis({ host: old.host, port: old.port, protocol: 2 });
    try {
      await replicated(onOld);
      await onOld.replicaof("NO", "ONE");
      const compareWithOld = () =>
        compareServers({ source: alone(source), target: alone(old), databases: 16, excludePrefix: "writer:" });
      expect({ ...(await compareWithOld()), seconds: 0 }).toStrictEqual({
        ...faithful,
        compared: keys + ownKeys,
        seconds: 0,
      });
      await onOld.pexpireat("t:expiring", farMs + 5_000);
      const { ttlDifferent, examples } = await compareWithOld();
      expect(ttlDifferent).toBe(1);
      expect(examples[0]?.detail).toMatch(/^expires (4|5)\d\d\d ms later on the target$/);
    } finally {
      onOld.disconnect();
      await old.stop();
    }
  });

  it("names the side that cannot be reached or has fewer databases", async () => {
    const small = await startRedis({ databases: 2 });
    const compareWithSmall = () =>
      compareServers({ source: alone(source), target: alone(small), databases: 16, excludePrefix: "writer:" });
    await expect(compareWithSmall()).rejects.toThrow(/SELECT 2 was refused by the target .*out of range/);
    await small.stop();
    await expect(compareWithSmall()).rejects.toThrow(`No connection to the target ${small.host}:6379`);
  });

  it("ends with the reason when it is aborted", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    const comparing = compareServers({
      source: alone(source),
      target: alone(target),
      databases: 16,
      excludePrefix: "writer:",
      signal: controller.signal,
      onProgress,
    });
    await expect(comparing).rejects.toThrow("enough");
  });
});
