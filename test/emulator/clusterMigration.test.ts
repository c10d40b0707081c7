// A migration in cluster mode, over clusters that really are: from a source of two shards to a group of two.
import { CompleteMigrationCommand, DeleteReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import calculateSlot from "cluster-key-slot";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  clusterClient,
  clusterWorld,
  createClusterTarget,
  isListening,
  serversOf,
  nodeAddresses,
  startFrom,
} from "./clusterWorld.ts";
import { faultOf, groupOf, messagesOf, startSubject, until, untilStatus } from "./subject.ts";
import type { Subject } from "./subject.ts";

// Clusters take seconds to form, on a busy machine many.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let subject: Subject;
let source: Cluster;
const clusters: Cluster[] = [];
beforeAll(async () => {
  subject = await startSubject(new Map(), clusterWorld);
  source = await using("10.0.0.11:6379");
});
afterAll(async () => {
  for (const cluster of clusters) cluster.disconnect();
  await subject.close();
});

/** A cluster client by an address of the world or of this machine. */
async function using(address: string): Promise<Cluster> {
  const { addresses } = (await subject.get("world")) as { addresses: Record<string, string> };
  const cluster = await clusterClient(addresses[address] ?? address);
  clusters.push(cluster);
  return cluster;
}

const key = (number: number) => `key-${number}`;
const write = async (cluster: Cluster, numbers: readonly number[]) => {
  for (const number of numbers) await cluster.set(key(number), `value ${number}`);
};
const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const field = (info: string, name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
const complete = (id: string, Force = false) =>
  subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id, Force }));
const untilEvent = (id: string, part: string) =>
  until(
    `an event with "${part}"`,
    () => messagesOf(subject.client, id),
    (all) => all.some((one) => one.includes(part)),
    60_000,
  );

test("follows every shard, refuses writes meanwhile, and is a cluster with every key once completed", async () => {
  await write(source, numbers(1, 200));
  const group = await createClusterTarget(subject.client, "sharded");
  const nodes = await nodeAddresses(subject.client, group);
  const pids = (await serversOf(subject, "sharded")).map(({ pid }) => pid);
  const before = await using(nodes[0] ?? "");
  await before.set("of-the-target", "replaced by the migration");
  before.disconnect();

  const answer = await startFrom(subject.client, "sharded");
  expect(answer.ReplicationGroup?.Status).toBe("modifying");
  await untilStatus(subject.client, "sharded", "migrating");
  for (const primary of [nodes[0] ?? "", nodes[2] ?? ""]) await untilLinked(primary);
  await write(source, numbers(201, 400));
  await until(
    "the copies on every node",
    () => Promise.all(nodes.map(async (node) => (await subject.redis(node)).dbsize())),
    ([first = 0, firstReplica, second = 0, secondReplica]) =>
      first + second === 400 && first === firstReplica && second === secondReplica,
  );
  for (const node of nodes) {
    await expect((await subject.redis(node)).set("refused", "1")).rejects.toThrow(/^READONLY/);
  }
  // A node that follows the source shows it no password, although it has one for its own group.
  expect(await (await subject.redis("10.0.0.11:6379")).info("commandstats")).not.toContain("cmdstat_auth");
  await complete("sharded");
  await until(
    "the end",
    () => groupOf(subject.client, "sharded"),
    ({ Status }) => Status === "available",
    60_000,
  );
  const target = await using(nodes[0] ?? "");
  for (const number of numbers(1, 400)) expect(await target.get(key(number))).toBe(`value ${number}`);
  await write(target, numbers(401, 600));
  for (const number of numbers(401, 600)) expect(await target.get(key(number))).toBe(`value ${number}`);
  expect(await target.exists("of-the-target")).toBe(0);
  expect(await nodeAddresses(subject.client, await groupOf(subject.client, "sharded"))).toStrictEqual(nodes);
  expect((await serversOf(subject, "sharded")).map(({ pid }) => pid)).not.toStrictEqual(pids);
  expect(await rolesOf("sharded")).toStrictEqual([
    "sharded-0001-001 master",
    "sharded-0001-002 slave",
    "sharded-0002-001 master",
    "sharded-0002-002 slave",
  ]);
  expect(await messagesOf(subject.client, "sharded")).toStrictEqual([
    "Replication group sharded created",
    "Starting migration operation for target cluster sharded with source cluster endpoint 10.0.0.11 and port 6379",
    "Complete Migration successful for sharded",
  ]);

  // Its history is the source's, up to where it left it.
  const ended = await (await subject.redis(nodes[0] ?? "")).info("replication");
  const left = await (await subject.redis("10.0.0.11:6379")).info("replication");
  expect(field(ended, "master_replid2")).toBe(field(left, "master_replid"));
  expect(Number(field(ended, "second_repl_offset"))).toBeGreaterThan(1);
  expect(subject.complaints).toStrictEqual([]);
});

