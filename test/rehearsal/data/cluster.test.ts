// Load, writer, comparison and count over the shards of two real clusters, and a client that knows one address of one.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useCluster } from "../../../rehearsal/data/clusterClient.ts";
import { compareServers } from "../../../rehearsal/data/compare.ts";
import { countLost } from "../../../rehearsal/data/countLost.ts";
import { loadKeys } from "../../../rehearsal/data/load.ts";
import { startWriter } from "../../../rehearsal/data/writer.ts";
import { startCluster, type TestCluster } from "./cluster.ts";

const keys = 1_200;
const seed = 5;
const databases = [0];
const startedAtMs = Date.now();
const slots = ["0-5460,16000", "5461-10922", "10923-15999,16001-16383"];

let source: TestCluster;
let target: TestCluster;

beforeAll(async () => {
  // The target lists its shards in another order, and writes their slots in another way.
  const moved = ["5461-6000,6001-10922", "16001-16383,10923-15999", "16000,0-5460"];
  [source, target] = await Promise.all([startCluster(slots), startCluster(moved)]);
  for (const { shards } of [source, target]) await loadKeys({ shards, keys, seed, databases, startedAtMs });
});

afterAll(() => Promise.all([source.stop(), target.stop()]));

const compare = () =>
  compareServers({ source: source.shards, target: target.shards, databases: 1, excludePrefix: "writer:" });

describe("the data of a cluster", () => {
  it("is loaded on the shards that own its slots, on each of them a part", async () => {
    const sizes = await Promise.all(source.shards.map((_, shard) => source.client(shard).dbsize()));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(keys);
    expect(Math.min(...sizes)).toBeGreaterThan(keys / 5);
  });

  it("is compared shard by shard, whatever the order of the target's", async () => {
    expect({ ...(await compare()), seconds: 0 }).toStrictEqual({
      compared: keys,
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

  it("shows a difference on any shard of either side", async () => {
    const lost = await loadedKey(2);
    const backup = await source.client(2).dumpBuffer(lost);
    const expiresAtMs = Math.max(0, await source.client(2).pexpiretime(lost));
    await source.client(2).del(lost);
    // foo is in slot 12182: the second shard of the target, the third of the source.
    await target.client(1).set("foo", "extra");
    const { compared, missing, extra } = await compare();
    await target.client(1).del("foo");
    await source.client(2).restore(lost, expiresAtMs, backup, "ABSTTL");
    expect({ compared, missing, extra }).toStrictEqual({ compared: keys - 1, missing: 0, extra: 2 });
  });

  it("is not compared with a target that divides its slots in another way", async () => {
    const comparing = compareServers({
      source: source.shards,
      target: target.shards.slice(1),
      databases: 1,
      excludePrefix: "",
    });
    await expect(comparing).rejects.toThrow("Expected: those of the source, 0-5460,16000; 5461-10922");
  });
});

describe("the writer on a cluster", () => {
  it("writes on every shard, moves to the other cluster, and every write is looked for where it belongs", async () => {
    const writer = await startWriter({ shards: source.shards, databases, ratePerSecond: 3_000 });
    await until(() => writer.progress().acknowledged >= 3_000);
    const written = await Promise.all(source.shards.map((_, shard) => source.client(shard).dbsize()));
    await writer.moveTo(target.shards);
    const atMove = writer.progress().acknowledged;
    await until(() => writer.progress().acknowledged >= atMove + 1_500);
    const log = await writer.stop();
    const [victim = ""] = await target.client(0).keys("writer:string:*");
    await target.client(0).del(victim);
    const found = await countLost({ log, target: target.shards });
    expect(log.refusals).toStrictEqual([]);
    expect(Math.min(...written)).toBeGreaterThan(500);
    // Nothing was replicated between these two: what the source acknowledged is missing, and the one deleted.
    expect(found.acknowledgedBySource).toBeGreaterThanOrEqual(3_000);
    expect(found.lost).toBe(found.acknowledgedBySource);
    expect(found.lostOnTarget).toBe(1);
    const onSource = await countLost({ log, target: source.shards });
    expect({ lost: onSource.lost, lostOnTarget: onSource.lostOnTarget }).toStrictEqual({
      lost: 0,
      lostOnTarget: found.acknowledgedByTarget,
    });
  });
});

describe("useCluster", () => {
  const use = (address = target.shards[1]?.address ?? { host: "", port: 0 }) => useCluster({ address, keys, seed });
  const ownKeys = async (shard: number) => (await source.client(shard).keys("rehearsal:*")).length;

  it("reads every loaded key over one address, and writes each back with its value and expiry", async () => {
    for (const [shard] of target.shards.entries()) await target.client(shard).config("RESETSTAT");
    expect(await use()).toStrictEqual({ keysRead: keys, keysWritten: keys, refusals: [] });
    const stats = await Promise.all(target.shards.map((_, shard) => target.client(shard).info("commandstats")));
    const calls = (command: string) =>
      stats.map((text) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+),`).exec(text)?.[1] ?? 0));
    expect(calls("restore").reduce((sum, count) => sum + count, 0)).toBe(keys);
    expect(Math.min(...calls("restore"))).toBeGreaterThan(0);
    const { compared, different, missing, extra, ttlDifferent } = await compare();
    expect({ compared, different, missing, extra, ttlDifferent }).toStrictEqual({
      compared: keys,
      different: 0,
      missing: 0,
      extra: 0,
      ttlDifferent: 0,
    });
  });

  it("tells which keys it could not read", async () => {
    await source.client(0).del(await loadedKey(0));
    const used = await use(source.shards[0]?.address);
    expect(used).toStrictEqual({
      keysRead: keys - 1,
      keysWritten: keys - 1,
      refusals: [expect.stringMatching(/^DUMP rehearsal:string:\d+: no such key$/) as string],
    });
  });

  it("tells which keys it could not write, having read them", async () => {
    const [first, second, third] = await Promise.all([ownKeys(0), ownKeys(1), ownKeys(2)]);
    await source.client(1).config("SET", "min-replicas-to-write", "1");
    const used = await use(source.shards[0]?.address);
    await source.client(1).config("SET", "min-replicas-to-write", "0");
    expect(second).toBeGreaterThan(5);
    expect({ keysRead: used.keysRead, keysWritten: used.keysWritten }).toStrictEqual({
      keysRead: first + second + third,
      keysWritten: first + third,
    });
    expect(used.refusals).toHaveLength(5);
    for (const refusal of used.refusals) expect(refusal).toMatch(/^(RESTORE .*: NOREPLICAS |DUMP .*: no such key$)/);
    expect(used.refusals.filter((refusal) => refusal.startsWith("RESTORE ")).length).toBeGreaterThanOrEqual(4);
  });

  it("is rejected where no cluster answers", async () => {
    await expect(use({ host: "127.0.0.1", port: 9 })).rejects.toThrow("No cluster answered at 127.0.0.1:9: ");
  });
});

/** One of the source's whose name is text. */
async function loadedKey(shard: number): Promise<string> {
  const found = await source.client(shard).keys("rehearsal:string:*");
  return found.find((key) => /^rehearsal:string:\d+$/.test(key)) ?? "";
}

async function until(holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error("It did not come true.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
