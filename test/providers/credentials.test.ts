// Credentials that end in mid-run, are another account's, or are nowhere: in the real dynamic-provider process.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCloud, until, type TestCloud } from "./cloud.ts";
import { refusalOf, Stack } from "./stack.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const expired = (action: string) => ({ action, service: "elasticache", kind: "expired" });

describe("credentials that expire", () => {
  it("while a migration is waited for end the run in words, and the next goes on without a second start", async () => {
    await cloud.createTarget("interrupted");
    const stack = await Stack.of(cloud, "interrupted");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    await cloud.delays({ startModifyingMs: 3_000 });
    const up = stack.up("migrate");
    await until("it waits", () => stack.told.includes("StartMigration: accepted"));
    await cloud.faults([expired("DescribeReplicationGroups")]);
    const ended = await up;
    const refusal = refusalOf(ended);
    expect(refusal).toMatch(/the credentials of this run have expired \(ExpiredToken: .*\)/);
    expect(refusal).toContain("Do: renew them and run pulumi up again: it goes on from there");
    expect(refusal).toContain("(credentials-expired,");
    expect(ended).toMatchObject({ how: "rejected", halfMade: { properties: { attempt: 1, reached: "prepare" } } });
    await cloud.delays({ startModifyingMs: 150 });
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync" } });
    expect(await cloud.acts("interrupted")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
  });

  it("at the very call that starts have started nothing", async () => {
    await cloud.createTarget("unstarted");
    const stack = await Stack.of(cloud, "unstarted");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    await cloud.faults([expired("StartMigration")]);
    expect(refusalOf(await stack.up("migrate"))).toContain("(credentials-expired,");
    expect(await cloud.status("unstarted")).toBe("available");
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync" } });
    expect(await cloud.acts("unstarted")).toStrictEqual([
      "TestMigration ok",
      "StartMigration ExpiredToken",
      "StartMigration ok",
    ]);
  });
});

it("those of another account than the group's do nothing, and are named with both accounts", async () => {
  await cloud.createTarget("elsewhere");
  const stack = await Stack.of(cloud, "elsewhere");
  expect(await stack.up("prepare")).toMatchObject({ how: "done" });
  stack.account = "999999999999";
  const refusal = refusalOf(await stack.up("migrate"));
  expect(refusal).toContain(
    "The credentials at hand are of account 123456789012 (arn:aws:iam::123456789012:user/emulator)",
  );
  expect(refusal).toContain("the group is in account 999999999999");
  expect(refusal).toContain("(wrong-account,");
  expect(await cloud.acts("elsewhere")).toStrictEqual(["TestMigration ok"]);
  stack.account = "123456789012";
  expect(await stack.up("migrate")).toMatchObject({ how: "done" });
});

it("none at all are told with the places where they were looked for", async () => {
  await cloud.createTarget("nobody");
  const stack = await Stack.of(cloud, "nobody");
  const none = { aws: { "aws:accessKey": "", "aws:secretKey": "" } };
  const refusal = refusalOf(await stack.up("prepare", none));
  expect(refusal).toMatch(/CredentialsProviderError: .*; looked for in this order: aws:accessKey and aws:secretKey, /);
  expect(await cloud.log("nobody")).not.toContainEqual(expect.objectContaining({ action: "TestMigration" }));
});