test("one shard that cannot synchronise makes all fall back, to a cluster that serves", async () => {
  const blocked = await subject.redis("10.0.0.12:6380");
  const group = await createClusterTarget(subject.client, "fallen");
  const [first = ""] = await nodeAddresses(subject.client, group);
  const target = await using(first);
  await write(target, numbers(1000, 1020));
  try {
    await blocked.call("ACL", "SETUSER", "default", "-psync", "-sync");
    await subject.put("delays", { startRetryMs: 600 });
    await startFrom(subject.client, "fallen");
    await untilEvent(
      "fallen",
      "Migration operation failed for replication group fallen because of synchronization failure with the source",
    );
  } finally {
    await subject.put("delays", { startRetryMs: 3000 });
    await blocked.call("ACL", "SETUSER", "default", "+psync", "+sync");
  }
  expect((await groupOf(subject.client, "fallen")).Status).toBe("available");
  const again = await using(first);
  await write(again, numbers(1021, 1040));
  for (const number of numbers(1021, 1040)) expect(await again.get(key(number))).toBe(`value ${number}`);
  // The second shard never saw the source, so it has what it had.
  const kept = numbers(1000, 1020).filter((number) => calculateSlot(key(number)) > 8191);
  expect(kept.length).toBeGreaterThan(0);
  for (const number of kept) expect(await again.get(key(number))).toBe(`value ${number}`);
  expect(subject.complaints).toStrictEqual([]);
});

test("stays migrating while one shard is out of sync, and stops when forced, with a cluster that serves", async () => {
  const { client } = subject;
  const blocked = await subject.redis("10.0.0.12:6380");
  const group = await createClusterTarget(client, "forced");
  const [first = ""] = await nodeAddresses(client, group);
  try {
    await blocked.call("CONFIG", "SET", "repl-diskless-sync-delay", "60");
    // The endpoint may be a replica of the source.
    await startFrom(client, "forced", { Address: "10.0.0.13" });
    await untilStatus(client, "forced", "migrating");
    await untilLinked(first);
    await complete("forced");
    await untilEvent("forced", "Complete Migration failed for forced: the data of the primary is not in sync");
    expect((await groupOf(client, "forced")).Status).toBe("migrating");
    const remove = new DeleteReplicationGroupCommand({ ReplicationGroupId: "forced" });
    expect(await faultOf(client.send(remove))).toMatchObject({ code: "InvalidReplicationGroupState" });
    await complete("forced", true);
    await untilEvent("forced", "Complete Migration successful for forced");
  } finally {
    await blocked.call("CONFIG", "SET", "repl-diskless-sync-delay", "0");
  }
  const target = await using(first);
  await write(target, numbers(2000, 2020));
  for (const number of numbers(2000, 2020)) expect(await target.get(key(number))).toBe(`value ${number}`);

  const addresses = await nodeAddresses(client, await groupOf(client, "forced"));
  await client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: "forced" }));
  await until(
    "the end of its servers",
    () => Promise.all(addresses.map((address) => isListening(address))),
    (all) => !all.includes(true),
    30_000,
  );
});

const rolesOf = async (id: string) => (await serversOf(subject, id)).map(({ name, role }) => `${name} ${role}`);

async function untilLinked(address: string): Promise<void> {
  await until(
    `the link of ${address}`,
    // It is started anew meanwhile, and does not answer then.
    () =>
      subject
        .redis(address)
        .then((redis) => redis.info("replication"))
        .catch((error: unknown) => String(error)),
    (info) => info.includes("master_link_status:up"),
    30_000,
  );
}
