import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareServers } from "../../../rehearsal/data/compare.ts";
import { loadKeys } from "../../../rehearsal/data/load.ts";
import { alone } from "../../../rehearsal/data/shards.ts";
import { startRedis } from "../../servers/redisServer.ts";
import type { RedisServer } from "../../servers/redisServer.ts";

const databases = [0, 3];
const startedAtMs = Date.now();
const servers: RedisServer[] = [];
const clients: Redis[] = [];

async function start(): Promise<RedisServer> {
  const server = await startRedis();
  servers.push(server);
  return server;
}

function clientOf({ host, port }: RedisServer, db: number): Redis {
  const client = new Redis({ host, port, db, protocol: 2 });
  clients.push(client);
  return client;
}

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await Promise.all(servers.map((server) => server.stop()));
});

describe("loadKeys", () => {
  let first: RedisServer;
  let second: RedisServer;
  beforeAll(async () => {
    [first, second] = await Promise.all([start(), start()]);
  });

  it("loads as many keys as asked for, and says truthfully of which type and where", async () => {
    const progress: number[] = [];
    const onProgress = (loaded: number) => progress.push(loaded);
    const result = await loadKeys({ shards: alone(first), keys: 3_000, seed: 42, databases, startedAtMs, onProgress });
    expect(progress.at(-1)).toBe(3_000);
    expect(progress).toStrictEqual(progress.toSorted((a, b) => a - b));

    const found: Record<string, number> = {};
    let expiring = 0;
    for (const database of databases) {
      const client = clientOf(first, database);
      const keys = await client.keysBuffer("rehearsal:*");
      expect(keys).toHaveLength(result.byDatabase.get(database) ?? -1);
      expect(await client.dbsize()).toBe(keys.length);
      for (const key of keys) {
        const type = await client.type(key);
        found[type] = (found[type] ?? 0) + 1;
        if ((await client.pttl(key)) > 0) expiring += 1;
      }
    }
    expect(found).toStrictEqual({ ...result.byType });
    expect(expiring).toBe(result.expiring);
    expect(result.keys).toBe(3_000);
  });

  it("loads the same data for the same seed, to the byte and the millisecond", async () => {
    await loadKeys({ shards: alone(second), keys: 3_000, seed: 42, databases, startedAtMs });
    const comparison = await compareServers({
      source: alone(first),
      target: alone(second),
      databases: 16,
      excludePrefix: "writer:",
    });
    expect({ ...comparison, seconds: 0 }).toStrictEqual({
      compared: 3_000,
      missing: 0,
      extra: 0,
      different: 0,
      ttlDifferent: 0,
      normalised: 0,
      seconds: 0,
      examples: [],
      awsKeys: [],
    });
  });

  it("loads other data for another seed", async () => {
    const third = await start();
    await loadKeys({ shards: alone(third), keys: 3_000, seed: 43, databases, startedAtMs });
    const comparison = await compareServers({
      source: alone(first),
      target: alone(third),
      databases: 16,
      excludePrefix: "writer:",
    });
    expect(comparison.different + comparison.missing).toBeGreaterThan(2_500);
  });

  it("refuses a server that holds an earlier load, naming a key of it", async () => {
    const load = loadKeys({ shards: alone(first), keys: 10, seed: 42, databases });
    await expect(load).rejects.toThrow(/already holds rehearsal:string:0.* in database 0\.[^]*FLUSHALL/);
  });

  it("names the server and the reason when it cannot connect, and when the server refuses", async () => {
    const gone = await start();
    await gone.stop();
    await expect(loadKeys({ shards: alone(gone), keys: 10, seed: 1, databases })).rejects.toThrow(
      `No connection to the source ${gone.host}:6379: connect ECONNREFUSED`,
    );
    await expect(loadKeys({ shards: alone(first), keys: 10, seed: 1, databases: [0, 99] })).rejects.toThrow(
      /SELECT 99 was refused by the source .*: ERR DB index is out of range/,
    );
  });

  it("refuses settings that make no sense, with the value found", async () => {
    await expect(loadKeys({ shards: alone(first), keys: -1, seed: 1, databases })).rejects.toThrow("keys is -1.");
    await expect(loadKeys({ shards: alone(first), keys: 1, seed: 0.5, databases })).rejects.toThrow("seed is 0.5.");
    await expect(loadKeys({ shards: alone(first), keys: 1, seed: 1, databases: [] })).rejects.toThrow(
      "databases is [].",
    );
    await expect(loadKeys({ shards: alone(first), keys: 1, seed: 1, databases: [1, 1] })).rejects.toThrow("[1, 1]");
  });

  it("ends with the reason when it is aborted in the middle", async () => {
    const server = await start();
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    const load = loadKeys({
      shards: alone(server),
      keys: 50_000,
      seed: 1,
      databases,
      signal: controller.signal,
      onProgress,
    });
    await expect(load).rejects.toThrow("enough");
    expect(await clientOf(server, 0).dbsize()).toBeLessThan(10_000);
  });
});
