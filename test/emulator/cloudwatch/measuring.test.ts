// What CloudWatch has of real nodes: which series, when, and what they say.
import { StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTarget, endpointsOf, sourceEndpoint, until, untilStatus } from "../subject.ts";
import { query, startStand, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

const metrics = ["PrimaryLinkHealthStatus", "ReplicationLag", "CurrItems", "ReplicationBytes"];
const shown = async (nodeId: string) =>
  Object.fromEntries(
    await Promise.all(metrics.map(async (metric) => [metric, await stand.newest(metric, nodeId)] as const)),
  );

test("a group that does not migrate has items and lags, and no health of a link", async () => {
  await createTarget(stand.subject.client, "quiet");
  const primary = { PrimaryLinkHealthStatus: undefined, ReplicationLag: undefined, CurrItems: 1 };
  await until(
    "items",
    () => shown("quiet-001"),
    ({ CurrItems, ReplicationBytes }) => CurrItems === 1 && ReplicationBytes !== undefined,
  );
  expect(await shown("quiet-001")).toMatchObject(primary);
  const replica = { PrimaryLinkHealthStatus: undefined, ReplicationLag: 0, CurrItems: 1, ReplicationBytes: undefined };
  await until(
    "the lag",
    () => shown("quiet-002"),
    ({ ReplicationLag, CurrItems }) => ReplicationLag === 0 && CurrItems === 1,
  );
  expect(await shown("quiet-002")).toStrictEqual(replica);
});

test("the health of a primary's link is 0 until it follows the source, and 1 then", async () => {
  await createTarget(stand.subject.client, "follows");
  const start = (endpoint: typeof sourceEndpoint) =>
    stand.subject.client.send(
      new StartMigrationCommand({ ReplicationGroupId: "follows", CustomerNodeEndpointList: [endpoint] }),
    );
  // This one keeps a replica waiting for a minute before its snapshot.
  await start({ Address: "10.0.0.243", Port: 6379 });
  await until(
    "0",
    () => stand.newest("PrimaryLinkHealthStatus", "follows-001"),
    (value) => value === 0,
  );
  await createTarget(stand.subject.client, "synced");
  await stand.subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "synced", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  await untilStatus(stand.subject.client, "synced", "migrating");
  await until(
    "1",
    () => stand.newest("PrimaryLinkHealthStatus", "synced-001"),
    (value) => value === 1,
  );
  await until(
    "no lag",
    () => stand.newest("ReplicationLag", "synced-002"),
    (value) => value === 0,
  );
});

test("the items are those of all databases", async () => {
  const group = await createTarget(stand.subject.client, "holding");
  const redis = await stand.subject.redis(endpointsOf(group).primary);
  await redis.mset("a", "1", "b", "2");
  await redis.select(3);
  await redis.set("c", "3");
  await until(
    "four with AWS's own",
    () => stand.newest("CurrItems", "holding-001"),
    (value) => value === 4,
  );
});

test("points come newest first, one per period, and none before its period has ended", async () => {
  await createTarget(stand.subject.client, "paced");
  const times = async () => (await stand.ask([query("CurrItems", "paced-001")]))[0]?.Timestamps ?? [];
  const seen = await until("several", times, (list) => list.length >= 5);
  const ms = seen.map((at) => at.getTime());
  expect(ms.every((at) => at % 100 === 0)).toBe(true);
  expect(ms).toStrictEqual(ms.toSorted((one, other) => other - one));
  expect(new Set(ms).size).toBe(ms.length);
  expect(Date.now() - (ms[0] ?? 0)).toBeGreaterThanOrEqual(100);
});

describe("on request", () => {
  test("a metric of a node is withheld, or told wrongly, until that is taken back", async () => {
    await createTarget(stand.subject.client, "doubted");
    await until(
      "1 item",
      () => stand.newest("CurrItems", "doubted-001"),
      (value) => value === 1,
    );
    await stand.subject.put("faults", [{ kind: "metric", metric: "CurrItems", node: "doubted-001", value: 7 }]);
    await until(
      "7",
      () => stand.newest("CurrItems", "doubted-001"),
      (value) => value === 7,
    );
    expect(await stand.newest("CurrItems", "doubted-002")).toBe(1);
    await stand.subject.put("faults", [{ kind: "metric", node: "doubted-001" }]);
    const count = async () => (await stand.ask([query("CurrItems", "doubted-001")]))[0]?.Values?.length;
    const other = async () => (await stand.ask([query("CurrItems", "doubted-002")]))[0]?.Values?.length ?? 0;
    // What was measured before may still be on its way.
    const began = await other();
    await until("two more", other, (length) => length >= began + 2);
    const [before, more] = [await count(), await other()];
    await until("three more", other, (length) => length >= more + 3);
    expect(await count()).toBe(before);
    await stand.subject.put("faults", []);
    await until(
      "1 again",
      () => stand.newest("CurrItems", "doubted-001"),
      (value) => value === 1,
    );
  });

  test("nothing is measured with a period of 0, and what was is told later with a lag", async () => {
    await createTarget(stand.subject.client, "late");
    await until(
      "told",
      () => stand.newest("CurrItems", "late-001"),
      (value) => value === 1,
    );
    await stand.subject.put("delays", { metricLagMs: 3_600_000 });
    const count = async () => (await stand.ask([query("CurrItems", "late-001")]))[0]?.Values?.length;
    await createTarget(stand.subject.client, "later");
    expect(await stand.newest("CurrItems", "later-001")).toBeUndefined();
    await stand.subject.put("delays", { metricLagMs: 0, metricPeriodMs: 0 });
    const before = await count();
    await createTarget(stand.subject.client, "latest");
    expect(await stand.newest("CurrItems", "latest-001")).toBeUndefined();
    expect(await count()).toBe(before);
    await stand.subject.put("delays", { metricPeriodMs: 100 });
    await until(
      "measured again",
      () => stand.newest("CurrItems", "latest-001"),
      (value) => value === 1,
    );
  });

  test("a node that is dead has no new point, and the others go on", async () => {
    await createTarget(stand.subject.client, "halved");
    await until(
      "told",
      () => stand.newest("CurrItems", "halved-002"),
      (value) => value === 1,
    );
    const { servers } = (await stand.subject.get("world")) as { servers: { name: string }[] };
    const server = servers.find(({ name }) => name.includes("halved-002"))?.name ?? "";
    await stand.subject.put("faults", [{ kind: "serverDies", server }]);
    const count = async (node: string) => (await stand.ask([query("CurrItems", node)]))[0]?.Values?.length ?? 0;
    const began = await count("halved-001");
    await until(
      "the other's",
      () => count("halved-001"),
      (length) => length >= began + 2,
    );
    const [before, other] = [await count("halved-002"), await count("halved-001")];
    await until(
      "the other's",
      () => count("halved-001"),
      (length) => length >= other + 3,
    );
    expect(await count("halved-002")).toBe(before);
  });
});
