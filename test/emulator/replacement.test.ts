// A node that is replaced: its server goes at once, a new and empty one follows, and nothing is completed meanwhile.
import {
  CompleteMigrationCommand,
  DescribeCacheClustersCommand,
  DescribeEventsCommand,
} from "@aws-sdk/client-elasticache";
import { StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTarget, endpointsOf, groupOf, messagesOf, sourceEndpoint, startSubject, until } from "./subject.ts";
import type { Subject } from "./subject.ts";

// Servers start and copy, on a busy machine slowly.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const patientMs = 40_000;

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
  await subject.put("delays", { startModifyingMs: 10, completeMs: 10 });
  await (await subject.redis("10.0.0.241:6379")).set("greeting", "hello");
});
afterAll(() => subject.close());
afterEach(() => subject.put("faults", []));

const role = async (name: string) =>
  ((await subject.get("world")) as { servers: { name: string; role: string }[] }).servers.find(
    (server) => server.name === name,
  )?.role;
const statusOf = async (node: string) =>
  (await subject.client.send(new DescribeCacheClustersCommand({ CacheClusterId: node }))).CacheClusters?.[0]
    ?.CacheClusterStatus;
const eventsOf = async (node: string) =>
  (
    (await subject.client.send(new DescribeEventsCommand({ SourceIdentifier: node, SourceType: "cache-cluster" })))
      .Events ?? []
  ).map(({ Message }) => Message);
const until1 = <Seen>(what: string, look: () => Promise<Seen>, wanted: Seen) =>
  until(what, look, (seen) => JSON.stringify(seen) === JSON.stringify(wanted), patientMs);
const linkOf = async (address: string) => {
  const redis = await subject.redis(address).catch(() => undefined);
  const info = (await redis?.info("replication").catch(() => "")) ?? "";
  return /master_link_status:(\w+)/.exec(info)?.[1];
};
const greeting = async (address: string) => (await subject.redis(address)).get("greeting");

test("a replica of an idle group comes back with the primary's data", async () => {
  const group = await createTarget(subject.client, "idle");
  const { primary, reader } = endpointsOf(group);
  await (await subject.redis(primary)).set("greeting", "from the primary");
  await subject.put("faults", [{ kind: "replaceNode", server: "idle-002", afterMs: 200 }]);
  expect((await groupOf(subject.client, "idle")).Status).toBe("modifying");
  expect(await statusOf("idle-002")).toBe("modifying");
  await until1("the new node", () => statusOf("idle-002"), "available");
  expect((await groupOf(subject.client, "idle")).Status).toBe("available");
  expect(await greeting(reader)).toBe("from the primary");
  expect(await eventsOf("idle-002")).toStrictEqual([
    "Cache cluster created",
    "Recovering cache nodes 0001",
    "Finished recovery for cache nodes 0001",
  ]);
  expect(subject.complaints).toStrictEqual([]);
});

test("a completion is refused while any node is being replaced, and taken afterwards", async () => {
  const { primary } = endpointsOf(await createTarget(subject.client, "moving"));
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "moving", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  await until1("the link", () => linkOf(primary), "up");
  const complete = () => subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: "moving" }));
  const messages = () => messagesOf(subject.client, "moving");
  const refused = "Complete Migration failed for moving: a node is undergoing a replacement";

  await subject.put("faults", [{ kind: "replaceNode", server: "moving-002", afterMs: 1_000 }]);
  await complete();
  await until("the refusal", messages, (all) => all.includes(refused), patientMs);
  expect((await groupOf(subject.client, "moving")).Status).toBe("migrating");
  await until1("the new replica", () => statusOf("moving-002"), "available");

  await subject.put("faults", [{ kind: "replaceNode", server: "moving-001", afterMs: 100 }]);
  expect((await groupOf(subject.client, "moving")).Status).toBe("migrating");
  await until1("the new primary", () => statusOf("moving-001"), "available");
  expect([await linkOf(primary), await greeting(primary)]).toStrictEqual(["up", "hello"]);
  await complete();
  await until("the end", messages, (all) => all.includes("Complete Migration successful for moving"), patientMs);
  expect(await role("moving-001")).toBe("master");
});

test("what cannot be replaced is refused, and keeps running", async () => {
  await createTarget(subject.client, "steady");
  const refusal = async (server: string) => {
    const response = await subject.put("faults", [{ kind: "replaceNode", server }]);
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await refusal("nobody")).toStrictEqual([400, 'No node of a group is named "nobody".']);
  expect(await refusal("steady-001")).toStrictEqual([
    400,
    "The node steady-001 is replaced only while it, or its cluster, follows a source.",
  ]);
  expect(await role("steady-001")).toBe("master");
});

test("a cut network takes the link down although every rule of EC2 lets it through, until it is mended", async () => {
  const { primary } = endpointsOf(await createTarget(subject.client, "cut"));
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "cut", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  await until1("the link", () => linkOf(primary), "up");
  await subject.put("faults", [{ kind: "cutNetwork", to: "10.0.0.241:6379" }]);
  await until1("the cut", () => linkOf(primary), "down");
  await subject.put("faults", []);
  await until1("the mended link", () => linkOf(primary), "up");
});

test("lost events are never listed, and late ones late", async () => {
  await subject.put("faults", [
    { kind: "lostEvents", matching: "created" },
    { kind: "lateEvents", matching: "starting", afterMs: 700 },
  ]);
  await createTarget(subject.client, "unheard");
  expect(await messagesOf(subject.client, "unheard")).toStrictEqual([]);
  const begun = performance.now();
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "unheard", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  expect(await messagesOf(subject.client, "unheard")).toStrictEqual([]);
  await until(
    "the event",
    () => messagesOf(subject.client, "unheard"),
    (all) => all.length === 1,
    patientMs,
  );
  expect(performance.now() - begun).toBeGreaterThanOrEqual(690);
});
