// Q6 of AWS's documents: a source that has too little to spare for a full synchronisation, in CPU, memory, snapshots and
// buffers. Real servers where one can be made to; CPU and memory are told by a scripted one, as INFO words them.
import { readlink, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { hurriedClock } from "./hurriedClock.ts";
import { list, script, startScripted, text } from "./scriptedServer.ts";
import { addressOf, client, configured, open, server, until } from "./opened.ts";
import { codes, found } from "./sourceRow.ts";

/** A scripted source with these fields of INFO; each look is one further. */
async function told(port: number, fields: (look: number) => readonly string[]) {
  const { host } = await server();
  const head = ["redis_version:6.2.14", "role:master", "run_id:a", "used_memory:1000000", "total_net_input_bytes:1"];
  let looks = 0;
  const others = script({
    "CONFIG GET DATABASES": list(text("databases"), text("16")),
    "CONFIG GET": list(),
    COMMAND: list(text("get")),
    "MODULE LIST": list(),
    "PUBSUB CHANNELS": list(),
    "ACL LIST": list(text("user default on nopass ~* &* +@all")),
  });
  const end = await startScripted(host, port, (command) => {
    if (command.join(" ").toUpperCase() !== "INFO") return others(command);
    return text([...head, ...fields(looks++), ""].join("\r\n"));
  });
  open.push(end);
  return (await found(`${host}:${port}`)).filter(({ code }) => code === "source-cpu" || code === "source-fork");
}

const roomy = ["used_memory_rss:2000000", "total_system_memory:8000000000", "latest_fork_usec:800"];

test("Q6: a source that uses most of a core is told", async () => {
  // Two looks two seconds apart, and how often it was looked at before is no matter.
  const cpu = (each: number) => (look: number) => [
    ...roomy,
    `used_cpu_user:${(look * each).toFixed(2)}`,
    "used_cpu_sys:0.5",
  ];
  const findings = await told(6392, cpu(1.9));
  expect(codes(findings)).toStrictEqual(["source-cpu: warning"]);
  expect(findings[0]?.found).toMatch(/ used 95 % of a core over 2000 ms$/);
  expect(await told(6393, cpu(1.5))).toStrictEqual([]);
});

test("Q6: a machine without room for a snapshot beside the data is told", async () => {
  const memory = (resident: number) => () => [
    `used_memory_rss:${resident}`,
    "total_system_memory:8000000000",
    "latest_fork_usec:800",
  ];
  const findings = await told(6394, memory(6_500_000_000));
  expect(codes(findings)).toStrictEqual(["source-fork: warning"]);
  expect(findings[0]?.found).toMatch(/ holds 6500000000 of its machine's 8000000000 bytes$/);
  expect(findings[0]?.remedy).toMatch(/^free memory on its machine/);
  expect(await told(6395, memory(6_300_000_000))).toStrictEqual([]);
});

test("Q6: a snapshot that failed blocks, and warns only where the target is sent one without the disk", async () => {
  const source = await configured("repl-diskless-sync no");
  await rm(await readlink(`/proc/${source.pid}/cwd`), { recursive: true });
  const redis = await client(source);
  await redis.bgsave();
  await until(async () => (await redis.info("persistence")).includes("rdb_last_bgsave_status:err"), Boolean);
  const findings = await found(addressOf(source));
  expect(codes(findings)).toStrictEqual(["source-fork: blocking"]);
  expect(findings[0]?.remedy).toMatch(/run BGSAVE/);
  await redis.config("SET", "repl-diskless-sync", "yes");
  expect(codes(await found(addressOf(source)))).toStrictEqual(["source-fork: warning"]);
});

test("Q6: a buffer that the writes would outgrow is told with the very line that mends it", async () => {
  const source = await configured(
    'client-output-buffer-limit "replica 1mb 1mb 1"'.replaceAll('"', ""),
    "repl-backlog-size 1mb",
  );
  await configured(`replicaof ${source.host} ${source.port}`);
  const writer = await client(source);
  // The replica takes itself for linked a moment before the source does.
  await until(async () => (await writer.info("replication")).includes("state=online"), Boolean);
  const value = "x".repeat(2 ** 16);
  const clock = hurriedClock(async () => {
    for (let i = 0; i < 128; i++) {
      await writer.set("busy", value);
      // Never so much at once that the small buffer loses this replica.
      if (i % 8 === 7) expect(await writer.wait(1, 10_000)).toBe(1);
    }
  });
  const findings = await found(addressOf(source), {}, clock);
  expect(codes(findings)).toStrictEqual([
    "source-survival: warning",
    "source-backlog: warning",
    "source-other-replicas: note",
  ]);
  // 8 MiB within 2 s, a second at least for the copy, and twice that: 8 MiB and what the protocol adds.
  expect(findings[0]?.remedy).toMatch(/CONFIG SET client-output-buffer-limit "replica 9437184 9437184 1"/);
  expect(findings[1]?.remedy).toMatch(/CONFIG SET repl-backlog-size 50\d{7};/);
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

test("keys that are evicted while it is watched are told", async () => {
  const source = await configured("maxmemory 3mb", "maxmemory-policy allkeys-lru");
  const redis = await client(source);
  const fill = async () => {
    for (let i = 0; i < 40; i++) await redis.set(`key${i}`, "x".repeat(100_000));
  };
  expect(codes(await found(addressOf(source), {}, hurriedClock(fill)))).toContain("source-evicts: warning");
});
