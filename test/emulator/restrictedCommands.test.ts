// What clients cannot do on ElastiCache's nodes, and what the nodes still do among themselves.
import { createServer } from "node:net";
import { once } from "node:events";
import {
  CompleteMigrationCommand,
  CreateReplicationGroupCommand,
  DeleteReplicationGroupCommand,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createTarget,
  endpointsOf,
  faultOf,
  groupOf,
  messagesOf,
  sourceEndpoint,
  startSubject,
  until,
  untilStatus,
} from "./subject.ts";
import type { Subject } from "./subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});
afterAll(() => subject.close());

const unknown = [
  ["CONFIG", "GET", "*"],
  ["REPLICAOF", "NO", "ONE"],
  ["SLAVEOF", "NO", "ONE"],
  ["SAVE"],
  ["BGSAVE"],
  ["BGREWRITEAOF"],
  ["SHUTDOWN"],
  ["DEBUG", "SLEEP", "0"],
  ["MIGRATE", "127.0.0.1", "1", "k", "0", "1"],
];
const forbidden = [
  ["PSYNC", "?", "-1"],
  ["SYNC"],
  ["ACL", "SETUSER", "default", "+@all"],
  ["ACL", "DELUSER", "nobody"],
  ["ACL", "LOAD"],
  ["CLUSTER", "MEET", "127.0.0.1", "6379"],
  ["CLUSTER", "FAILOVER"],
];

test("restricted commands are refused on every node, the others work", async () => {
  const { primary, reader } = endpointsOf(await createTarget(subject.client, "guarded"));
  for (const address of [primary, reader]) {
    const redis = await subject.redis(address);
    for (const [command = "", ...args] of unknown) {
      await expect(redis.call(command, ...args), command).rejects.toThrow(/^ERR unknown command/);
    }
    for (const [command = "", ...args] of forbidden) {
      await expect(redis.call(command, ...args), `${command} ${args.join(" ")}`).rejects.toThrow(/^NOPERM/);
    }
    expect(await redis.call("ACL", "WHOAMI")).toBe("default");
    expect(await redis.ping()).toBe("PONG");
    expect(await redis.info("server")).toContain("redis_version");
    expect(await redis.call("CLIENT", "LIST")).toContain("addr=");
  }
});

test("the hidden names and passwords are in no argument and no INFO", async () => {
  const { primary } = endpointsOf(await createTarget(subject.client, "secret"));
  const redis = await subject.redis(primary);
  const info = await redis.info("everything");
  expect(info).toContain("role:master");
  expect(info).not.toContain("config-");
});

test("a migrating primary shows its source no password, and its own replica follows all along", async () => {
  const { primary, reader } = endpointsOf(await createTarget(subject.client, "silent"));
  const source = await subject.redis("10.0.0.241:6379");
  const failedLogins = async () => /acl_access_denied_auth:(\d+)/.exec(await source.info("stats"))?.[1] ?? "none";
  const before = await failedLogins();
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "silent", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  const target = await subject.redis(primary);
  await until(
    "the link",
    () => target.info("replication"),
    (info) => info.includes("master_link_status:up"),
  );
  expect(await source.info("commandstats")).not.toContain("cmdstat_auth");
  expect(await failedLogins()).toBe(before);
  const replica = await subject.redis(reader);
  await source.set("passed-on", "1");
  await until(
    "the write",
    () => replica.get("passed-on"),
    (value) => value === "1",
  );
  await untilStatus(subject.client, "silent", "migrating");
  await subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: "silent" }));
  await untilStatus(subject.client, "silent", "available");
});

const begin = async (id: string, Address: string) => {
  await createTarget(subject.client, id);
  const CustomerNodeEndpointList = [{ ...sourceEndpoint, Address }];
  await subject.client.send(new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList }));
  return untilStatus(subject.client, id, "migrating");
};
const untilMessage = (id: string, isIt: (message: string) => boolean) =>
  until(
    "the event",
    () => messagesOf(subject.client, id),
    (all) => all.some(isIt),
  );

test("a primary that dies before its first link fails the migration by an event", async () => {
  await begin("early", "10.0.0.243");
  await subject.put("faults", [{ kind: "serverDies", server: "early-001" }]);
  const failed = "Migration operation failed for replication group early because of a failed node";
  await untilMessage("early", (message) => message === failed);
  expect((await groupOf(subject.client, "early")).Status).toBe("modifying");
});

test("a primary that dies later is never promoted, not even by force", async () => {
  const id = "broken";
  const target = await subject.redis(endpointsOf(await begin(id, "10.0.0.241")).primary);
  await until(
    "the link",
    () => target.info("replication"),
    (info) => info.includes("master_link_status:up"),
  );
  await subject.put("faults", [{ kind: "serverDies", server: "broken-001" }]);
  await untilMessage(id, (message) => message.includes("broken-001 has failed"));
  // The emulator may not have seen yet that the link was up; then the start fails instead of the completion.
  const fault = await faultOf(
    subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id, Force: true })),
  );
  expect(["(no fault)", "ReplicationGroupNotUnderMigrationFault"]).toContain(fault.name);
  await untilMessage(id, (message) => /undergoing a replacement|because of a failed node/.test(message));
  expect((await groupOf(subject.client, id)).Status).not.toBe("available");
  expect((await messagesOf(subject.client, id)).join()).not.toContain("successful");
});

test("a group whose port somebody else holds fails to be created, says so, and can be deleted", async () => {
  // Every loopback address has this port in use now.
  const squatter = createServer().listen(0, "0.0.0.0");
  await once(squatter, "listening");
  const address = squatter.address();
  const Port = typeof address === "object" ? address?.port : undefined;
  const client = subject.client;
  await client.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: "homeless",
      ReplicationGroupDescription: "d",
      CacheNodeType: "cache.m6g.large",
      NumCacheClusters: 2,
      CacheSubnetGroupName: "zones",
      Port,
    }),
  );
  await untilStatus(client, "homeless", "create-failed");
  squatter.close();
  expect((await messagesOf(client, "homeless")).join()).toContain("Address already in use");
  expect(subject.complaints.join()).toContain("The replication group homeless could not be created");
  await client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: "homeless" }));
  await until(
    "the end",
    () => faultOf(groupOf(client, "homeless")),
    ({ name }) => name === "ReplicationGroupNotFoundFault",
  );
});
