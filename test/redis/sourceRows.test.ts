// Each row of AWS's documents that is about the source, violated once by a real server (or a scripted one, where no real
// one can be made to), read over the wire and judged: right code, right severity, right remedy.
import { readlink, rm } from "node:fs/promises";
import { createServer as createTlsServer } from "node:tls";
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import type { Plan } from "../../migration/plan.ts";
import type { Clock } from "../../migration/ports.ts";
import { readiness } from "../../migration/readiness.ts";
import { directPort } from "../../redis/directPort.ts";
import { plan, ready, sourceAddress } from "../migration/samples.ts";
import { startRedis, type RedisServer } from "../servers/redisServer.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { list, number, script, startScripted, text } from "./scriptedServer.ts";

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
const signal = new AbortController().signal;

async function server(...config: readonly string[]): Promise<RedisServer> {
  const started = await startRedis({ config });
  open.push(() => started.stop());
  return started;
}

async function client({ host, port }: RedisServer): Promise<Redis> {
  const redis = new Redis({ host, port, protocol: 2, lazyConnect: true, disableClientInfo: true });
  open.push(() => redis.disconnect());
  await redis.connect();
  return redis;
}

/** The findings about the source alone, as `up` makes them, of a server that stands for 10.0.0.241:6379. */
async function found(address: string, changes: Partial<Plan["source"]> = {}, clock: Clock = hurriedClock()) {
  const port = directPort({ [sourceAddress]: address }, clock);
  open.push(() => port.close());
  const reading = await port.source(sourceAddress, signal);
  const judged = { ...plan, source: { ...plan.source, ...changes }, addresses: { [sourceAddress]: address } };
  const findings = readiness(judged, { ...ready, sources: [reading] });
  // What the same sample says of target and configuration is other tests' affair.
  return findings.filter(({ code }) => !["target-at-rest-encryption", "target-eviction"].includes(code));
}

const addressOf = ({ host, port }: RedisServer) => `${host}:${port}`;
const codes = (findings: Awaited<ReturnType<typeof found>>) => findings.map((one) => `${one.code}: ${one.severity}`);

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs) throw new Error(`${what}: not in time`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a source as it should be has nothing to find", async () => {
  expect(codes(await found(addressOf(await server())))).toStrictEqual([]);
});

