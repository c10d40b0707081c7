// The probe of a restoration between real servers, and against a scripted source whose dumps no target can load.
import type { Redis } from "ioredis";
import { expect, test } from "vitest";
import { directPort } from "../../redis/directPort.ts";
import { programOf } from "../servers/otherServer.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { addressOf, client, configured, open, server, signal, until } from "./opened.ts";
import { list, number, script, startScripted, text } from "./scriptedServer.ts";

function probe(sources: readonly string[], targets: readonly string[], aborted = signal) {
  const port = directPort({}, hurriedClock());
  open.push(() => port.close());
  return port.restoreProbe(sources, targets, aborted);
}

/** What a server has been asked to do that changes data, by its own statistics. */
async function writes(redis: Redis): Promise<string[]> {
  const told = [...(await redis.info("commandstats")).matchAll(/^cmdstat_(\w+):/gm)].map(([, name]) => name ?? "");
  return told.filter((name) => ["restore", "del", "set", "unlink", "flushall"].includes(name)).sort();
}

test("a value of each type is restored and taken away again, and nothing is written to the source", async () => {
  const [source, target] = [await server(), await server()];
  const [from, to] = [await client(source), await client(target)];
  await from.rpush("list", "a");
  await from.sadd("set", "a");
  await from.zadd("zset", 1, "a");
  await from.select(3);
  await from.hset("hash", "a", "1");
  await from.xadd("stream", "*", "a", "1");
  await from.set(Buffer.from([0xff, 0x00]), Buffer.from([0x00, 0xfe, 0x0d]));
  await from.config("RESETSTAT");
  const reading = await probe([addressOf(source)], [addressOf(target)]);
  if (reading.kind !== "probed") throw new Error(reading.why);
  expect(reading.types.map(({ type, outcome }) => `${type} ${outcome}`).sort()).toStrictEqual([
    "hash restored",
    "list restored",
    "set restored",
    "stream restored",
    "string restored",
    "zset restored",
  ]);
  expect(reading.left).toStrictEqual([]);
  expect(await to.dbsize()).toBe(0);
  expect(await writes(to)).toStrictEqual(["del", "restore"]);
  expect(await writes(from)).toStrictEqual([]);
});

test("a target that holds a key, or cannot be looked at, is not touched", async () => {
  const [source, target] = [await server(), await server()];
  const [from, to] = [await client(source), await client(target)];
  await from.set("a", "1");
  await to.select(5);
  await to.set("kept", "1");
  const held = await probe([addressOf(source)], [addressOf(target)]);
  expect(held).toStrictEqual({
    kind: "notProbed",
    why: `the target holds 1 keys (1 in database 5 of ${addressOf(target)})`,
  });
  expect(await writes(to)).toStrictEqual(["set"]);
  expect(await probe([addressOf(source)], [`${target.host}:6380`])).toMatchObject({
    kind: "notProbed",
    why: expect.stringMatching(/^whether the target is empty is unknown: /) as string,
  });
});

test("a dump of a newer version is refused by the target in its own words, and leaves nothing", async () => {
  const target = await server();
  const to = await client(target);
  // What Redis 7.4 would send: RDB version 12, in the ten bytes at the end of every dump (the checksum is the rest).
  const source = await client(await server());
  await source.set("a", "1");
  const dump = (await source.callBuffer("DUMP", "a")) as Buffer;
  dump.writeUInt16LE(12, dump.length - 10);
  const answer = script({
    "INFO KEYSPACE": text("# Keyspace\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n"),
    SCAN: list(text("0"), list(text("a"))),
    TYPE: "+string\r\n",
    "MEMORY USAGE": number(60),
    DUMP: text(dump.toString("latin1")),
  });
  open.push(await startScripted(target.host, 6392, answer));
  const reading = await probe([`${target.host}:6392`], [addressOf(target)]);
  expect(reading).toStrictEqual({
    kind: "probed",
    types: [
      {
        type: "string",
        source: `${target.host}:6392`,
        outcome: "refused",
        why: "ERR DUMP payload version or checksum are wrong",
      },
    ],
    left: [],
  });
  expect(await to.dbsize()).toBe(0);
});

