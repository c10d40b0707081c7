// Against real servers of the version that the machine has; other versions are told from texts in info.test.ts.
import { createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import type { RedisPort } from "../../migration/ports.ts";
import { directPort } from "../../redis/directPort.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { addressOf, client, open, server, signal, until } from "./opened.ts";

function port(addresses: Readonly<Record<string, string>> = {}): RedisPort {
  const made = directPort(addresses, hurriedClock());
  open.push(() => made.close());
  return made;
}

test("both ends of a link are read, and the target's offset is within the source's history", async () => {
  const source = await server();
  const target = await server({ config: [`replicaof ${source.host} ${source.port}`] });
  await (await client(source)).set("greeting", "hello");
  const redis = port();
  const readings = await until(
    () => redis.observe([addressOf(target), addressOf(source)], signal),
    ([of]) => of?.kind === "read" && of.info.link?.up === true && of.info.keys === 1,
  );
  const [replica, master] = readings;
  if (replica?.kind !== "read" || master?.kind !== "read") throw new Error("unreadable");
  expect(replica.info.role).toBe("slave");
  expect(replica.info.link).toMatchObject({ host: source.host, port: source.port, up: true, syncing: false });
  expect(replica.info.replid).toBe(master.info.replid);
  expect(master.info.link).toBe(undefined);
  expect(replica.info.offset).toBeGreaterThan(0);
});

test("a server that nobody runs is unreadable, and that is an answer", async () => {
  const { host } = await server();
  const redis = port();
  expect(await redis.observe([`${host}:6380`], signal)).toStrictEqual([
    { kind: "unreadable", address: `${host}:6380`, reason: `connect ECONNREFUSED ${host}:6380` },
  ]);
  expect(await redis.source(`${host}:6380`, signal)).toMatchObject({ kind: "unreadable", refuses: "nothing" });
  expect(await redis.contents([`${host}:6380`], 16, signal)).toMatchObject({ kind: "unknown" });
});

test("a source as it should be tells its settings and lacks nothing", async () => {
  const source = await server({ databases: 7 });
  expect(await port().source(addressOf(source), signal)).toMatchObject({
    kind: "read",
    settings: { protectedMode: "no", bind: source.host, port: source.port, tlsPort: 0, databases: 7 },
    missingCommands: [],
    disabledCommands: [],
    modules: [],
    refused: [],
  });
});

test("a password is told as one", async () => {
  const source = await server({ config: ["requirepass secret"] });
  const reading = await port().source(addressOf(source), signal);
  expect(reading).toMatchObject({ kind: "unreadable", refuses: "withoutPassword" });
  expect(reading).toHaveProperty("reason", expect.stringMatching(/^NOAUTH /));
});

test("protected mode is read where this machine counts as local", async () => {
  const source = await server({ config: ["protected-mode yes"] });
  expect(await port().source(addressOf(source), signal)).toMatchObject({
    kind: "read",
    settings: { protectedMode: "yes" },
  });
});

test("protected mode is told as itself where it refuses this machine", async () => {
  // What a real server writes to a stranger before it hangs up; from loopback there are no strangers.
  const { host } = await server();
  const stranger: Server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end("-DENIED Redis is running in protected mode because protected mode is enabled\r\n");
  });
  await new Promise<void>((resolve) => stranger.listen(6380, host, resolve));
  open.push(() => void stranger.close());
  expect(await port().source(`${host}:6380`, signal)).toMatchObject({
    kind: "unreadable",
    refuses: "protectedMode",
    reason: expect.stringMatching(/^DENIED Redis is running in protected mode/) as string,
  });
});

test.each([
  ["config", "rename-command CONFIG hidden", { settings: { protectedMode: undefined, databases: undefined } }],
  ["psync", 'rename-command PSYNC ""', { settings: { protectedMode: "no" } }],
  ["sync", 'rename-command SYNC ""', { settings: { protectedMode: "no" } }],
  ["cluster", 'rename-command CLUSTER ""', { settings: { protectedMode: "no" } }],
  ["command", 'rename-command COMMAND ""', { settings: { protectedMode: "no" } }],
])("a renamed %s is missed", async (name, directive, rest) => {
  const source = await server({ config: [directive] });
  const reading = await port().source(addressOf(source), signal);
  expect(reading).toMatchObject({ kind: "read", missingCommands: [name], ...rest });
});

