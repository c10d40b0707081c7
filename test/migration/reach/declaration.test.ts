// The operator's word where neither AWS's events nor the servers decide, and what it never does.
import { expect, test } from "vitest";
import type { Declaration } from "../../../migration/stages.ts";
import { callsOf, inSync, milestonesOf, stack } from "../stackRuns.ts";

const completed: Declaration = { outcome: "completed", owner: "mara", reason: "in sync when the console completed it" };
const notCompleted: Declaration = { outcome: "notCompleted", owner: "mara", reason: "forced while it was behind" };
const noneOfOurs = ["test: done", "start: done"];

test("a stranger's end is this attempt's completion once somebody answers for it, and operate is open then", async () => {
  const { world, runs } = await inSync();
  world.force();
  expect((await runs.up("migrate")).ended).toBe("completed-elsewhere");
  expect((await runs.up("complete")).ended).toBe("refused");
  expect((await runs.up("operate", {}, { declare: completed })).ended).toBe("refused");
  expect(await runs.up("complete", {}, { declare: completed })).toStrictEqual({
    stage: "complete",
    ended: "reached",
    phase: "done",
  });
  expect(runs.milestones.at(-1)).toMatchObject({
    kind: "completed",
    attempt: 1,
    evidence: "declared by mara: in sync when the console completed it",
  });
  expect((await runs.up("operate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
});

test("a killed run's completion that the servers do not prove is settled by a word, and by nothing else", async () => {
  const { world, runs } = await inSync();
  world.killAtCall = 1;
  expect((await runs.up("complete")).ended).toBe("killed");
  world.after(5, () => {
    world.history = "own";
    world.force();
  });
  expect((await runs.up("complete")).ended).toBe("completion-not-proven");
  expect(runs.outcome?.failure?.remedy).toContain("migration.declare (outcome: completed");
  expect((await runs.up("complete", {}, { declare: completed })).ended).toBe("reached");
});

test("a completion whose events AWS no longer keeps is settled either way", async () => {
  for (const [declare, stage] of [
    [completed, "complete"],
    [notCompleted, "prepare"],
  ] as const) {
    const { world, runs } = await inSync({ silentCompletion: true });
    expect((await runs.up("complete", { deadlineMinutes: 3 })).ended).toBe("completion-not-proven");
    expect(runs.outcome?.failure?.remedy).toContain("migration.declare");
    expect((await runs.up("prepare")).ended).toBe("refused");
    expect((await runs.up(stage, {}, { declare })).ended).toBe("reached");
    expect(milestonesOf(runs).includes("completed 1")).toBe(stage === "complete");
    expect(callsOf(world).filter((call) => call.startsWith("start"))).toHaveLength(1);
    if (stage === "prepare")
      expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
  }
});

test("a completion that nothing proves holds up prepare until a word settles it, in whatever attempt it is said", async () => {
  const { world, runs } = await inSync({ silentCompletion: true });
  await runs.up("complete", { deadlineMinutes: 1.05 });
  expect((await runs.up("migrate")).ended).toBe("reached"); // still in flight
  world.advance(30_000);
  expect((await runs.up("migrate", { deadlineMinutes: 3 })).ended).toBe("completion-not-proven");
  expect(runs.outcome?.failure?.remedy).toContain("migration.declare");
  expect(await runs.up("prepare")).toStrictEqual({
    stage: "prepare",
    ended: "completion-not-proven",
    phase: "unknown",
  });
  const consent = { discardTargetData: "cache-prod#2" };
  expect((await runs.up("migrate", consent)).ended).toBe("completion-possible");
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("reached");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#3" })).ended).toBe("reached");
  expect(callsOf(world).filter((call) => call.startsWith("start"))).toHaveLength(2);
});

test("a success that an earlier attempt had asked for is not taken away by a word on a later one", async () => {
  const { world, runs } = await inSync({ silentCompletion: true });
  await runs.up("complete", { deadlineMinutes: 1.05 });
  await runs.up("migrate");
  world.advance(30_000);
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("completion-possible");
  world.tell("Complete Migration successful for cache-prod");
  world.advance(1000);
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("refused");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completed-elsewhere");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "complete: done"]);
});

test("where both were asked for and AWS's one word fits either, the word decides both ways", async () => {
  for (const [declare, stage, phase] of [
    [completed, "complete", "done"],
    [notCompleted, "prepare", "aborted"],
  ] as const) {
    const { world, runs } = await inSync({ silentCompletion: true });
    await runs.up("complete", { deadlineMinutes: 1.05 });
    world.answers.abort = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done: false }];
    await runs.up("abort", { forceAbort: "cache-prod#1" });
    world.tell("Complete Migration successful for cache-prod");
    expect((await runs.up("abort", { deadlineMinutes: 3 })).ended).toBe("completion-not-proven");
    expect(runs.outcome?.failure?.remedy).toContain("migration.declare");
    expect(await runs.up(stage, {}, { declare })).toStrictEqual({ stage, ended: "reached", phase });
  }
});

test("a failure after the completion was asked for, and nobody's success, ends the wait with AWS's words", async () => {
  const { world, runs } = await inSync();
  world.after(60, () => (world.killAtCall = 7));
  expect((await runs.up("complete")).ended).toBe("killed");
  world.end();
  world.tell("Migration operation failed for replication group cache-prod because of a lost primary");
  const beganMs = world.nowMs;
  expect((await runs.up("complete")).ended).toBe("not-in-flight");
  expect(world.nowMs).toBe(beganMs);
  expect(runs.outcome?.failure?.happened).toContain("because of a lost primary");
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("reached");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
});

test("not completed opens a new attempt, in which the target's keys still want their own consent", async () => {
  const { world, runs } = await inSync();
  world.force();
  expect((await runs.up("migrate")).ended).toBe("completed-elsewhere");
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("reached");
  expect((await runs.up("migrate", {}, { declare: notCompleted })).ended).toBe("target-not-empty");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "test: done", "start: done"]);
});

