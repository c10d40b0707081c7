import { expect, test } from "vitest";
import { PortError } from "../../../migration/ports.ts";
import { callsOf, inSync, milestonesOf } from "../stackRuns.ts";

const throttled = () => new PortError("Throttling: Rate exceeded", true);

test("a completion that outlasts its run's deadline is followed by the next run to AWS's proof", async () => {
  const { world, runs } = await inSync();
  const late = await runs.up("complete", { deadlineMinutes: 1.05 });
  expect(late).toStrictEqual({ stage: "complete", ended: "completion-not-proven", phase: "inSync" });
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "complete: done"]);
});

test("complete is refused at once while a replica lags, and nothing is called", async () => {
  const { world, runs } = await inSync();
  world.link = "behind";
  const beganMs = world.nowMs;
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "not-in-sync", phase: "catchingUp" });
  expect(world.nowMs).toBe(beganMs);
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a link that is lost at the gate is named with its last contact, and what mends or ends it is said", async () => {
  const { world, runs } = await inSync();
  world.after(30, () => (world.link = "connecting"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  const { happened, remedy } = runs.outcome?.failure ?? { happened: "", remedy: "" };
  expect(happened).toContain("; the link from cache-prod-001.example:6379 to 10.0.0.241:6379 has been down for 7 s.");
  expect(remedy).toContain("npm run doctor");
  expect(remedy).toContain("set stage to abort, which needs none to the source");
  // A target that is only behind gets in sync by waiting.
  world.link = "behind";
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(runs.outcome?.failure?.remedy).toBe("run pulumi up again when it is; nothing was changed");
});

test("complete is refused when the lag grows within the time of observation", async () => {
  const { world, runs } = await inSync();
  world.after(30, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("an AWS that does not answer within the time of observation begins that time anew", async () => {
  const { world, runs } = await inSync();
  const beganMs = world.nowMs;
  world.after(30, () => (world.silences = [throttled()]));
  expect((await runs.up("complete")).ended).toBe("reached");
  // Silent at 30 s, seen again after the first back-off (7.5 s), and then watched for the whole minute.
  expect(world.calls.at(-1)).toMatchObject({ call: "complete", atMs: beganMs + 30_000 + 7_500 + 60_000 });
});

test("what was in sync before AWS fell silent and is not any more when it answers is refused", async () => {
  const { world, runs } = await inSync();
  world.after(30, () => (world.silences = [throttled(), throttled()]));
  world.after(31, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a completion that AWS refuses by an event ends the run, and the next may ask again", async () => {
  const { world, runs } = await inSync();
  world.after(62, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(runs.outcome?.failure?.happened).toContain("data is not in sync with the source");
  expect(world.status).toBe("migrating");
  world.link = "synced";
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "complete: done", "complete: done"]);
  expect(milestonesOf(runs).slice(-5)).toStrictEqual([
    "completeRequested 1",
    "completionRefused 1",
    "completionNotSent 1",
    "completeRequested 1",
    "completed 1",
  ]);
});

test("a completion without AWS's word is never taken for done", async () => {
  const { runs } = await inSync({ silentCompletion: true });
  expect(await runs.up("complete")).toStrictEqual({
    stage: "complete",
    ended: "completion-not-proven",
    phase: "unknown",
  });
  expect(milestonesOf(runs)).not.toContain("completed 1");
});

test("a link that vanishes while the gate watches refuses at once, even if it comes back", async () => {
  const { world, runs } = await inSync();
  const beganMs = world.nowMs;
  world.after(22, () => (world.link = "none"));
  world.after(27, () => (world.link = "synced"));
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "not-in-sync", phase: "starting" });
  expect(world.nowMs - beganMs).toBe(25_000);
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a target that AWS promotes before it says so is waited for after this stack's own call", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "accepted" }, done: false }];
  world.after(64, () => world.promote());
  world.after(84, () => world.force());
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(world.lines.at(-2)).toContain("cache-prod: completing | ");
});

test("the words at the deadline are about this attempt's completion, not an earlier one's", async () => {
  const { world, runs } = await inSync();
  world.after(62, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect((await runs.up("abort", { forceAbort: "cache-prod#1" })).ended).toBe("reached");
  await runs.up("prepare");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
  expect((await runs.up("complete", { deadlineMinutes: 0.5 })).ended).toBe("deadline-reached");
});