test("a renamed INFO leaves nothing to be read", async () => {
  const source = await server({ config: ['rename-command INFO ""'] });
  const redis = port();
  expect(await redis.source(addressOf(source), signal)).toMatchObject({ kind: "unreadable", refuses: "unknownInfo" });
  expect(await redis.contents([addressOf(source)], 16, signal)).toMatchObject({ kind: "unknown" });
});

test("a target that holds AWS's own key alone is empty, in whatever databases it lies", async () => {
  const target = await server();
  const redis = await client(target);
  expect(await port().contents([addressOf(target)], 16, signal)).toStrictEqual({ kind: "empty" });
  await redis.set("ElastiCacheMasterReplicationTimestamp", "1");
  await redis.select(5);
  await redis.set("ElastiCacheMasterReplicationTimestamp", "1");
  expect(await port().contents([addressOf(target)], 16, signal)).toStrictEqual({ kind: "empty" });
});

test("a single key in any database of any primary is found, and said where", async () => {
  const [first, second] = [await server(), await server()];
  const redis = await client(second);
  await redis.set("ElastiCacheMasterReplicationTimestamp", "1");
  await redis.select(9);
  await redis.set("forgotten", "1");
  expect(await port().contents([addressOf(first), addressOf(second)], 16, signal)).toStrictEqual({
    kind: "keys",
    count: 1,
    where: `1 in database 9 of ${addressOf(second)}`,
  });
});

test("without a primary, or with one that cannot be read, emptiness is unknown", async () => {
  const first = await server();
  const redis = port();
  expect(await redis.contents([], 16, signal)).toStrictEqual({ kind: "unknown", why: "AWS reports no primary" });
  const answer = await redis.contents([addressOf(first), `${first.host}:6380`], 16, signal);
  expect(answer).toStrictEqual({ kind: "unknown", why: `connect ECONNREFUSED ${first.host}:6380` });
});

test("addresses are mapped on the way out and told as AWS names them", async () => {
  const source = await server();
  const redis = port({ "10.0.0.241:6379": addressOf(source) });
  const [reading] = await redis.observe(["10.0.0.241:6379"], signal);
  expect(reading).toMatchObject({ kind: "read", address: "10.0.0.241:6379" });
  expect(await redis.source("10.0.0.241:6379", signal)).toMatchObject({ kind: "read", address: "10.0.0.241:6379" });
  expect(await redis.contents(["10.0.0.241:6379"], 16, signal)).toStrictEqual({ kind: "empty" });
});

test("a server that went away and came back is read again", async () => {
  const source = await server();
  const redis = port();
  const observe = async () => (await redis.observe([addressOf(source)], signal))[0]?.kind;
  expect(await observe()).toBe("read");
  const killer = await client(source);
  await killer.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await until(observe, (kind) => kind === "read");
  expect(await observe()).toBe("read");
});

test("a port that was closed leaves no connection behind", async () => {
  const source = await server();
  const redis = port();
  const watcher = await client(source);
  const others = async () => ((await watcher.client("LIST")) as string).trim().split("\n").length - 1;
  await redis.observe([addressOf(source)], signal);
  await redis.contents([addressOf(source)], 16, signal);
  expect(await until(others, (count) => count === 1)).toBe(1);
  redis.close();
  expect(await until(others, (count) => count === 0)).toBe(0);
});

test("an aborted question rejects with the abort's reason", async () => {
  const source = await server();
  const controller = new AbortController();
  controller.abort(new Error("the engine is gone"));
  const redis = port();
  for (const question of [
    redis.observe([addressOf(source)], controller.signal),
    redis.source(addressOf(source), controller.signal),
    redis.contents([addressOf(source)], 16, controller.signal),
  ]) {
    await expect(question).rejects.toThrow("the engine is gone");
  }
});

test("a server that was a replica once has a second history for good, one that never was has none", async () => {
  // On this rests how a promotion is told from a master that never followed (migration/phaseAtRest.ts, leftTheSource).
  const target = await server();
  const redis = port();
  const replid2 = async () => {
    const [reading] = await redis.observe([addressOf(target)], signal);
    return reading?.kind === "read" ? reading.info.replid2 : "unreadable";
  };
  expect(await replid2()).toBe("");
  const admin = await client(target);
  await admin.replicaof(target.host, 6380);
  await admin.replicaof("NO", "ONE");
  expect(await replid2()).toMatch(/^[0-9a-f]{40}$/);
});
