// Without a world file every mapped or loopback address that accepts a connection is reachable, as contracts say.
import {
  CreateReplicationGroupCommand,
  ElastiCacheClient,
  StartMigrationCommand,
  TestMigrationCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmulator } from "../../emulator/startEmulator.ts";
import type { Emulator } from "../../emulator/startEmulator.ts";
import { endpointsOf, messagesOf, startSubject, until, untilStatus } from "./subject.ts";
import type { Subject } from "./subject.ts";

let elsewhere: Subject;
let emulator: Emulator;
let client: ElastiCacheClient;
let source: string;
beforeAll(async () => {
  // Its source serves as somebody else's self-managed server.
  elsewhere = await startSubject();
  const { addresses } = (await elsewhere.get("world")) as { addresses: Record<string, string> };
  source = addresses["10.0.0.241:6379"] ?? "";
  const map = new Map([["10.9.9.9:6379", source]]);
  emulator = await startEmulator({ port: 0, world: undefined, map, dataDirectory: undefined, report: () => undefined });
  client = new ElastiCacheClient({
    endpoint: emulator.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  await client.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: "demo",
      ReplicationGroupDescription: "demo",
      CacheNodeType: "cache.m6g.large",
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    }),
  );
  await untilStatus(client, "demo", "available");
});
afterAll(async () => {
  await emulator.close();
  await elsewhere.close();
});

const endpointOf = (address: string) => {
  const [Address = "", port = ""] = address.split(":");
  return [{ Address, Port: Number(port) }];
};

test("a loopback address is tested with success, an unmapped one without", async () => {
  const send = (address: string) =>
    client.send(
      new TestMigrationCommand({ ReplicationGroupId: "demo", CustomerNodeEndpointList: endpointOf(address) }),
    );
  await send(source);
  await send("10.9.9.8:6379");
  const messages = await until(
    "both results",
    () => messagesOf(client, "demo"),
    (all) => all.length === 3,
  );
  expect(messages.slice(1).sort()).toStrictEqual([
    "Test Migration failed for demo because of an unreachable source: 10.9.9.8:6379 is neither mapped (--map) nor a loopback address",
    "Test Migration successful for demo",
  ]);
});

test("a mapped address is replicated from", async () => {
  await (await elsewhere.redis(source)).set("from", "elsewhere");
  await client.send(
    new StartMigrationCommand({ ReplicationGroupId: "demo", CustomerNodeEndpointList: endpointOf("10.9.9.9:6379") }),
  );
  const group = await untilStatus(client, "demo", "migrating");
  const target = await elsewhere.redis(endpointsOf(group).primary);
  await until(
    "the copy",
    () => target.get("from"),
    (value) => value === "elsewhere",
  );
});
