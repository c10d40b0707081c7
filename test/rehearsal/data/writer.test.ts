import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { countLost } from "../../../rehearsal/data/countLost.ts";
import { startWriter } from "../../../rehearsal/data/writer.ts";
import { alone } from "../../../rehearsal/data/shards.ts";
import { startRedis } from "../../servers/redisServer.ts";
import type { WriterResult } from "../../../rehearsal/data/writer.ts";
import type { RedisServer } from "../../servers/redisServer.ts";

const databases = [0, 3];
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(config: string[] = []): Promise<RedisServer> {
  const server = await startRedis({ config });
  endings.push(() => server.stop());
  return server;
}

function clientOf({ host, port }: RedisServer, db = 0): Redis {
  const client = new Redis({ host, port, db, protocol: 2 });
  endings.push(() => client.disconnect());
  return client;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Did not come true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function replicaOf(source: RedisServer): Promise<RedisServer> {
  const target = await start([`replicaof ${source.host} ${source.port}`]);
  const client = clientOf(target);
  await until("the link is up", async () => (await client.info("replication")).includes("master_link_status:up"));
  return target;
}

/** Every write whose trace is on the server, read in another way than the product does: key by key, by its type. */
async function tracesOn(server: RedisServer): Promise<Set<number>> {
  const traces: string[] = [];
  for (const database of databases) {
    const client = clientOf(server, database);
    for (const key of await client.keys("writer:*")) {
      const type = await client.type(key);
      if (type === "string") traces.push((await client.get(key)) ?? "");
      if (type === "hash") traces.push(...(await client.hvals(key)));
      if (type === "list") traces.push(...(await client.lrange(key, 0, -1)));
      if (type === "set") traces.push(...(await client.smembers(key)));
      if (type === "zset") traces.push(...(await client.zrange(key, "0", "-1")));
      if (type === "stream") traces.push(...(await client.xrange(key, "-", "+")).map(([, fields]) => fields[1] ?? ""));
    }
  }
  expect(traces).toHaveLength(new Set(traces).size);
  return new Set(traces.map(Number));
}

function acknowledgedOnes({ states }: WriterResult, state: number): number[] {
  return [...states.entries()].filter(([, found]) => found === state).map(([sequence]) => sequence);
}

describe("startWriter and countLost", () => {
  it("loses nothing when the source is quiet at the promotion, and every acknowledged write is there", async () => {
    const source = await start();
    const target = await replicaOf(source);
    const writer = await startWriter({ shards: alone(source), databases, ratePerSecond: 2_000, replyLimitMs: 500 });
    await until("1000 writes", () => writer.progress().acknowledged >= 1_000);
    // A fence: writes to the source wait until the writer has moved.
    const onSource = clientOf(source);
    const onTarget = clientOf(target);
    await onSource.call("CLIENT", "PAUSE", "60000", "WRITE");
    const atFence = writer.progress().attempted;
    await until("writes wait at the fence", () => writer.progress().attempted >= atFence + 20);
    const written = /master_repl_offset:(\d+)/.exec(await onSource.info("replication"))?.[1];
    await until("the target has all", async () =>
      (await onTarget.info("replication")).includes(`slave_repl_offset:${written}`),
    );
    await onTarget.replicaof("NO", "ONE");
    await writer.moveTo(alone(target));
    const before = writer.progress().acknowledged;
    await until("writes on the target", () => writer.progress().acknowledged >= before + 500);
    const result = await writer.stop();

    const lost = await countLost({ log: result, target: alone(target) });
    expect({ ...lost, seconds: 0 }).toStrictEqual({
      acknowledgedBySource: acknowledgedOnes(result, 1).length,
      lost: 0,
      lostBeforeMark: 0,
      acknowledgedByTarget: acknowledgedOnes(result, 2).length,
      lostOnTarget: 0,
      examples: [],
      seconds: 0,
    });
    expect(lost.acknowledgedBySource + lost.acknowledgedByTarget).toBe(result.acknowledged);
    expect(lost.acknowledgedByTarget).toBeGreaterThanOrEqual(500);
    // The fenced writes got no reply: they are attempted, and not acknowledged.
    expect(result.attempted).toBeGreaterThan(result.acknowledged);
    expect(result.outageMs).toBeGreaterThan(0);
  });

  it("counts exactly the writes that an unfenced source acknowledged after the promotion", async () => {
    const source = await start();
    const target = await replicaOf(source);
    const writer = await startWriter({ shards: alone(source), databases, ratePerSecond: 2_000 });
    await until("500 writes", () => writer.progress().acknowledged >= 500);
    await clientOf(target).replicaof("NO", "ONE");
    const atPromotion = writer.progress().acknowledged;
    await until("300 more writes on the source", () => writer.progress().acknowledged >= atPromotion + 300);
    await writer.moveTo(alone(target));
    const atMove = writer.progress().acknowledged;
    await until("500 writes on the target", () => writer.progress().acknowledged >= atMove + 500);
    const result = await writer.stop();
    const lost = await countLost({ log: result, target: alone(target) });

    const [onSource, onTarget] = [await tracesOn(source), await tracesOn(target)];
    const bySource = acknowledgedOnes(result, 1);
    const missing = bySource.filter((sequence) => !onTarget.has(sequence));
    expect(lost.lost).toBe(missing.length);
    expect(lost.examples).toStrictEqual(missing.slice(0, 10));
    expect(lost.lost).toBeGreaterThan(200);
    // Nothing failed, so that what the source executed is what it acknowledged.
    expect(new Set(bySource)).toStrictEqual(onSource);
    expect(lost.lostOnTarget).toBe(0);
    expect(result.attempted).toBe(result.acknowledged);
  });

  it("tells a lost write that was acknowledged before the mark from one after it", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 2_000 });
    await until("300 writes", () => writer.progress().acknowledged >= 300);
    await writer.mark();
    const atMark = writer.progress().attempted;
    await until("300 more", () => writer.progress().acknowledged >= atMark + 300);
    const result = await writer.stop();
    const before = acknowledgedOnes(result, 1).findLast((n) => n % 12 === 0 && result.statesAtMark[n] === 1) ?? -1;
    const later = acknowledgedOnes(result, 1).findLast((n) => n % 12 === 0) ?? -1;
    expect(later).toBeGreaterThan(before);
    const client = clientOf(server);
    for (const n of [before, later]) await client.del(...(await client.keys(`writer:string:*:${n}`)));
    const { lost, lostBeforeMark, examples } = await countLost({ log: result, target: alone(server) });
    expect({ lost, lostBeforeMark, examples }).toStrictEqual({ lost: 2, lostBeforeMark: 1, examples: [before, later] });
  });

  it("tells what the target lost of its own, and a trace with another value, from what it has", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 5_000 });
    await until("1300 writes", () => writer.progress().acknowledged >= 1_300);
    await writer.moveTo(alone(server));
    const atMove = writer.progress().acknowledged;
    await until("2400 more", () => writer.progress().acknowledged >= atMove + 2_400);
    const result = await writer.stop();
    const ofTarget = acknowledgedOnes(result, 2).find((sequence) => sequence % 12 === 0) ?? -1;
    const client = clientOf(server);
    await client.hset("writer:hash:0", "1", "changed");
    await client.lrem("writer:list:0", 1, "2");
    await client.del(...(await client.keys(`writer:string:*:${ofTarget}`)));
    const { lost, lostOnTarget, examples } = await countLost({ log: result, target: alone(server) });
    expect({ lost, lostOnTarget, examples }).toStrictEqual({ lost: 2, lostOnTarget: 1, examples: [1, 2] });
  });

  it("keeps its pace while the main thread is busy", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 1_000 });
    const before = writer.progress().acknowledged;
    const busyFrom = performance.now();
    while (performance.now() < busyFrom + 1_000);
    // What has arrived by now was written while nothing else in this process could run.
    const during = writer.progress().acknowledged - before;
    const elapsedMs = performance.now() - busyFrom;
    await writer.stop();
    expect(during).toBeGreaterThan(200);
    expect(during).toBeLessThan(elapsedMs + 500);
  });

  it("gives a server up that hangs, and goes on when it answers again", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 500, replyLimitMs: 200 });
    process.kill(server.pid, "SIGSTOP");
    const atHang = writer.progress();
    await until("attempts go on", () => writer.progress().attempted >= atHang.attempted + 400);
    process.kill(server.pid, "SIGCONT");
    const atEnd = writer.progress().acknowledged;
    await until("writes are acknowledged again", () => writer.progress().acknowledged >= atEnd + 100);
    const result = await writer.stop();
    expect(result.refusals.map(({ message }) => message)).toContain("source: no reply within 200 ms");
    // Each write has one outcome: what was given up does not count again when its connection ends.
    const refused = result.refusals.reduce((sum, { count }) => sum + count, 0);
    expect(result.acknowledged + refused).toBe(result.attempted);
    expect(result.outageMs).toBeGreaterThan(500);
    expect((await countLost({ log: result, target: alone(server) })).lost).toBe(0);
  });

  it("records refused writes as not acknowledged, with the server's words", async () => {
    const source = await start();
    const replica = await replicaOf(source);
    const writer = await startWriter({ shards: alone(source), databases, ratePerSecond: 500 });
    // Too early: the replica has not been promoted.
    await writer.moveTo(alone(replica));
    const before = writer.progress().attempted;
    await until("attempts on the replica", () => writer.progress().attempted >= before + 200);
    const result = await writer.stop();
    expect(acknowledgedOnes(result, 2)).toStrictEqual([]);
    expect(result.refusals.some(({ message }) => message.startsWith("target: READONLY"))).toBe(true);
  });

  it("stops in bounded time when the server hangs, with what was acknowledged until then", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 500, replyLimitMs: 200 });
    process.kill(server.pid, "SIGSTOP");
    const before = writer.progress().attempted;
    await until("writes wait", () => writer.progress().attempted > before);
    const result = await writer.stop();
    process.kill(server.pid, "SIGCONT");
    expect(result.attempted).toBeGreaterThan(result.acknowledged);
    expect(await writer.stop()).toBe(result);
  });

  it("refuses to start on a server that acknowledges nothing, and says why", async () => {
    const source = await start();
    const replica = await replicaOf(source);
    await expect(
      startWriter({ shards: alone(replica), databases, ratePerSecond: 500, startLimitMs: 300 }),
    ).rejects.toThrow(/acknowledged no write within 0.3 s: READONLY/);
    await expect(startWriter({ shards: alone(source), databases, ratePerSecond: 0 })).rejects.toThrow(
      "ratePerSecond is 0.",
    );
    await expect(startWriter({ shards: alone(source), databases: [], ratePerSecond: 1 })).rejects.toThrow(
      "databases is [].",
    );
  });

  it("ends with the reason when it is aborted", async () => {
    const server = await start();
    const controller = new AbortController();
    const writer = await startWriter({
      shards: alone(server),
      databases,
      ratePerSecond: 500,
      signal: controller.signal,
    });
    controller.abort(new Error("enough"));
    await expect(writer.stop()).rejects.toThrow("enough");
    const client = clientOf(server);
    await until("its connections are gone", async () =>
      (await client.info("clients")).includes("connected_clients:1\r"),
    );
  });

  it("moves once", async () => {
    const server = await start();
    const writer = await startWriter({ shards: alone(server), databases, ratePerSecond: 500 });
    await writer.moveTo(alone(server));
    await expect(writer.moveTo(alone(server))).rejects.toThrow("moved already");
    await writer.stop();
  });
});
