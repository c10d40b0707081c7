// Source and target on servers of other versions than the machine's own: what replicates, and what a target cannot load.
import {
  CompleteMigrationCommand,
  CreateCacheParameterGroupCommand,
  ModifyCacheParameterGroupCommand,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";
import type { Redis } from "ioredis";
import type { TestContext } from "vitest";
import { afterEach, describe, expect, test, vi } from "vitest";
import { askServer, serverVersion, type ServerName } from "../../rehearsal/servers.ts";
import { programOf } from "../servers/otherServer.ts";
import { clusterClient, clusterWorld, createClusterTarget, nodeAddresses, startFrom } from "./clusterWorld.ts";
import { createTarget, endpointsOf, groupOf, messagesOf, startSubject, until } from "./subject.ts";
import type { Subject } from "./subject.ts";

const patientMs = 60_000;
vi.setConfig({ testTimeout: 120_000 });
const id = "moved";
const own = "ElastiCacheMasterReplicationTimestamp";

let subject: Subject | undefined;
afterEach(async () => {
  await subject?.close();
  subject = undefined;
});

/** A world whose source runs on one program, and whose groups of either engine on another. */
async function startOn(source: ServerName, target: ServerName, context: TestContext): Promise<Subject> {
  const [program, engine] = [programOf(source, context), programOf(target, context)];
  const [vpcs, subnets, routeTables] = [clusterWorld.vpcs, clusterWorld.subnets, clusterWorld.routeTables];
  const { securityGroups } = clusterWorld;
  const instances = clusterWorld.instances
    .filter(({ id: instance }) => instance === "i-alone")
    .map((instance) => ({ ...instance, server: { ...instance.server, program } }));
  const engines = { redis: engine, valkey: engine };
  subject = await startSubject(new Map(), { engines, vpcs, subnets, routeTables, securityGroups, instances });
  return subject;
}

const valkey = { Engine: "valkey", EngineVersion: "9.0" };
const alone = { Address: "10.0.0.15", Port: 6379 };

async function migrate({ client }: Subject): Promise<void> {
  await client.send(new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList: [alone] }));
}

async function untilStatus({ client }: Subject, status: string): Promise<void> {
  await until(
    status,
    () => groupOf(client, id),
    ({ Status }) => Status === status,
    patientMs,
  );
}

function versionAt(address: string): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  return serverVersion({ host, port: Number(port) }, new AbortController().signal);
}

async function fill(redis: Redis): Promise<void> {
  await redis.set("text", "1", "EX", 1_000);
  await redis.hset("hash", { a: 1 });
  await redis.rpush("list", "a", "b");
  await redis.sadd("set", "1", "2");
  await redis.zadd("sorted", 1.5, "a");
  await redis.xadd("stream", "1-1", "field", "value");
}

describe("a migration", () => {
  test.for([
    ["redis-6.2", "redis-7.0", {}, /^redis 7\.0\./],
    ["redis-6.2", "redis-6.2", { EngineVersion: "6.2" }, /^redis 6\.2\./],
    ["redis-6.2", "valkey-9", valkey, /^valkey 9\./],
    ["redis-7.0", "valkey-9", valkey, /^valkey 9\./],
    ["valkey-9", "valkey-9", valkey, /^valkey 9\./],
  ] as const)(
    "from %s to %s brings every type over, and is completed",
    async ([source, target, change, version], context) => {
      const on = await startOn(source, target, context);
      const { primary, reader } = endpointsOf(await createTarget(on.client, id, change));
      expect([await versionAt(primary), await versionAt(reader)]).toStrictEqual([
        expect.stringMatching(version),
        expect.stringMatching(version),
      ]);
      const [from, to, replica] = [await on.redis("10.0.0.15:6379"), await on.redis(primary), await on.redis(reader)];
      await fill(from);
      await migrate(on);
      await until(
        "the link",
        () => to.info("replication"),
        (info) => info.includes("master_link_status:up"),
        patientMs,
      );
      await from.set("late", "2");
      await until(
        "the replica's copy",
        () => replica.get("late"),
        (value) => value === "2",
        patientMs,
      );
      await expect(to.set("refused", "3")).rejects.toThrow(/^READONLY/);
      await expect(to.config("GET", "databases")).rejects.toThrow(/unknown command/);
      await on.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id }));
      await untilStatus(on, "available");
      expect((await to.keys("*")).sort()).toStrictEqual([
        own,
        "hash",
        "late",
        "list",
        "set",
        "sorted",
        "stream",
        "text",
      ]);
      expect([await to.hgetall("hash"), await to.zrange("sorted", "0", "-1", "WITHSCORES")]).toStrictEqual([
        { a: "1" },
        ["a", "1.5"],
      ]);
      expect(await to.xrange("stream", "-", "+")).toStrictEqual([["1-1", ["field", "value"]]]);
      expect(on.complaints).toStrictEqual([]);
    },
  );

  test("in cluster mode from Redis 7.0 to Valkey 9 keeps slots and keys", async (context) => {
    const [program, engine] = [programOf("redis-7.0", context), programOf("valkey-9", context)];
    const instances = clusterWorld.instances.map((one) => ({ ...one, server: { ...one.server, program } }));
    const world = { ...clusterWorld, engines: { valkey: engine }, instances };
    const on = (subject = await startSubject(new Map(), world));
    const source = await clusterClient((await addressesOf(on))["10.0.0.11:6379"] ?? "");
    for (let key = 0; key < 50; key++) await source.set(`key-${key}`, String(key));
    source.disconnect();
    const group = await createClusterTarget(on.client, id, valkey);
    const [primary = ""] = await nodeAddresses(on.client, group);
    await startFrom(on.client, id);
    await untilStatus(on, "migrating");
    await until(
      "the completion",
      async () => {
        await on.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id })).catch(() => undefined);
        return messagesOf(on.client, id);
      },
      (all) => all.includes(`Complete Migration successful for ${id}`),
      patientMs,
    );
    await untilStatus(on, "available");
    const target = await clusterClient(primary);
    const values = await Promise.all(Array.from({ length: 50 }, (_, key) => target.get(`key-${key}`)));
    target.disconnect();
    expect(values).toStrictEqual(Array.from({ length: 50 }, (_, key) => String(key)));
    expect(await versionAt(primary)).toMatch(/^valkey 9\./);
  });
});

