import { expect, test } from "vitest";
import { callsOf, inSync, milestonesOf, stack } from "../stackRuns.ts";
import { afterFirstStart } from "../scriptedWorld.ts";

test("abort ends what is in flight, and the next attempt wants consent for what had arrived", async () => {
  const { world, runs } = await inSync();
  expect(await runs.up("abort")).toStrictEqual({ stage: "abort", ended: "reached", phase: "aborted" });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("target-not-empty");
  expect(runs.outcome?.failure?.remedy).toContain("migration.discardTargetData: cache-prod#2");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#1" })).ended).toBe("target-not-empty");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "abort: done", "test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual([
    "tested 0",
    "prepared 0",
    "startRequested 1",
    "replicating 1",
    "inSync 1",
    "abortRequested 1",
    "aborted 1",
    "tested 1",
    "prepared 1",
    "startRequested 2",
    "replicating 2",
    "inSync 2",
  ]);
});

test("an abort right after an interrupted start waits for what AWS does not show yet", async () => {
  const { world, runs } = stack({ shownLateMs: 20_000, eventLagMs: 60_000 });
  await runs.up("prepare");
  world.killAtCall = afterFirstStart;
  await runs.up("migrate");
  expect((await runs.up("abort")).ended).toBe("unexplained-status-change");
  expect((await runs.up("abort")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "abort: done"]);
  expect(world.status).toBe("available");
});

test("an abort by a runner whose clock is ahead waits as long for what AWS does not show yet", async () => {
  const { world, runs } = stack({ shownLateMs: 20_000, eventLagMs: 60_000 });
  await runs.up("prepare");
  world.killAtCall = afterFirstStart;
  await runs.up("migrate");
  const behind = new Date(world.nowMs - 3_600_000).toISOString();
  runs.history = [...runs.history, { attempt: 1, stage: "abort", at: behind, eventsUntil: behind }];
  expect((await runs.up("abort")).ended).toBe("unexplained-status-change");
  expect((await runs.up("abort")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "abort: done"]);
});

test("an abort right after a start that was recorded waits for it and ends it, without a surprise", async () => {
  const { world, runs } = stack({ shownLateMs: 8_000 });
  await runs.up("prepare");
  expect((await runs.up("migrate", { deadlineMinutes: 0.05 })).ended).toBe("deadline-reached");
  expect(world.live()).toMatchObject({ status: "available" });
  expect(await runs.up("abort")).toStrictEqual({ stage: "abort", ended: "reached", phase: "aborted" });
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "abort: done"]);
});

test("where an abort came too late for a completion, neither is taken for proven and nothing is started again", async () => {
  const { world, runs } = await inSync();
  await runs.up("complete", { deadlineMinutes: 1.05 });
  const answer = { accepted: { kind: "wrongState", reason: "completing" }, done: false } as const;
  world.answers.abort = [answer, answer, answer];
  expect((await runs.up("abort", { forceAbort: "cache-prod#1" })).phase).toBe("unknown");
  expect(world.promoted).toBe(true);
  expect(milestonesOf(runs).slice(-1)).toStrictEqual(["completeRequested 1"]);
  await runs.up("prepare");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
});

test("an abort whose answer was lost proves nothing against a completion that was asked for", async () => {
  const { world, runs } = await inSync({ silentCompletion: true });
  await runs.up("complete", { deadlineMinutes: 1.05 });
  world.answers.abort = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done: false }];
  expect((await runs.up("abort", { forceAbort: "cache-prod#1" })).phase).toBe("unknown");
  await runs.up("prepare");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
});
