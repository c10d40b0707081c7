// A migration as AWS carries it out, over servers that really replicate.
import {
  CompleteMigrationCommand,
  DeleteReplicationGroupCommand,
  ListTagsForResourceCommand,
  ModifyReplicationGroupCommand,
  StartMigrationCommand,
  TestMigrationCommand,
} from "@aws-sdk/client-elasticache";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  await subject.put("delays", { startRetryMs: 600 });
});
afterAll(() => subject.close());

const start = (id: string, endpoint: object = sourceEndpoint) =>
  subject.client.send(
    new StartMigrationCommand({
      ReplicationGroupId: id,
      CustomerNodeEndpointList: [{ ...sourceEndpoint, ...endpoint }],
    }),
  );
const complete = (id: string, Force?: boolean) =>
  subject.client.send(
    new CompleteMigrationCommand({ ReplicationGroupId: id, ...(Force === undefined ? {} : { Force }) }),
  );
const linkUp = (redis: Redis) =>
  until(
    "the link",
    () => redis.info("replication"),
    (info) => info.includes("master_link_status:up"),
  );
const untilEvent = (id: string, part: string) =>
  until(
    `an event with "${part}"`,
    () => messagesOf(subject.client, id),
    (all) => all.some((one) => one.includes(part)),
  );

test("replicates, refuses writes meanwhile, and takes them once completed", async () => {
  const source = await subject.redis("10.0.0.241:6379");
  await source.set("before", "1");
  const { primary, reader } = endpointsOf(await createTarget(subject.client, "whole"));
  const target = await subject.redis(primary);
  expect(await target.keys("*")).toStrictEqual(["ElastiCacheMasterReplicationTimestamp"]);
  await target.set("of-the-target", "replaced by the migration");

  const answer = await start("whole");
  expect(answer.ReplicationGroup?.Status).toBe("modifying");
  const migrating = await untilStatus(subject.client, "whole", "migrating");
  expect(migrating.NodeGroups?.[0]?.Status).toBe("available");
  await linkUp(target);
  await source.set("during", "2");
  const replica = await subject.redis(reader);
  await until(
    "the replica's copy",
    () => replica.get("during"),
    (value) => value === "2",
  );
  expect(await target.keys("*").then((keys) => keys.sort())).toStrictEqual(["before", "during"]);
  await expect(target.set("refused", "3")).rejects.toThrow(/^READONLY/);

  await complete("whole");
  expect((await groupOf(subject.client, "whole")).Status).toBe("migrating");
  await untilStatus(subject.client, "whole", "available");
  expect(await target.set("after", "4")).toBe("OK");
  await until(
    "the write on the replica",
    () => replica.get("after"),
    (value) => value === "4",
  );
  expect(await target.exists("ElastiCacheMasterReplicationTimestamp")).toBe(1);
  expect(await messagesOf(subject.client, "whole")).toStrictEqual([
    "Replication group whole created",
    "Starting migration operation for target cluster whole with source cluster endpoint 10.0.0.241 and port 6379",
    "Complete Migration successful for whole",
  ]);
  expect(subject.complaints).toStrictEqual([]);
});

test("follows a replica of the source too", async () => {
  const source = await subject.redis("10.0.0.241:6379");
  await createTarget(subject.client, "chained");
  await start("chained", { Address: "10.0.0.242" });
  const group = await untilStatus(subject.client, "chained", "migrating");
  const target = await subject.redis(endpointsOf(group).primary);
  await linkUp(target);
  await source.set("through-two-links", "1");
  await until(
    "the write",
    () => target.get("through-two-links"),
    (value) => value === "1",
  );
  await complete("chained");
  await untilStatus(subject.client, "chained", "available");
});

test.each([
  ["no-one", { Address: "10.0.0.99" }, "an unreachable source: 10.0.0.99 "],
  ["closed-port", { Port: 6500 }, "an unreachable source: sg-source "],
  ["guarded", { Address: "10.0.0.244" }, "authentication enabled on the source"],
  ["protected", { Address: "10.0.0.245" }, "protected mode of the source"],
])("falls back to available when the source refuses: %s", async (id, endpoint, reason) => {
  const { primary } = endpointsOf(await createTarget(subject.client, id));
  await start(id, endpoint);
  await untilEvent(id, `Migration operation failed for replication group ${id} because of ${reason}`);
  expect((await groupOf(subject.client, id)).Status).toBe("available");
  const target = await subject.redis(primary);
  expect(await target.set("writable", "again")).toBe("OK");
});