describe("databases of a cluster, which a Valkey 9 has several of", () => {
  /** A migration between clusters on Valkey 9 with a key in database 2, as far as `migrating`. */
  async function startWithDatabases(context: TestContext, values: Record<string, string>): Promise<Subject> {
    const program = programOf("valkey-9", context);
    const config = { "repl-diskless-sync-delay": "0", "cluster-databases": "3" };
    const instances = clusterWorld.instances.map((one) => ({ ...one, server: { ...one.server, program, config } }));
    const on = (subject = await startSubject(new Map(), { ...clusterWorld, engines: { valkey: program }, instances }));
    const [host = "", port = ""] = ((await addressesOf(on))["10.0.0.11:6379"] ?? "").split(":");
    const source = await on.redis(`${host}:${port}`);
    await source.select(2);
    await source.set("b", "in the third"); // slot 3300, of the first shard
    const group = { CacheParameterGroupName: "several", CacheParameterGroupFamily: "valkey9", Description: "test" };
    await on.client.send(new CreateCacheParameterGroupCommand(group));
    const ParameterNameValues = Object.entries({ "cluster-enabled": "yes", ...values }).map(
      ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }),
    );
    await on.client.send(new ModifyCacheParameterGroupCommand({ ...group, ParameterNameValues }));
    await createClusterTarget(on.client, id, { ...valkey, CacheParameterGroupName: "several" });
    await startFrom(on.client, id);
    await untilStatus(on, "migrating");
    const [primary = ""] = await nodeAddresses(on.client, await groupOf(on.client, id));
    await until(
      "the copy",
      () => infoOf(primary),
      (info) => info.includes("db2:keys=1"),
      patientMs,
    );
    return on;
  }

  test("are kept by a target that has as many", async (context) => {
    const on = await startWithDatabases(context, { "cluster-databases": "3" });
    await untilCompleted(on);
    await untilStatus(on, "available");
    const [primary = ""] = await nodeAddresses(on.client, await groupOf(on.client, id));
    const target = await on.redis(primary);
    await target.select(2);
    expect(await target.get("b")).toBe("in the third");
  });

  test("end a target that has one, at the completion", async (context) => {
    const on = await startWithDatabases(context, {});
    await on.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id, Force: true }));
    const failure = `Complete Migration failed for ${id}: a node is undergoing a replacement`;
    await until(
      "the failure",
      () => messagesOf(on.client, id),
      (all) => all.includes(failure),
      patientMs,
    );
    const words = "FATAL: Data file was created with a Valkey server configured to handle more than 1 databases";
    expect(on.complaints.filter((one) => one.includes(words))).not.toStrictEqual([]);
  });
});

/** Nodes of a cluster are started anew for a migration: for a while nobody answers. */
function infoOf(address: string): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  const at = { host, port: Number(port) };
  return askServer(at, new AbortController().signal, (redis) => redis.info()).catch(() => "");
}

async function untilCompleted({ client }: Subject): Promise<void> {
  await until(
    "the completion",
    async () => {
      // Refused by an event, not by a fault, as long as it is not in sync.
      await client.send(new CompleteMigrationCommand({ ReplicationGroupId: id })).catch(() => undefined);
      return messagesOf(client, id);
    },
    (all) => all.includes(`Complete Migration successful for ${id}`),
    30_000,
  );
}

async function addressesOf(on: Subject): Promise<Record<string, string>> {
  return ((await on.get("world")) as { addresses: Record<string, string> }).addresses;
}

describe("a snapshot that is too new for the target", () => {
  test.for([
    // A Valkey 9 writes version 11 for a replica that does not say it knows 80: still one more than Redis 7.0 loads.
    ["valkey-9", "redis-7.0", {}],
    ["valkey-9", "redis-6.2", { EngineVersion: "6.2" }],
    ["redis-7.0", "redis-6.2", { EngineVersion: "6.2" }],
  ] as const)(
    "from %s to %s is tried three times and told in AWS's words",
    async ([source, target, change], context) => {
      const on = await startOn(source, target, context);
      const { primary } = endpointsOf(await createTarget(on.client, id, change));
      await fill(await on.redis("10.0.0.15:6379"));
      const to = await on.redis(primary);
      await to.set("of-the-target", "1");
      await migrate(on);
      const failed = `Migration operation failed for replication group ${id} because of invalid RDB received`;
      await until(
        "the failure",
        () => messagesOf(on.client, id),
        (all) => all.includes(failed),
        patientMs,
      );
      expect((await groupOf(on.client, id)).Status).toBe("available");
      // Nothing has come, and what was there is gone: these servers flush before they look at the snapshot's version.
      expect(await to.keys("*")).toStrictEqual([own]);
      expect(await to.set("again", "writable")).toBe("OK");
    },
  );
});
