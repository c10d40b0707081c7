import { expect, test } from "vitest";
import { PortError } from "../../../migration/ports.ts";
import { callsOf, inSync, milestonesOf } from "../stackRuns.ts";

const throttled = () => new PortError("Throttling: Rate exceeded", true);

test("a completion that outlasts its run's deadline is followed by the next run to AWS's proof", async () => {
  const { world, runs } = await inSync();
  const late = await runs.up("complete", { deadlineMinutes: 1.05 });
  expect(late).toStrictEqual({ stage: "complete", ended: "deadline-reached", phase: "inSync" });
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

test("complete is refused when the lag grows within the time of observation", async () => {
  const { world, runs } = await inSync();
  world.after(30, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("complete is refused when AWS does not answer within the time of observation", async () => {
  const { world, runs } = await inSync();
  world.after(30, () => (world.silences = [throttled()]));
  expect((await runs.up("complete")).ended).toBe("aws-unreachable");
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

test("a link that vanishes for a moment begins the time of observation anew", async () => {
  const { world, runs } = await inSync();
  const beganMs = world.nowMs;
  world.after(22, () => (world.link = "none"));
  world.after(27, () => (world.link = "synced"));
  expect((await runs.up("complete")).ended).toBe("reached");
  const asked = world.calls.find((one) => one.call === "complete");
  expect(((asked?.atMs ?? 0) - beganMs) / 1000).toBe(90);
});
