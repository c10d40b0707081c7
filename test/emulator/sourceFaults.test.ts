// What happens to a source: it restarts with its data or without, or AWS cannot use what it sends.
import { StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTarget, endpointsOf, messagesOf, sourceEndpoint, startSubject, until, untilStatus } from "./subject.ts";
import type { Subject } from "./subject.ts";

// Servers start, on a busy machine slowly.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const patientMs = 40_000;
const source = "10.0.0.241:6379";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
  await subject.put("delays", { startModifyingMs: 10 });
});
afterAll(() => subject.close());
afterEach(() => subject.put("faults", []));

interface Shown {
  readonly name: string;
  readonly pid: number | null;
  readonly role: string;
}
const shown = async () =>
  ((await subject.get("world")) as { servers: Shown[] }).servers.find(({ name }) => name === "i-source");
const restart = async (keepsData: boolean): Promise<void> => {
  const before = await shown();
  await subject.put("faults", [{ kind: "serverRestarts", server: "i-source", keepsData, downMs: 200 }]);
  await until("it is away", shown, (server) => server?.role === "dead", patientMs);
  const after = await until("it is back", shown, (server) => server?.role === "master", patientMs);
  expect(after?.pid).not.toBe(before?.pid);
};
const start = (id: string) =>
  subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList: [sourceEndpoint] }),
  );

test("a source comes back with its data, at its address, and its replicas follow it again", async () => {
  const { primary } = endpointsOf(await createTarget(subject.client, "following"));
  await (await subject.redis(source)).set("greeting", "hello");
  await start("following");
  const greeting = async () => (await subject.redis(primary)).get("greeting").catch(String);
  await until("the copy", greeting, (value) => value === "hello", patientMs);
  await restart(true);
  const redis = await subject.redis(source);
  expect(await redis.get("greeting")).toBe("hello");
  await redis.set("greeting", "hello again");
  await until("the link", greeting, (value) => value === "hello again", patientMs);
});

test("a source that saved nothing comes back empty", async () => {
  await (await subject.redis(source)).set("greeting", "hello");
  await restart(false);
  expect(await (await subject.redis(source)).dbsize()).toBe(0);
});

test("only an instance with a server that runs is restarted", async () => {
  await createTarget(subject.client, "steady");
  for (const [server, words] of [
    ["steady-001", 'No instance with a server has the id "steady-001".'],
    ["i-foreign", 'No instance with a server has the id "i-foreign".'],
  ]) {
    const response = await subject.put("faults", [{ kind: "serverRestarts", server }]);
    expect([response.status, await response.json()]).toStrictEqual([400, { error: words }]);
  }
});

test("a start fails for the reason that is asked for, and the next one does not", async () => {
  await createTarget(subject.client, "loading");
  await subject.put("faults", [{ kind: "startFails", group: "loading", reason: "invalid RDB received" }]);
  await start("loading");
  const failed = "Migration operation failed for replication group loading because of invalid RDB received";
  await until(
    "the event",
    () => messagesOf(subject.client, "loading"),
    (all) => all.includes(failed),
    patientMs,
  );
  await untilStatus(subject.client, "loading", "available");
  await subject.put("faults", []);
  await start("loading");
  await untilStatus(subject.client, "loading", "migrating");
});
