// The product's reading of servers of other versions than the machine's own: everything that it decides from, each as it is.
import type { Redis } from "ioredis";
import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import type { RedisPort } from "../../migration/ports.ts";
import { wallClock } from "../../providers/wallClock.ts";
import { directPort } from "../../redis/directPort.ts";
import { serverNames, type ServerName } from "../../rehearsal/servers.ts";
import { programOf } from "../servers/otherServer.ts";
import type { RedisServer } from "../servers/redisServer.ts";
import { addressOf, client, open, server, signal, until } from "./opened.ts";

function port(): RedisPort {
  const made = directPort({}, wallClock);
  open.push(() => made.close());
  return made;
}

const names = serverNames.filter((name) => name !== "system");
const engines = {
  "redis-7.0": ["redis", /^7\.0\.\d+$/],
  "redis-6.2": ["redis", /^6\.2\.\d+$/],
  "valkey-9": ["valkey", /^9\.\d+\.\d+$/],
} as const;

describe.for(names)("a source on %s", (name) => {
  const [engine, version] = engines[name];
  const matching = expect.stringMatching(version) as string;

  test("as it should be tells engine, version and settings, and lacks nothing", async (context) => {
    const source = await server({ program: programOf(name, context), databases: 7 });
    const admin = await client(source);
    await admin.select(3);
    await admin.set("key", "value");
    expect(await port().source(addressOf(source), signal)).toMatchObject({
      kind: "read",
      info: { engine, version: matching, role: "master", clusterEnabled: false, keys: 1, loading: false },
      settings: { protectedMode: "no", databases: 7, maxmemoryBytes: 0, diskless: name !== "redis-6.2" },
      stats: { databasesInUse: [3] },
      missingCommands: [],
      disabledCommands: [],
      // Valkey 9 lists its own scripting as one.
      modules: [],
      functions: [],
      acl: { kind: "read", isOn: true, needsNoPassword: true, otherUsers: [] },
      hasAwsOwnKey: false,
      refused: [],
    });
  });

  test("that asks for a password is told by that", async (context) => {
    const source = await server({ program: programOf(name, context), config: ["requirepass secret"] });
    expect(await port().source(addressOf(source), signal)).toMatchObject({ refuses: "withoutPassword" });
  });

  test("whose CONFIG and PSYNC are renamed is told by both", async (context) => {
    const config = ["rename-command CONFIG hidden", 'rename-command PSYNC ""'];
    const source = await server({ program: programOf(name, context), config });
    expect(await port().source(addressOf(source), signal)).toMatchObject({ missingCommands: ["psync", "config"] });
  });

  test("is followed by a replica of its own kind: both ends tell one history", async (context) => {
    const program = programOf(name, context);
    const source = await server({ program });
    const target = await server({ program, config: [`replicaof ${source.host} ${source.port}`] });
    await (await client(source)).set("greeting", "hello");
    const redis = port();
    const [replica, master] = await until(
      () => redis.observe([addressOf(target), addressOf(source)], signal),
      ([of]) => of?.kind === "read" && of.info.link?.up === true && of.info.keys === 1,
    );
    if (replica?.kind !== "read" || master?.kind !== "read") throw new Error("unreadable");
    expect(replica.info).toMatchObject({ engine, version: matching, role: "slave", replid: master.info.replid });
    expect(replica.info.link).toMatchObject({ host: source.host, port: source.port, up: true, syncing: false });
    await (await client(target)).replicaof("NO", "ONE");
    const [promoted] = await redis.observe([addressOf(target)], signal);
    expect(promoted).toMatchObject({ info: { role: "master", replid2: master.info.replid } });
  });

  test("in cluster mode tells its slots", async (context) => {
    const source = await clusterOf(name, context);
    expect(await port().topology(addressOf(source), signal)).toStrictEqual({
      kind: "read",
      shards: [{ slots: "0-16383", primary: addressOf(source), replicas: [] }],
    });
    expect(await port().source(addressOf(source), signal)).toMatchObject({
      info: { clusterEnabled: true },
      cluster: { state: "ok", assignedSlots: 16_384, movingSlots: [] },
      settings: { clusterDatabases: name === "valkey-9" ? 1 : undefined },
    });
  });

  test("restores what it has dumped itself, one of each type", async (context) => {
    const program = programOf(name, context);
    const [source, target] = [await server({ program }), await server({ program })];
    await fill(await client(source));
    const reading = await port().restoreProbe([addressOf(source)], [addressOf(target)], signal);
    if (reading.kind !== "probed") throw new Error(reading.why);
    expect(reading.types.map(({ type, outcome }) => `${type} ${outcome}`).sort()).toStrictEqual(
      ["hash", "list", "set", "stream", "string", "zset"].map((type) => `${type} restored`),
    );
    expect(reading.left).toStrictEqual([]);
  });
});

test("a cluster on Valkey 9 tells how many databases it has, and which of them hold keys", async (context) => {
  const source = await clusterOf("valkey-9", context, ["cluster-databases 5"]);
  const admin = await client(source);
  await admin.select(4);
  await admin.set("key", "value");
  expect(await port().source(addressOf(source), signal)).toMatchObject({
    settings: { clusterDatabases: 5 },
    stats: { databasesInUse: [4] },
  });
});

test.for([
  ["valkey-9", "redis-7.0"],
  ["redis-7.0", "redis-6.2"],
] as const)("what %s dumps is refused by %s, measured and not looked up", async ([from, to], context) => {
  const [source, target] = [
    await server({ program: programOf(from, context) }),
    await server({ program: programOf(to, context) }),
  ];
  await fill(await client(source));
  const reading = await port().restoreProbe([addressOf(source)], [addressOf(target)], signal);
  if (reading.kind !== "probed") throw new Error(reading.why);
  expect(new Set(reading.types.map(({ outcome, why }) => `${outcome}: ${why}`))).toStrictEqual(
    new Set(["refused: ERR DUMP payload version or checksum are wrong"]),
  );
});

async function clusterOf(name: ServerName, context: TestContext, more: readonly string[] = []): Promise<RedisServer> {
  const started = await server({ program: programOf(name, context), config: ["cluster-enabled yes", ...more] });
  const admin = await client(started);
  const slots = Array.from({ length: 16_384 }, (_, slot) => slot);
  await admin.call("CLUSTER", "ADDSLOTS", ...slots);
  await until(
    async () => String(await admin.call("CLUSTER", "INFO")),
    (info) => info.includes("cluster_state:ok"),
  );
  return started;
}

async function fill(redis: Redis): Promise<void> {
  await redis.set("text", "1");
  await redis.hset("hash", { a: 1 });
  await redis.rpush("list", "a", "b");
  await redis.sadd("set", "1", "2");
  await redis.zadd("sorted", 1.5, "a");
  await redis.xadd("stream", "1-1", "field", "value");
}
