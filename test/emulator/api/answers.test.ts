// What a caller gets instead of an answer, by the kind of the fault.
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeReplicationGroupsCommand, ModifyReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTarget, faultOf, groupOf, startSubject, until } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
let ec2: EC2Client;
beforeAll(async () => {
  subject = await startSubject();
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "none" };
  ec2 = new EC2Client({ endpoint: subject.url, region: "us-east-1", maxAttempts: 1, credentials });
  await createTarget(subject.client, "answering");
});
afterAll(async () => {
  ec2.destroy();
  await subject.close();
});
afterEach(() => subject.put("faults", []));

const action = "DescribeReplicationGroups";
const describe = () => faultOf(subject.loneClient().send(new DescribeReplicationGroupsCommand({})));
const lastOutcome = async () => ((await subject.get("log")) as { outcome: string }[]).at(-1)?.outcome;

test.each([
  ["expired", "ExpiredToken", 403, "RequestExpired", 400],
  ["denied", "AccessDenied", 403, "UnauthorizedOperation", 403],
  ["throttle", "Throttling", 400, "RequestLimitExceeded", 503],
])("%s is told in the words of the service", async (kind, code, status, ec2Code, ec2Status) => {
  await subject.put("faults", [
    { action, kind },
    { service: "ec2", action: "*", kind },
  ]);
  expect(await describe()).toMatchObject({ code, status });
  expect(await describe()).toMatchObject({ name: "(no fault)" });
  expect(await faultOf(ec2.send(new DescribeVpcsCommand({})))).toMatchObject({ code: ec2Code, status: ec2Status });
  expect(await lastOutcome()).toBe(ec2Code);
});

test("a fault of one service does not meet the others", async () => {
  await subject.put("faults", [{ service: "ec2", action: "*", kind: "500" }]);
  expect((await describe()).name).toBe("(no fault)");
  expect(await subject.get("faults")).toHaveLength(1);
});

test.each([
  ["reset", "(reset)", /ECONNRESET/],
  ["truncated", "ok", /aborted|ECONNRESET|socket hang up/],
  ["partial", "ok", /Deserialization error|Unclosed|xml/i],
])("%s leaves the caller without a readable answer", async (kind, outcome, words) => {
  await subject.put("faults", [{ action, kind }]);
  await expect(subject.loneClient().send(new DescribeReplicationGroupsCommand({}))).rejects.toThrow(words);
  expect(await lastOutcome()).toBe(outcome);
  expect((await describe()).name).toBe("(no fault)");
});

// The SDK takes any well-formed text for an empty answer, so whoever asks has to look at where it comes from.
test("garbage is a page that no AWS service sends", async () => {
  await subject.put("faults", [{ action, kind: "garbage" }]);
  const answer = await subject.loneClient().send(new DescribeReplicationGroupsCommand({}));
  expect([answer.ReplicationGroups, answer.$metadata.requestId]).toStrictEqual([undefined, undefined]);
  expect(await lastOutcome()).toBe("(garbage)");
});

test("slow is answered after its time, and carried out then", async () => {
  await subject.put("faults", [{ action, kind: "slow", afterMs: 300 }]);
  const before = performance.now();
  expect((await describe()).name).toBe("(no fault)");
  expect(performance.now() - before).toBeGreaterThanOrEqual(299);
});

test("a fault with a time meets every call until it is over", async () => {
  await subject.put("faults", [{ action, kind: "503", forMs: 400 }]);
  const begun = performance.now();
  expect((await describe()).code).toBe("ServiceUnavailable");
  expect((await describe()).code).toBe("ServiceUnavailable");
  await until("the end of it", describe, ({ name }) => name === "(no fault)");
  expect(performance.now() - begun).toBeGreaterThanOrEqual(399);
});

test("a status that is shown late hides a change, and then shows it", async () => {
  await subject.put("delays", { modifyMs: 60_000 });
  expect((await subject.put("faults", [{ kind: "slowStatus", group: "nobody" }])).status).toBe(400);
  await subject.put("faults", [{ kind: "slowStatus", group: "answering", forMs: 3_600_000 }]);
  await subject.client.send(
    new ModifyReplicationGroupCommand({ ReplicationGroupId: "answering", SnapshotRetentionLimit: 1 }),
  );
  expect((await groupOf(subject.client, "answering")).Status).toBe("available");
  await subject.put("faults", []);
  expect((await groupOf(subject.client, "answering")).Status).toBe("modifying");
});