describe("directives", () => {
  test.each<[string, string, string, RegExp]>([
    ["Q1", "requirepass secret", "source-auth: blocking", /remove requirepass/],
    ["Q1", "user default off nopass ~* &* +@all", "source-auth: blocking", /nopass/],
    ["Q1", "user default on nopass ~* &* +@all -psync", "source-acl: blocking", /ACL SETUSER default \+@all/],
    ["Q1", "user default on nopass ~* &* +@read", "source-acl: blocking", /ACL SETUSER default on nopass/],
    ["Q2", "protected-mode yes", "source-protected-mode: blocking", /set protected-mode to no/],
    ["Q4", "databases 7", "source-databases: blocking", /set source.databases: 7/],
    ["Q5", 'rename-command PSYNC ""', "source-commands: blocking", /rename-command/],
    ["Q5", 'rename-command INFO ""', "source-commands: blocking", /rename-command/],
    ["Q5", "rename-command SET hidden", "source-commands: blocking", /rename-command/],
    ["Q5", 'rename-command FLUSHALL ""', "source-commands: warning", /if AWS refuses/],
    ["Q8", "cluster-enabled yes", "source-cluster-mode: blocking", /source.clusterMode: enabled/],
  ])("%s: %s", async (_row, directive, code, remedy) => {
    const findings = await found(addressOf(await server(directive)));
    expect(codes(findings)).toContain(code);
    expect(findings.find((one) => code.startsWith(`${one.code}:`))?.remedy).toMatch(remedy);
  });

  test.each<[string, string]>([
    ["user default on nopass ~* &* +@all -config", "source-config: unknown"],
    ["user default on nopass ~* &* +@all -acl", "source-unread: unknown"],
    ["user default on nopass ~* &* +@all -command", "source-unread: unknown"],
    ["repl-timeout 10", "source-repl-timeout: warning"],
    ["min-replicas-to-write 1", "source-min-replicas: note"],
    ["maxclients 20", "source-clients: warning"],
    ["notify-keyspace-events AKE", "source-keyspace-events: note"],
  ])("%s is %s, and nothing else", async (directive, code) => {
    expect(codes(await found(addressOf(await server(directive))))).toStrictEqual([code]);
  });

  test("what is refused is named", async () => {
    const findings = await found(addressOf(await server("user default on nopass ~* &* +@all -acl -function")));
    expect(findings[0]?.found).toMatch(
      /does not answer .*ACL LIST \(NOPERM .*FUNCTION LIST \(NOPERM |FUNCTION LIST.*ACL LIST/,
    );
  });
});

test("Q3: a source that listens on its own machine alone is found, by whatever way this process came", async () => {
  const { host, port } = await server();
  const direct = directPort({}, hurriedClock());
  open.push(() => direct.close());
  const reading = await direct.source(`${host}:${port}`, signal);
  const [told] = readiness({ ...plan, source: { ...plan.source, host } }, { ...ready, sources: [reading] }).filter(
    ({ code }) => code === "source-bind",
  );
  expect([told?.severity, told?.found, told?.remedy]).toStrictEqual([
    "blocking",
    `${host}:6379 has bind ${host}`,
    expect.stringMatching(/^set bind to /),
  ]);
});

test("Q6: a snapshot that failed blocks, and warns only where the target is sent one without the disk", async () => {
  const source = await server("repl-diskless-sync no");
  await rm(await readlink(`/proc/${source.pid}/cwd`), { recursive: true });
  const redis = await client(source);
  await redis.bgsave();
  await until("the snapshot fails", async () =>
    (await redis.info("persistence")).includes("rdb_last_bgsave_status:err"),
  );
  const findings = await found(addressOf(source));
  expect(codes(findings)).toStrictEqual(["source-fork: blocking"]);
  expect(findings[0]?.remedy).toMatch(/run BGSAVE/);
  await redis.config("SET", "repl-diskless-sync", "yes");
  expect(codes(await found(addressOf(source)))).toStrictEqual(["source-fork: warning"]);
});

test("Q6: a buffer that the writes would outgrow is told with the very line that mends it", async () => {
  const source = await server(
    'client-output-buffer-limit "replica 1mb 1mb 1"'.replaceAll('"', ""),
    "repl-backlog-size 1mb",
  );
  const replica = await server(`replicaof ${source.host} ${source.port}`);
  const [writer, follower] = [await client(source), await client(replica)];
  await until("the replica is linked", async () =>
    (await follower.info("replication")).includes("master_link_status:up"),
  );
  const megabyte = "x".repeat(2 ** 20);
  const clock = hurriedClock(async () => {
    for (let i = 0; i < 8; i++) await writer.set("busy", megabyte);
  });
  const findings = await found(addressOf(source), {}, clock);
  expect(codes(findings)).toStrictEqual([
    "source-survival: warning",
    "source-backlog: warning",
    "source-other-replicas: note",
  ]);
  // 8 MiB within 2 s, a second at least for the copy, and twice that: 8 MiB and what the protocol adds.
  expect(findings[0]?.remedy).toMatch(/CONFIG SET client-output-buffer-limit "replica 9437184 9437184 60"/);
  expect(findings[1]?.remedy).toMatch(/CONFIG SET repl-backlog-size 50\d{7}$/);
  const line = /CONFIG SET client-output-buffer-limit "([^"]+)"/.exec(findings[0]?.remedy ?? "")?.[1] ?? "";
  expect(await writer.config("SET", "client-output-buffer-limit", line)).toBe("OK");
});

test("Q6: without a replica the write rate is a bound, and is said to be one", async () => {
  const source = await server();
  const writer = await client(source);
  const clock = hurriedClock(() => writer.set("busy", "x".repeat(2 ** 20)));
  const findings = await found(addressOf(source), {}, clock);
  expect(codes(findings)).toStrictEqual(["source-survival: note", "source-backlog: warning"]);
  expect(findings[0]?.found).toMatch(/written to with at most 524\d{3} bytes a second \(all that clients send/);
});

test("Q9: a source that speaks TLS alone is told as such", async () => {
  const { host } = await server();
  // It has no certificate to show, and says so in TLS's own words.
  const speaker = createTlsServer();
  speaker.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => speaker.listen(6390, host, () => resolve()));
  open.push(() => void speaker.close());
  const findings = await found(`${host}:6390`);
  expect(codes(findings)).toStrictEqual(["source-tls: blocking"]);
  expect(findings[0]?.remedy).toMatch(/CONFIG SET port/);
});

test("Q10: a replica as the endpoint asks for its primary, and warns where it takes writes of its own", async () => {
  const primary = await server();
  const replica = await server(`replicaof ${primary.host} ${primary.port}`, "replica-read-only no");
  const findings = await found(addressOf(replica));
  expect(codes(findings)).toStrictEqual(["source-is-replica: blocking", "source-replica-writable: warning"]);
  expect(findings[0]?.remedy).toMatch(/source.primaries/);
});

