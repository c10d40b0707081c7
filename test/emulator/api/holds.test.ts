// Calls that are held before or after they are carried out, until they are released.
import { DescribeReplicationGroupsCommand, ModifyReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import { afterEach, beforeAll, afterAll, expect, test } from "vitest";
import { createTarget, faultOf, groupOf, startSubject, until } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
  await createTarget(subject.client, "held");
});
afterAll(() => subject.close());
afterEach(() => subject.put("faults", []));

interface Shown {
  readonly reached?: true;
  readonly when?: string;
  readonly requestId?: string;
}
const faults = async () => (await subject.get("faults")) as Shown[];
const untilReached = () => until("the hold", faults, (list) => list.some(({ reached }) => reached === true));
const post = async (path: string, body: object): Promise<unknown> =>
  (await fetch(`${subject.url}/_emulator/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const modify = () =>
  subject.client.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: "held", SnapshotRetentionLimit: 1 }));
const outcomes = async () =>
  ((await subject.get("log")) as { action: string; outcome: string; requestId: string }[]).filter(
    ({ action }) => action === "ModifyReplicationGroup",
  );
const status = async () => (await groupOf(subject.client, "held")).Status;

test("a call that is held before it is carried out changes nothing until it is released", async () => {
  const before = (await outcomes()).length;
  const hold = { action: "ModifyReplicationGroup", kind: "hold", when: "before" };
  await subject.put("faults", [hold]);
  expect(await faults()).toStrictEqual([{ ...hold, skip: 0, times: 1 }]);
  const call = modify();
  const [shown] = await untilReached();
  expect(shown).toStrictEqual({
    ...hold,
    reached: true,
    at: expect.any(String) as string,
    requestId: expect.any(String) as string,
  });
  expect([await status(), (await outcomes()).length]).toStrictEqual(["available", before]);
  expect(await post("release", { action: "DescribeEvents" })).toStrictEqual([]);
  expect(await post("release", { action: "ModifyReplicationGroup" })).toHaveLength(1);
  await call;
  expect((await outcomes()).slice(before).map(({ outcome, requestId }) => [outcome, requestId])).toStrictEqual([
    ["ok", shown?.requestId],
  ]);
  expect(await faults()).toStrictEqual([]);
  await until("the change", status, (seen) => seen === "available");
});

test("a call that is held after it was carried out has had its effect, and is answered when it is released", async () => {
  await subject.put("delays", { modifyMs: 1 });
  const before = (await outcomes()).length;
  await subject.put("faults", [{ action: "ModifyReplicationGroup", kind: "hold", when: "after" }]);
  let isAnswered = false;
  const call = modify().finally(() => (isAnswered = true));
  await untilReached();
  await until("the change", status, (seen) => seen === "available");
  expect((await outcomes()).slice(before).map(({ outcome }) => outcome)).toStrictEqual(["ok"]);
  expect(isAnswered).toBe(false);
  await fetch(`${subject.url}/_emulator/faults`, { method: "DELETE" });
  expect((await call).ReplicationGroup?.ReplicationGroupId).toBe("held");
});

test("a held call that is dropped is not carried out", async () => {
  const lone = subject.loneClient();
  const before = (await outcomes()).length;
  await subject.put("faults", [{ action: "ModifyReplicationGroup", kind: "hold", when: "before" }]);
  const call = faultOf(
    lone.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: "held", SnapshotRetentionLimit: 2 })),
  );
  await untilReached();
  await post("release", { outcome: "drop" });
  expect((await call).code).toBe(undefined);
  expect((await outcomes()).slice(before).map(({ outcome }) => outcome)).toStrictEqual(["(hold)"]);
  expect((await groupOf(subject.client, "held")).SnapshotRetentionLimit).toBe(1);
});

test("a hold lets as many calls through as it skips, and is carried out although its caller has gone", async () => {
  const before = (await outcomes()).length;
  await subject.put("faults", [{ action: "DescribeReplicationGroups", kind: "throttle", times: 1, skip: 1 }]);
  const hold = { action: "ModifyReplicationGroup", kind: "hold", when: "before" };
  await post("faults", [hold]);
  expect(await faults()).toHaveLength(2);
  const lone = subject.loneClient();
  const describe = () => lone.send(new DescribeReplicationGroupsCommand({}));
  await describe();
  expect((await faultOf(describe())).code).toBe("Throttling");
  const impatient = new AbortController();
  const call = faultOf(
    lone.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: "held", SnapshotRetentionLimit: 3 }), {
      abortSignal: impatient.signal,
    }),
  );
  await untilReached();
  impatient.abort();
  expect((await call).name).toBe("AbortError");
  await post("release", {});
  await until("the change", outcomes, (list) => list.length > before);
  expect((await groupOf(subject.client, "held")).SnapshotRetentionLimit).toBe(3);
});
