// What the operator says beside the stage, in the real dynamic-provider process: a migration taken over, and a word on how
// one ended.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { source, standbySource, startCloud, until, type TestCloud } from "./cloud.ts";
import { refusalOf, Stack } from "./stack.ts";
import { strangerAt, type Stranger } from "./stranger.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 90_000 });

let cloud: TestCloud;
let stranger: Stranger;
const usual = { startModifyingMs: 50, completeMs: 50, testMs: 20 };
beforeAll(async () => {
  cloud = await startCloud({ standby: true });
  stranger = strangerAt(cloud.url);
  await cloud.delays(usual);
  await (await cloud.redis(cloud.addresses[source] ?? "")).set("greeting", "hello");
});
afterEach(async () => {
  await cloud.delays(usual);
});
afterAll(async () => {
  stranger.end();
  await cloud.stop();
});

async function inFlight(groupId: string, from = source): Promise<Stack> {
  await cloud.createTarget(groupId);
  await stranger.start(groupId, from);
  await until("AWS reports the migration", async () => (await cloud.status(groupId)) === "migrating");
  return await Stack.of(cloud, groupId);
}
const existing = { target: { existing: true } };
const adopting = (groupId: string, attempt = 1) => ({
  ...existing,
  migration: { adopt: `${groupId}#${attempt}`, deadlineMinutes: 1 },
});
const milestonesOf = (stack: Stack) =>
  (stack.migration?.outputs["milestones"] as { kind: string; evidence: string }[]).map(({ kind, evidence }) =>
    `${kind} ${evidence}`.trimEnd(),
  );

describe("a migration that a stranger started from this stack's source", () => {
  it("is the first thing that a stack adopts, completes, and never starts", async () => {
    const stack = await inFlight("taken");
    expect((await stack.preview("migrate", existing)).failures.join()).toContain("set migration.adopt: taken#1");
    expect((await stack.preview("prepare", existing)).failures.join()).toContain("(migration-in-flight,");
    expect(refusalOf(await stack.up("migrate", adopting("taken", 2)))).toContain("(migration-in-flight,");
    const adopted = await stack.up("migrate", adopting("taken"));
    expect(adopted).toMatchObject({ how: "done", outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
    expect(stack.journal?.outputs["history"]).toMatchObject([{ stage: "migrate", attempt: 1, adopted: "taken#1" }]);
    expect(milestonesOf(stack)[0]).toBe("startRequested adopted");
    expect(await stack.up("complete", adopting("taken"))).toMatchObject({ how: "done", outputs: { phase: "done" } });
    expect(await cloud.acts("taken")).toStrictEqual(["StartMigration ok", "CompleteMigration ok"]);
  });

  it("is aborted by a stack that adopts it for that", async () => {
    const stack = await inFlight("dropped");
    expect(await stack.up("abort", adopting("dropped"))).toMatchObject({ how: "done", outputs: { phase: "aborted" } });
    expect(await cloud.acts("dropped")).toStrictEqual(["StartMigration ok", "CompleteMigration! ok"]);
  });
});

it("a migration from another source is neither completed nor aborted, with whatever consent", async () => {
  // A server of its own, and no way to the source's data any more.
  await (await cloud.redis(cloud.addresses[standbySource] ?? "")).replicaof("NO", "ONE");
  const stack = await inFlight("foreign", standbySource);
  for (const stage of ["abort", "migrate"] as const) {
    const ended = refusalOf(await stack.up(stage, adopting("foreign")));
    expect(ended).toContain(stage === "abort" ? "(foreign-source," : "(illegal-move,");
  }
  expect(await cloud.acts("foreign")).toStrictEqual(["StartMigration ok"]);
  expect(await cloud.status("foreign")).toBe("migrating");
});

describe("a migration that a stranger ended", () => {
  const word = (outcome: string, reason = "seen in sync at the console") => ({
    migration: { declare: { outcome, owner: "mara", reason } },
  });

  async function ended(groupId: string): Promise<Stack> {
    await cloud.createTarget(groupId);
    const stack = await Stack.of(cloud, groupId);
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await stranger.force(groupId);
    await until("AWS ends it", async () => (await cloud.status(groupId)) === "available");
    expect(refusalOf(await stack.up("migrate", { migration: { inSyncForSeconds: 0.3 } }))).toContain(
      "(completed-elsewhere,",
    );
    return stack;
  }

  it("is completed by the word of somebody who answers for it, accepted once and shown with its owner", async () => {
    const stack = await ended("declared");
    expect(refusalOf(await stack.up("complete"))).toContain("say so with migration.declare");
    expect(refusalOf(await stack.up("operate", word("completed")))).toContain("(declaration-refused,");
    expect((await stack.preview("complete", word("completed"))).failures).toStrictEqual([]);
    const completed = await stack.up("complete", word("completed"));
    expect(completed).toMatchObject({ how: "done", outputs: { reached: "complete", endpoints: { useNow: "target" } } });
    expect(milestonesOf(stack).at(-1)).toBe("completed declared by mara: seen in sync at the console");
    expect(await stack.up("operate", word("completed"))).toMatchObject({ how: "done" });
    expect(await cloud.acts("declared")).toStrictEqual([
      "TestMigration ok",
      "StartMigration ok",
      "CompleteMigration! ok",
    ]);
  });

  it("is begun anew after the word that it was no completion, and that word is spent", async () => {
    const stack = await ended("again");
    expect(await stack.up("prepare", word("notCompleted"))).toMatchObject({ how: "done" });
    const consented = { migration: { ...word("notCompleted").migration, discardTargetData: "again#3" } };
    expect(refusalOf(await stack.up("migrate", word("notCompleted")))).toContain("(target-not-empty,");
    expect(await stack.up("prepare", word("notCompleted"))).toMatchObject({ how: "done" });
    expect(await stack.up("migrate", consented)).toMatchObject({ how: "done", outputs: { attempt: 3 } });
    const history = stack.journal?.outputs["history"] as { declared?: unknown }[];
    expect(history.filter(({ declared }) => declared !== undefined)).toHaveLength(1);
  });
});