test("Q11: a server without CONFIG that holds ElastiCache's own key is ElastiCache", async () => {
  const source = await server('rename-command CONFIG ""');
  await (await client(source)).set("ElastiCacheMasterReplicationTimestamp", "1");
  const findings = await found(addressOf(source));
  expect(codes(findings)).toStrictEqual([
    "source-commands: blocking",
    "source-config: unknown",
    "source-elasticache: blocking",
  ]);
  expect(findings[2]?.remedy).toMatch(/snapshot/);
});

test("Q12: modules are named", async () => {
  const { host } = await server();
  const commands = list(text("get"));
  const answer = script({
    INFO: text("redis_version:7.0.15\r\nrole:master\r\nrun_id:a\r\nused_memory:1\r\ntotal_net_input_bytes:1\r\n"),
    "CONFIG GET DATABASES": list(text("databases"), text("16")),
    "CONFIG GET": list(),
    COMMAND: commands,
    "MODULE LIST": list(list(text("name"), text("search"), text("ver"), number(20_600))),
    "FUNCTION LIST": list(),
    "PUBSUB CHANNELS": list(),
    "ACL LIST": list(text("user default on nopass ~* &* +@all")),
  });
  open.push(await startScripted(host, 6391, answer));
  const findings = await found(`${host}:6391`);
  expect(codes(findings)).toContain("source-modules: blocking");
  expect(findings.find(({ code }) => code === "source-modules")?.found).toBe(`${sourceAddress} has loaded search`);
});

describe("a source in cluster mode", () => {
  const inCluster = { clusterMode: "enabled", databases: 1 } as const;
  const about = async (source: RedisServer) =>
    codes(await found(addressOf(source), inCluster)).filter((code) => code.startsWith("source-cluster-state"));

  test("with a slot that nobody owns is refused, and with all of them it is not", async () => {
    const source = await server("cluster-enabled yes");
    const redis = await client(source);
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16382");
    expect(await about(source)).toStrictEqual(["source-cluster-state: blocking"]);
    await redis.call("CLUSTER", "ADDSLOTS", "16383");
    await until("it is whole", async () => String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok"));
    expect(await about(source)).toStrictEqual([]);
  });

  test("with a slot on its way to another shard is refused", async () => {
    const [source, other] = [await server("cluster-enabled yes"), await server("cluster-enabled yes")];
    const [redis, second] = [await client(source), await client(other)];
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await redis.call("CLUSTER", "MEET", other.host, other.port);
    const id = String(await second.call("CLUSTER", "MYID"));
    await until("they met", async () => String(await redis.call("CLUSTER", "NODES")).includes(id));
    await until("it is whole", async () => String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok"));
    await redis.call("CLUSTER", "SETSLOT", 77, "MIGRATING", id);
    expect(await about(source)).toStrictEqual(["source-cluster-state: blocking"]);
  });
});

describe("who else uses it", () => {
  test("Sentinel is told by the channel that it listens to", async () => {
    const source = await server();
    const sentinel = await client(source);
    await sentinel.client("SETNAME", "sentinel-0a1b2c3d-pubsub");
    await sentinel.subscribe("__sentinel__:hello");
    const findings = await found(addressOf(source));
    expect(codes(findings)).toStrictEqual(["source-sentinel: warning"]);
    expect(findings[0]?.found).toMatch(/is watched by Sentinel \(127\.[\d.]+:\d+\)$/);
  });

  test("functions, cached scripts and users are told as what is copied or not", async () => {
    const source = await server();
    const redis = await client(source);
    await redis.call("FUNCTION", "LOAD", "#!lua name=mylib\nredis.register_function('f', function() return 1 end)");
    const sha = String(await redis.script("LOAD", "return 1"));
    await redis.evalsha(sha, 0);
    await redis.call("ACL", "SETUSER", "reader", "on", ">secret", "+@read");
    const findings = await found(addressOf(source));
    expect(codes(findings)).toStrictEqual([
      "source-acl-users: note",
      "source-functions: note",
      "source-scripts: warning",
    ]);
    expect(JSON.stringify(findings)).not.toContain("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
  });

  test("keys that are evicted while it is watched are told", async () => {
    const source = await server("maxmemory 3mb", "maxmemory-policy allkeys-lru");
    const redis = await client(source);
    const fill = async () => {
      for (let i = 0; i < 40; i++) await redis.set(`key${i}`, "x".repeat(100_000));
    };
    expect(codes(await found(addressOf(source), {}, hurriedClock(fill)))).toContain("source-evicts: warning");
  });
});
