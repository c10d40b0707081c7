// Answers that are not AWS's, or only a part of one, through the clients that ask and act: against the emulator.
import { DescribeReplicationGroupsCommand, StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { elastiCacheClients, type Clients } from "../../providers/awsAccess.ts";
import { acceptedFrom, isTransient, wordsOf } from "../../providers/awsErrors.ts";
import { sourceEndpoint, startSubject, type Subject } from "../emulator/subject.ts";

let subject: Subject;
let clients: Clients;
beforeAll(async () => {
  subject = await startSubject();
  const config: Record<string, string> = {
    "aws:region": "us-east-1",
    "aws:accessKey": "test",
    "aws:secretKey": "test",
    "aws:endpoints": JSON.stringify([{ elasticache: subject.url }]),
  };
  clients = await elastiCacheClients((key) => config[key]);
});
afterAll(async () => {
  clients.asking.destroy();
  clients.acting.destroy();
  await subject.close();
});

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => new Error("it was answered"),
    (error: unknown) => error,
  );
const ask = () => failureOf(clients.asking.send(new DescribeReplicationGroupsCommand({})));

test("a page of a proxy is no list without groups: it is told, and asking again may help", async () => {
  await subject.put("faults", [{ action: "DescribeReplicationGroups", kind: "garbage" }]);
  const error = await ask();
  expect(wordsOf(error)).toBe("ForeignAnswer: not AWS's answer, but text/html: a proxy or portal stands between");
  expect(isTransient(error)).toBe(true);
  expect(await ask()).toStrictEqual(new Error("it was answered"));
});

test("a page of a proxy is no accepted start: what became of the call is uncertain", async () => {
  await subject.put("faults", [{ action: "StartMigration", kind: "garbage" }]);
  const start = new StartMigrationCommand({
    ReplicationGroupId: "sessions",
    CustomerNodeEndpointList: [sourceEndpoint],
  });
  expect(acceptedFrom(await failureOf(clients.acting.send(start)))).toStrictEqual({
    kind: "uncertain",
    reason: "ForeignAnswer: not AWS's answer, but text/html: a proxy or portal stands between",
  });
});

test.each(["partial", "truncated", "reset"])("a question whose answer is %s is worth asking again", async (kind) => {
  await subject.put("faults", [{ action: "DescribeReplicationGroups", kind, times: 10 }]);
  const error = await ask();
  expect([isTransient(error), wordsOf(error)]).toStrictEqual([true, expect.not.stringContaining("it was answered")]);
  await subject.put("faults", []);
});