describe("a group whose source keeps it waiting", () => {
  beforeAll(async () => {
    await createTarget(subject.client, "slow");
    await start("slow", { Address: "10.0.0.243" });
    await untilStatus(subject.client, "slow", "migrating");
  });

  test("stays migrating after a completion without Force, and says why by an event", async () => {
    await complete("slow");
    await untilEvent("slow", "Complete Migration failed for slow: the data of the primary is not in sync");
    expect((await groupOf(subject.client, "slow")).Status).toBe("migrating");
  });

  test("refuses a second start, a test, changes, deletion and tagging", async () => {
    const { client } = subject;
    const ReplicationGroupId = "slow";
    const state = { name: "InvalidReplicationGroupStateFault", code: "InvalidReplicationGroupState", status: 400 };
    const under = {
      name: "ReplicationGroupAlreadyUnderMigrationFault",
      code: "ReplicationGroupAlreadyUnderMigrationFault",
      status: 400,
    };
    const group = await groupOf(client, "slow");
    const test = new TestMigrationCommand({ ReplicationGroupId, CustomerNodeEndpointList: [sourceEndpoint] });
    const modify = new ModifyReplicationGroupCommand({ ReplicationGroupId, SnapshotRetentionLimit: 1 });
    expect(await faultOf(start("slow"))).toStrictEqual(under);
    expect(await faultOf(client.send(test))).toStrictEqual(under);
    expect(await faultOf(client.send(modify))).toStrictEqual(state);
    expect(await faultOf(client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId })))).toStrictEqual(state);
    const { ARN: ResourceName } = group;
    expect(await faultOf(client.send(new ListTagsForResourceCommand({ ResourceName })))).toStrictEqual(state);
  });

  test("stops when forced, and can be written to", async () => {
    await complete("slow", true);
    const group = await untilStatus(subject.client, "slow", "available");
    const target = await subject.redis(endpointsOf(group).primary);
    expect(await target.set("independent", "1")).toBe("OK");
    expect((await messagesOf(subject.client, "slow")).at(-1)).toBe("Complete Migration successful for slow");
  });
});

test("refuses a completion that no start went before", async () => {
  await createTarget(subject.client, "idle");
  expect(await faultOf(complete("idle"))).toStrictEqual({
    name: "ReplicationGroupNotUnderMigrationFault",
    code: "ReplicationGroupNotUnderMigrationFault",
    status: 400,
  });
  expect(await faultOf(complete("nowhere"))).toMatchObject({ name: "ReplicationGroupNotFoundFault", status: 404 });
});

test("refuses a start that misses a prerequisite", async () => {
  const ReplicationGroupId = "single";
  await createTarget(subject.client, "single", { AutomaticFailoverEnabled: false, MultiAZEnabled: false });
  await createTarget(subject.client, "encrypted", { TransitEncryptionEnabled: true });
  await expect(start("single")).rejects.toThrow("Multi-AZ is disabled");
  await expect(start("encrypted")).rejects.toThrow("encryption in transit is enabled");
  const two = new StartMigrationCommand({
    ReplicationGroupId,
    CustomerNodeEndpointList: [sourceEndpoint, sourceEndpoint],
  });
  await expect(subject.client.send(two)).rejects.toThrow("exactly one element, not 2");
  await expect(start("single", { Port: 0 })).rejects.toThrow("Invalid value 0");
});

test("tells by an event how a test went, and leaves the group available", async () => {
  await createTarget(subject.client, "tested");
  const send = (Address: string) =>
    subject.client.send(
      new TestMigrationCommand({ ReplicationGroupId: "tested", CustomerNodeEndpointList: [{ Address, Port: 6379 }] }),
    );
  await send("10.0.0.241");
  await untilEvent("tested", "Test Migration successful for tested");
  await send("10.0.0.244");
  await untilEvent("tested", "Test Migration failed for tested because of authentication enabled on the source");
  expect((await groupOf(subject.client, "tested")).Status).toBe("available");
});
