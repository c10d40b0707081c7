import { expect, test } from "vitest";
import { limits } from "../../../migration/limits.ts";
import { callsOf, milestonesOf, stack } from "../stackRuns.ts";
import { afterFirstStart } from "../scriptedWorld.ts";

test("a start that falls back ends the run with AWS's event, and only a new attempt starts again", async () => {
  const { world, runs } = stack({ start: "fallsBack" });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(runs.outcome?.failure?.happened).toContain("because of invalid RDB received");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  await runs.up("prepare");
  world.script = {};
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual([
    "tested 0",
    "prepared 0",
    "startRequested 1",
    "fellBack 1",
    "tested 1",
    "prepared 1",
    "startRequested 2",
    "replicating 2",
    "inSync 2",
  ]);
});

test("a fall-back without its event is told as one once the start has had its time", async () => {
  const { world, runs } = stack({ start: "fallsBack", silentFallBack: true });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(runs.outcome?.failure?.happened).toContain("without an event that says why");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("AWS may still report available after an accepted start, and that is no fall-back", async () => {
  const { world, runs } = stack({ shownLateMs: 9_000 });
  await runs.up("prepare");
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a run killed right after StartMigration leaves no milestone, and the next one goes on without a second start", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.killAtCall = afterFirstStart;
  expect((await runs.up("migrate")).ended).toBe("killed");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual(["tested 0", "prepared 0"]);
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual(["tested 0", "prepared 0", "startRequested 1", "replicating 1", "inSync 1"]);
});

test("what AWS still tells of a deleted group of the same name says nothing of the one that stands", async () => {
  const { world, runs } = stack();
  world.tell("Migration operation failed for replication group cache-prod because of invalid RDB received");
  world.tell("Complete Migration successful for cache-prod");
  world.advance(60_000);
  world.createdAt = new Date(world.nowMs).toISOString();
  await runs.up("prepare");
  expect(await runs.up("migrate")).toStrictEqual({ stage: "migrate", ended: "reached", phase: "inSync" });
});

test("a start that only its failure tells of was made, and is not made again", async () => {
  const { world, runs } = stack({ start: "fallsBack", silentStart: true });
  await runs.up("prepare");
  world.killAtCall = afterFirstStart;
  expect((await runs.up("migrate")).ended).toBe("killed");
  world.advance(100_000);
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test.each([0, 30, 60, 90, 200])(
  "a start that fell back while nobody watched is not repeated %d s later, although its events come late",
  async (seconds) => {
    const { world, runs } = stack({ start: "fallsBack", eventLagMs: 110_000 });
    await runs.up("prepare");
    world.killAtCall = afterFirstStart;
    expect((await runs.up("migrate")).ended).toBe("killed");
    world.advance(seconds * 1000);
    expect((await runs.up("migrate")).ended).toBe("fell-back");
    expect(callsOf(world).filter((call) => call.startsWith("start"))).toStrictEqual(["start: done"]);
  },
);

test.each([1, 5, 20])(
  "a start that AWS does not show yet is not repeated by the run that follows %d s later",
  async (seconds) => {
    const { world, runs } = stack({ shownLateMs: 40_000, eventLagMs: 110_000 });
    await runs.up("prepare");
    world.killAtCall = afterFirstStart;
    expect((await runs.up("migrate")).ended).toBe("killed");
    world.advance(seconds * 1000);
    expect((await runs.up("migrate")).ended).toBe("reached");
    expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  },
);

test("a start that fell back unseen is not repeated because the journal was edited since", async () => {
  const { world, runs } = stack({ start: "fallsBack", eventLagMs: 90_000 });
  await runs.up("prepare");
  world.killAtCall = afterFirstStart;
  await runs.up("migrate");
  world.advance(70_000);
  await runs.up("migrate", {}, { edits: true });
  expect(runs.ends.at(-1)?.ended).toBe("fell-back");
  expect(runs.history.map(({ stage }) => stage)).toStrictEqual(["prepare", "migrate", "migrate"]);
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("where AWS will not start because of the group's state, a later run takes it for the start of one before", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.killAtCall = 1;
  await runs.up("migrate");
  world.answers.start = [{ accepted: { kind: "wrongState", reason: "already under migration" }, done: false }];
  world.after(limits.startSettlesWithinMs / 1000 + 20, () => {
    world.status = "migrating";
    world.link = "synced";
  });
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: wrongState"]);
  expect(runs.milestones.find(({ kind }) => kind === "startRequested")?.evidence).toBe("seen in flight");
});

test("a later run of the attempt starts once a start of the earlier ones would have come to light", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.killAtCall = 1;
  expect((await runs.up("migrate")).ended).toBe("killed");
  world.advance(3_600_000);
  const beganMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.calls.find((one) => one.call === "start")?.atMs).toBe(beganMs + limits.startSettlesWithinMs);
});

test("the first run of an attempt starts at once, however long ago another server was followed", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const beganMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.calls.find((one) => one.call === "start")?.atMs).toBe(beganMs);
});

test("a failed TestMigration that was mended outside is settled by prepare's next one, in migrate too", async () => {
  const { world, runs } = stack();
  world.testFails = true;
  expect((await runs.up("prepare")).ended).toBe("blocking-findings");
  world.testFails = false;
  world.script = { eventLagMs: 3_600_000 };
  expect((await runs.up("prepare")).ended).toBe("reached");
  world.script = {};
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "test: done", "start: done"]);
});

test("a throttled start is made again, after everything was judged anew", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = [{ accepted: { kind: "notDone", reason: "Throttling" }, done: false }];
  world.after(2, () => (world.targetKeys = 3));
  expect((await runs.up("migrate")).ended).toBe("target-not-empty");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: notDone"]);
});

test("a start whose answer was lost counts as made", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done: true }];
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("a start whose answer was lost and that never arrived is not repeated within the attempt", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done: false }];
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect((await runs.up("migrate")).ended).toBe("fell-back");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: uncertain"]);
});

test("a start that AWS rejects ends the run with AWS's words", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = [{ accepted: { kind: "rejected", reason: "InvalidParameterValue: TLS" }, done: false }];
  expect((await runs.up("migrate")).ended).toBe("aws-refused");
  expect(runs.outcome?.failure?.happened).toBe("AWS refused StartMigration: InvalidParameterValue: TLS");
});