test("what Valkey 9 dumps no Redis 7.0 restores, and what Redis 6.2 dumps it does", async (context) => {
  const [newer, older] = [programOf("valkey-9", context), programOf("redis-6.2", context)];
  const outcomes: Record<string, unknown> = {};
  for (const program of [newer, older]) {
    const source = await server({ program });
    const [from, target] = [await client(source), await server()];
    await from.set("a", "1");
    await from.rpush("b", "1");
    const reading = await probe([addressOf(source)], [addressOf(target)]);
    if (reading.kind !== "probed") throw new Error(reading.why);
    outcomes[program] = reading.types.map(({ type, outcome }) => `${type} ${outcome}`).sort();
    expect(await (await client(target)).dbsize()).toBe(0);
  }
  expect(outcomes).toStrictEqual({
    [newer]: ["list refused", "string refused"],
    [older]: ["list restored", "string restored"],
  });
});

test("a value that is large is left alone, and a smaller one of its type is taken instead", async () => {
  const [source, target] = [await server(), await server()];
  const from = await client(source);
  await from.set("large", "x".repeat(2 ** 21));
  const first = await probe([addressOf(source)], [addressOf(target)]);
  expect(first).toMatchObject({ types: [{ type: "string", outcome: "skipped" }], left: [] });
  await from.set("small", "1");
  const second = await probe([addressOf(source)], [addressOf(target)]);
  expect(second).toMatchObject({ types: [{ type: "string", outcome: "restored", why: "" }], left: [] });
});

test("in a cluster the primary that owns the slot takes the probe", async () => {
  const [source, first, second] = [
    await server(),
    await configured("cluster-enabled yes"),
    await configured("cluster-enabled yes"),
  ];
  await (await client(source)).set("a", "1");
  const [one, other] = [await client(first), await client(second)];
  // The probe's own slot is in the upper half.
  expect(Number(await one.call("CLUSTER", "KEYSLOT", "{elasticache-online-migration}:probe:string"))).toBeGreaterThan(
    0,
  );
  const slot = Number(await one.call("CLUSTER", "KEYSLOT", "{elasticache-online-migration}:probe:string"));
  await other.call("CLUSTER", "ADDSLOTS", slot);
  const rest = Array.from({ length: 16_384 }, (_, index) => index).filter((index) => index !== slot);
  await one.call("CLUSTER", "ADDSLOTS", ...rest.map(String));
  await one.call("CLUSTER", "MEET", second.host, second.port);
  for (const redis of [one, other]) {
    await until(
      async () => String(await redis.call("CLUSTER", "INFO")),
      (info) => info.includes("cluster_state:ok"),
    );
  }
  const reading = await probe([addressOf(source)], [addressOf(first), addressOf(second)]);
  expect(reading).toMatchObject({ types: [{ type: "string", outcome: "restored" }], left: [] });
  expect(await writes(other)).toStrictEqual(["del", "restore"]);
  expect(await other.dbsize()).toBe(0);
});

test("a probe that cannot be taken away is told, and ends by itself", async () => {
  const [source, target] = [await server(), await configured('rename-command DEL ""')];
  await (await client(source)).set("a", "1");
  const reading = await probe([addressOf(source)], [addressOf(target)]);
  expect(reading).toMatchObject({
    types: [{ type: "string", outcome: "restored" }],
    left: [expect.stringMatching(/^\{elasticache-online-migration\}:probe:string on .*unknown command/) as string],
  });
  const left = await (await client(target)).pttl("{elasticache-online-migration}:probe:string");
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
});

test("an answer that got lost may be to a command that was carried out: the key is deleted all the same", async () => {
  const source = await server();
  await (await client(source)).set("a", "1");
  const asked: string[] = [];
  const answer = script({ "INFO KEYSPACE": text("# Keyspace\r\n"), RESTORE: "?no reply at all\r\n", DEL: number(1) });
  const remember = (command: readonly string[]) => {
    asked.push((command[0] ?? "").toUpperCase());
    return answer(command);
  };
  open.push(await startScripted(source.host, 6393, remember));
  const reading = await probe([addressOf(source)], [`${source.host}:6393`]);
  expect(reading).toMatchObject({ kind: "probed", types: [{ type: "string", outcome: "skipped" }], left: [] });
  expect(asked.filter((name) => name === "RESTORE" || name === "DEL")).toStrictEqual(["RESTORE", "DEL"]);
});

test("an aborted probe rejects with the abort's reason", async () => {
  const [source, target] = [await server(), await server()];
  const controller = new AbortController();
  controller.abort(new Error("the engine is gone"));
  await expect(probe([addressOf(source)], [addressOf(target)], controller.signal)).rejects.toThrow(
    "the engine is gone",
  );
});
