// The emulator's own endpoints: what was asked, what it shall do wrong, how long it takes, what it runs.
import {
  CreateReplicationGroupCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTarget, faultOf, groupOf, startSubject, until } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});
afterAll(() => subject.close());

const all = new DescribeReplicationGroupsCommand({});
const logged = async () =>
  ((await subject.get("log")) as Record<string, unknown>[]).map(({ service, action, outcome, account, region }) =>
    [account, region, service, action, outcome].join(" "),
  );

test("what it lacks is refused by name, at once, and logged", async () => {
  const before = (await logged()).length;
  const refused = { name: "NotImplemented", code: "NotImplemented", status: 501 };
  expect(await faultOf(subject.client.send(new DescribeUsersCommand({})))).toStrictEqual(refused);
  const restored = new CreateReplicationGroupCommand({
    ReplicationGroupId: "restored",
    ReplicationGroupDescription: "d",
    CacheNodeType: "cache.m6g.large",
    SnapshotName: "nightly",
  });
  await expect(subject.client.send(restored)).rejects.toThrow("Restoring a snapshot in CreateReplicationGroup");
  expect((await logged()).slice(before)).toStrictEqual([
    "123456789012 us-east-1 elasticache DescribeUsers NotImplemented",
    "123456789012 us-east-1 elasticache CreateReplicationGroup NotImplemented",
  ]);
});

test("state is kept per account and region", async () => {
  await createTarget(subject.client, "here");
  const ids = async (client: ElastiCacheClient) =>
    (await client.send(all)).ReplicationGroups?.map(({ ReplicationGroupId }) => ReplicationGroupId);
  expect(await ids(subject.client)).toContain("here");
  expect(await ids(subject.clientOf("AKIATEST", "eu-west-1"))).toStrictEqual([]);
  expect(await ids(subject.clientOf("AKIAOTHER", "us-east-1"))).toStrictEqual([]);
  expect(await ids(subject.clientOf("AKIAANYBODY", "us-east-1"))).toContain("here");
  const sts = new STSClient({
    endpoint: subject.url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAOTHER", secretAccessKey: "none" },
  });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "210987654321" });
});

test("injected faults meet the calls that they name, as often as asked", async () => {
  const lone = new ElastiCacheClient({
    endpoint: subject.url,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const action = "DescribeReplicationGroups";
  await subject.put("faults", [
    { action, kind: "throttle" },
    { action, kind: "500" },
    { action, kind: "503" },
    { action, kind: "drop" },
    { action, kind: "timeout", afterMs: 1 },
    { action, kind: "dropAnswer" },
  ]);
  const faults = [];
  for (let call = 0; call < 6; call++) faults.push(await faultOf(lone.send(all)));
  expect(faults.map(({ code, status }) => [code, status])).toStrictEqual([
    ["Throttling", 400],
    ["InternalFailure", 500],
    ["ServiceUnavailable", 503],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(faults.every(({ name }) => name !== "(no fault)")).toBe(true);
  expect(await subject.get("faults")).toStrictEqual([]);
  expect((await logged()).slice(-3).map((line) => line.split(" ").slice(4).join(" "))).toStrictEqual([
    "(drop)",
    "(timeout)",
    "ok (answer dropped)",
  ]);
  expect((await lone.send(all)).$metadata.httpStatusCode).toBe(200);
});

test("a client that retries gets over a short throttling", async () => {
  await subject.put("faults", [{ action: "DescribeReplicationGroups", kind: "throttle", times: 2 }]);
  expect((await subject.client.send(all)).$metadata.attempts).toBe(3);
});

test("delays are read and set, wrong ones refused without effect", async () => {
  const before = (await subject.get("delays")) as Record<string, number>;
  expect(Object.keys(before)).toContain("startRetryMs");
  const changed = await subject.put("delays", { completeMs: 5 });
  expect(await changed.json()).toStrictEqual({ ...before, completeMs: 5 });
  for (const wrong of [{ compleetMs: 5 }, { completeMs: -1 }, { completeMs: "5" }, 7]) {
    expect((await subject.put("delays", wrong)).status).toBe(400);
  }
  expect(await subject.get("delays")).toStrictEqual({ ...before, completeMs: 5 });
  expect((await fetch(`${subject.url}/_emulator/nothing`)).status).toBe(404);
});

test("an event is listed only after the lag that was asked for", async () => {
  await createTarget(subject.client, "late");
  await subject.put("delays", { eventLagMs: 3_600_000 });
  await subject.client.send(
    new ModifyReplicationGroupCommand({ ReplicationGroupId: "late", SnapshotRetentionLimit: 1 }),
  );
  await until(
    "the change",
    () => groupOf(subject.client, "late"),
    ({ Status }) => Status === "available",
  );
  await subject.put("delays", { eventLagMs: 0 });
  const { Events = [] } = await subject.client.send(
    new DescribeEventsCommand({ SourceIdentifier: "late", SourceType: "replication-group" }),
  );
  expect(Events.map(({ Message }) => Message)).toStrictEqual(["Replication group late created"]);
});

test("a server that dies is shown, told by events, and keeps its group from being available", async () => {
  await createTarget(subject.client, "mortal");
  expect((await subject.put("faults", [{ kind: "serverDies", server: "nobody" }])).status).toBe(400);
  await subject.put("faults", [{ kind: "serverDies", server: "mortal-002" }]);
  const group = await until(
    "the failure",
    () => groupOf(subject.client, "mortal"),
    ({ Status }) => Status === "modifying",
  );
  expect(group.ReplicationGroupId).toBe("mortal");
  const { servers } = (await subject.get("world")) as { servers: { name: string }[] };
  expect(servers.find(({ name }) => name === "mortal-002")).toMatchObject({
    pid: null,
    role: "dead",
    how: "signal SIGKILL",
  });
  const message = "Cache node 0001 of mortal-002 has failed: its server ended unexpectedly (signal SIGKILL)";
  const { Events = [] } = await subject.client.send(new DescribeEventsCommand({}));
  expect(Events.filter(({ Message }) => Message === message).map(({ SourceType }) => SourceType)).toStrictEqual([
    "cache-cluster",
    "replication-group",
  ]);
  expect(subject.complaints).toContain(message);
});