test("a word of an earlier attempt has no effect in a later one, however long it stands in the configuration", async () => {
  const { world, runs } = await inSync();
  world.force();
  await runs.up("migrate");
  const standing = { declare: notCompleted };
  await runs.up("prepare", {}, standing);
  const consent = { discardTargetData: "cache-prod#2" };
  expect((await runs.up("migrate", consent, standing)).ended).toBe("reached");
  world.force();
  expect((await runs.up("prepare", {}, standing)).ended).toBe("completed-elsewhere");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#3" }, standing)).ended).toBe("completion-possible");
  expect(runs.history.filter(({ declared }) => declared !== undefined)).toHaveLength(1);
  expect(callsOf(world).filter((call) => call.startsWith("start"))).toHaveLength(2);
});

test("no word is accepted while AWS migrates, nor against a success that this attempt had asked for", async () => {
  const { world, runs } = await inSync();
  expect((await runs.up("complete", {}, { declare: completed })).ended).toBe("refused");
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("refused");
  world.after(60, () => (world.killAtCall = 8));
  await runs.up("complete");
  world.advance(60_000);
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("refused");
  expect((await runs.up("complete")).ended).toBe("reached");
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).toBe("refused");
});

test("a completion that a run recorded outlives every word", async () => {
  const { world, runs } = await inSync({ silentCompletion: true });
  await runs.up("complete", { deadlineMinutes: 3 });
  await runs.up("complete", {}, { declare: completed });
  expect((await runs.up("prepare", {}, { declare: notCompleted })).ended).not.toBe("reached");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
  expect(callsOf(world).filter((call) => call.startsWith("start"))).toHaveLength(1);
});

test("completed is refused where AWS tells that the migration fell back", async () => {
  const { world, runs } = stack({ start: "fallsBack" });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect((await runs.up("complete", {}, { declare: completed })).ended).toBe("refused");
  expect(milestonesOf(runs)).not.toContain("completed 1");
  expect(world.promoted).toBe(false);
});

test("a migration that begins again after a word on its end is somebody else's", async () => {
  const { world, runs } = await inSync();
  world.force();
  await runs.up("migrate");
  expect((await runs.up("complete", {}, { declare: completed })).ended).toBe("reached");
  world.status = "migrating";
  world.link = "synced";
  expect((await runs.up("complete")).ended).toBe("foreign-source");
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
});
