// Rows of AWS's documents that are about the source, each violated once by a real server (or a scripted one, where no real
// one can be made to), read over the wire and judged: right code, right severity, right remedy. What it has to spare (Q6)
// and what only a cluster has (Q7) have files of their own.
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, test } from "vitest";
import { readiness } from "../../migration/readiness.ts";
import { directPort } from "../../redis/directPort.ts";
import { plan, ready, sourceAddress } from "../migration/samples.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { list, number, script, startScripted, text } from "./scriptedServer.ts";
import { addressOf, client, configured, open, server, signal } from "./opened.ts";
import { codes, found } from "./sourceRow.ts";

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
    const findings = await found(addressOf(await configured(directive)));
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
    expect(codes(await found(addressOf(await configured(directive))))).toStrictEqual([code]);
  });

  test("what is refused is named", async () => {
    const findings = await found(addressOf(await configured("user default on nopass ~* &* +@all -acl -function")));
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
  const replica = await configured(`replicaof ${primary.host} ${primary.port}`, "replica-read-only no");
  const findings = await found(addressOf(replica));
  expect(codes(findings)).toStrictEqual(["source-is-replica: blocking", "source-replica-writable: warning"]);
  expect(findings[0]?.remedy).toMatch(/source.primaries/);
});

test("Q11: a server without CONFIG that holds ElastiCache's own key is ElastiCache", async () => {
  const source = await configured('rename-command CONFIG ""');
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
});
