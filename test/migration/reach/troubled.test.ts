// Starts that come to nothing: a copy that begins again and again, a fall-back whose event comes late, a failed test.
import { expect, test } from "vitest";
import { afterFirstStart } from "../scriptedWorld.ts";
import { callsOf, inSync, milestonesOf, stack, toldBy } from "../stackRuns.ts";

test("three full copies that come to nothing end the run with the line that helps, and the migration stays in flight", async () => {
  const { world, runs } = stack({ start: "loops" });
  await runs.up("prepare");
  expect(await runs.up("migrate")).toStrictEqual({ stage: "migrate", ended: "full-sync-loop", phase: "starting" });
  expect(runs.outcome?.failure).toMatchObject({
    happened: expect.stringMatching(
      /^10\.0\.0\.241:6379 began 3 full copies for shard 0001 of cache-prod within \d+ s, and none came to its end\. The migration is left in flight\.$/,
    ) as string,
    remedy: expect.stringContaining('CONFIG SET client-output-buffer-limit "replica 536870912 536870912 60"') as string,
  });
  expect(world.status).toBe("migrating");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a copy that succeeds at the third time is no loop", async () => {
  const { world, runs } = stack();
  world.fullSyncs = 40;
  await runs.up("prepare");
  world.after(12, () => (world.fullSyncs += 2));
  world.after(17, () => (world.fullSyncs += 1));
  expect((await runs.up("migrate")).ended).toBe("reached");
});

test("a fall-back whose event comes late is told with it, and with AWS's five points", async () => {
  const { world, runs } = stack({ start: "fallsBack", eventLagMs: 110_000, silentStart: true });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  const happened = runs.outcome?.failure?.happened ?? "";
  expect(happened).toContain("because of invalid RDB received");
  expect(happened).toMatch(/\n {2}1\. the event that AWS told: fault: [^]*\n {2}5\. the source's log/);
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a fall-back whose event never comes is told without it once an event would have come", async () => {
  const { world, runs } = stack({ start: "fallsBack", silentFallBack: true });
  await runs.up("prepare");
  const beganMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(runs.outcome?.failure?.happened).toMatch(/without an event that says why\n {2}1\. [^\n]*: unknown: /);
  // 130 s for the start to show itself, and 120 s more for the event.
  expect(world.nowMs - beganMs).toBe(250_000);
  const againMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(world.nowMs).toBe(againMs);
});

test("a test that failed blocks a start, too, until prepare has tested anew", async () => {
  const { world, runs } = stack();
  world.testFails = true;
  expect((await runs.up("prepare")).ended).toBe("blocking-findings");
  expect((await runs.up("migrate")).ended).toBe("blocking-findings");
  expect(toldBy(runs)).toStrictEqual(["test-migration: blocking"]);
  world.testFails = false;
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "test: done", "start: done"]);
});

test("a test that a killed run asked for and that passed is not asked for again", async () => {
  const { world, runs } = stack();
  world.killAtCall = afterFirstStart;
  expect((await runs.up("prepare")).ended).toBe("killed");
  expect(callsOf(world)).toStrictEqual(["test: done"]);
  world.advance(10_000);
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done"]);
  expect(milestonesOf(runs)).toStrictEqual(["tested 0", "prepared 0"]);
});

test("a status that AWS lists nowhere is waited out, and nothing is done meanwhile", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.status = "rebalancing";
  world.after(30, () => (world.status = "available"));
  const beganMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.calls.find(({ call }) => call === "start")?.atMs).toBe(beganMs + 30_000);
});

test("a status that AWS lists nowhere closes the gate at once", async () => {
  const { world, runs } = await inSync();
  world.status = "rebalancing";
  expect((await runs.up("complete")).ended).not.toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a group that is being deleted ends the run at once, whatever the stage", async () => {
  const { world, runs } = await inSync();
  world.status = "deleting";
  expect((await runs.up("migrate")).ended).toBe("outcome-unknown");
});
