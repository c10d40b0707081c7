import { expect, test } from "vitest";
import { PortError } from "../../migration/ports.ts";
import { reach } from "../../migration/reach.ts";
import { plan, primaryAddress } from "./samples.ts";
import { ScriptedWorld, type Script } from "./scriptedWorld.ts";
import { StackRuns } from "./stackRuns.ts";

const throttled = () => new PortError("Throttling: Rate exceeded", true);

function stack(script: Script = {}) {
  const world = new ScriptedWorld(script);
  return { world, runs: new StackRuns(world) };
}

/** Prepared and replicating, in sync. */
async function inSync(script: Script = {}) {
  const both = stack(script);
  await both.runs.up("prepare");
  await both.runs.up("migrate");
  expect(both.runs.ends).toStrictEqual([
    { stage: "prepare", ended: "reached", phase: "notStarted" },
    { stage: "migrate", ended: "reached", phase: "inSync" },
  ]);
  return both;
}

const callsOf = (world: ScriptedWorld) => world.calls.map(({ call, outcome }) => `${call}: ${outcome}`);
const milestonesOf = (runs: StackRuns) => runs.milestones.map(({ kind, attempt }) => `${kind} ${attempt}`);

test("a migration goes from prepare over migrate to complete, with one call each", async () => {
  const { world, runs } = await inSync();
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "complete: done"]);
  expect(milestonesOf(runs)).toStrictEqual([
    "tested 0",
    "prepared 0",
    "startRequested 1",
    "replicating 1",
    "inSync 1",
    "completeRequested 1",
    "completed 1",
  ]);
  expect(runs.milestones.map((one) => one.evidence)).toStrictEqual([
    "Test Migration successful for cache-prod",
    "",
    "",
    "",
    "0 bytes behind",
    "",
    "Complete Migration successful for cache-prod",
  ]);
  expect(world.promoted).toBe(true);
});

test("every line of progress names the group, and each wait its reason", async () => {
  const { world, runs } = await inSync();
  await runs.up("complete");
  expect(world.lines).toStrictEqual([
    "cache-prod: not started (available) | elapsed 0.0 s",
    "cache-prod: TestMigration: accepted",
    "cache-prod: not started (available) | elapsed 0.0 s",
    "cache-prod: StartMigration: accepted",
    "cache-prod: starting, waiting for AWS to go on from modifying | elapsed 5.0 s",
    `cache-prod: starting, waiting for the link from ${primaryAddress} to the source to come up | elapsed 10.0 s`,
    "cache-prod: copying, 10 of 100 bytes | elapsed 15.0 s | waiting for the source's snapshot to be copied and loaded",
    `cache-prod: catching up, 3000 bytes behind, waiting for ${primaryAddress} to catch up | elapsed 30.0 s`,
    "cache-prod: in sync, 0 bytes behind | elapsed 40.0 s",
    "cache-prod: in sync, 0 bytes behind | elapsed 0.0 s | waiting for the target to stay in sync for 60 s",
    "cache-prod: in sync, 0 bytes behind | elapsed 30.0 s | waiting for the target to stay in sync for 60 s",
    "cache-prod: in sync, 0 bytes behind | elapsed 60.0 s",
    "cache-prod: CompleteMigration: accepted",
    "cache-prod: in sync, 0 bytes behind | elapsed 65.0 s | waiting for AWS to promote the target",
    "cache-prod: done (Complete Migration successful for cache-prod) | elapsed 70.0 s",
  ]);
});

test("with waitFor started, migrate ends as soon as data arrive", async () => {
  const { runs } = stack();
  await runs.up("prepare");
  expect(await runs.up("migrate", { waitFor: "started" })).toStrictEqual({
    stage: "migrate",
    ended: "reached",
    phase: "copying",
  });
});

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
  // group, events, targets, source; then databases, settings, contents; Describe; before and after the call.
  world.killAtCall = 10;
  expect((await runs.up("migrate")).ended).toBe("killed");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual(["tested 0", "prepared 0"]);
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  expect(milestonesOf(runs)).toStrictEqual(["tested 0", "prepared 0", "startRequested 1", "replicating 1", "inSync 1"]);
});

test.each([0, 30, 60, 90, 200])(
  "a start that fell back while nobody watched is not repeated %d s later, although its events come late",
  async (seconds) => {
    const { world, runs } = stack({ start: "fallsBack", eventLagMs: 110_000 });
    await runs.up("prepare");
    world.killAtCall = 10;
    expect((await runs.up("migrate")).ended).toBe("killed");
    world.advance(seconds * 1000);
    expect((await runs.up("migrate")).ended).toBe("fell-back");
    expect(callsOf(world).filter((call) => call.startsWith("start"))).toStrictEqual(["start: done"]);
  },
);

test("a later run starts at once where the target never followed anybody", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.killAtCall = 1;
  expect((await runs.up("migrate")).ended).toBe("killed");
  world.advance(3_600_000);
  const beganMs = world.nowMs;
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.calls.find((one) => one.call === "start")?.atMs).toBe(beganMs);
});

test("at its deadline a run says what it last saw and for how long, and the next one goes on", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  expect((await runs.up("migrate", { deadlineMinutes: 0.4 })).ended).toBe("deadline-reached");
  expect(runs.outcome?.failure?.happened).toBe(
    "cache-prod did not reach migrate within 0.4 minutes. Last seen: copying, 10 of 100 bytes, unchanged for 9 s; it was waiting for the source's snapshot to be copied and loaded.",
  );
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});

test("no poll outlasts the deadline", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const beganMs = world.nowMs;
  await runs.up("migrate", { deadlineMinutes: 0.4, pollSeconds: 300 });
  expect(world.nowMs - beganMs).toBe(24_000);
});

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

test("throttling and silence are waited out", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.silences = [throttled(), throttled(), throttled()];
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.lines).toContain("cache-prod: waiting for AWS to answer: Throttling: Rate exceeded");
});

test("an AWS that never answers is given up at the deadline, an AWS that refuses at once", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.silences = Array.from({ length: 1000 }, throttled);
  const beganMs = world.nowMs;
  expect((await runs.up("migrate", { deadlineMinutes: 2 })).ended).toBe("aws-unreachable");
  expect(world.nowMs - beganMs).toBe(120_000);
  world.silences = [new PortError("AccessDenied", false)];
  expect((await runs.up("migrate")).ended).toBe("aws-refused");
  expect(callsOf(world)).toStrictEqual(["test: done"]);
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

test("a migration that somebody else starts while this run watches ends the run", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = [{ accepted: { kind: "wrongState", reason: "already under migration" }, done: false }];
  world.after(1, () => (world.status = "migrating"));
  expect((await runs.up("migrate")).ended).toBe("unexplained-status-change");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: wrongState"]);
});

test("a migration that somebody else ends while the gate watches ends the run, and never passes for a completion", async () => {
  const { world, runs } = await inSync();
  world.after(20, () => {
    world.end();
    world.tell("Complete Migration successful for cache-prod");
  });
  expect((await runs.up("complete")).ended).toBe("unexplained-status-change");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
  expect(milestonesOf(runs)).not.toContain("completeRequested 1");
});

test("a migration that was completed elsewhere before complete was asked for is refused in every run", async () => {
  const { world, runs } = await inSync();
  world.end();
  world.tell("Complete Migration successful for cache-prod");
  // The journal accepted the stage in the moment before AWS's status changed, and had read that event already.
  const eventsUntil = new Date(world.nowMs).toISOString();
  runs.history = [...runs.history, { attempt: 1, stage: "complete", at: eventsUntil, eventsUntil }];
  expect((await runs.up("complete")).ended).toBe("completed-elsewhere");
  expect((await runs.up("complete")).ended).toBe("completed-elsewhere");
  expect(milestonesOf(runs)).not.toContain("completed 1");
});

test("a target that was promoted elsewhere is never started on again, with whatever consent", async () => {
  const { world, runs } = await inSync();
  world.end();
  world.tell("Complete Migration successful for cache-prod");
  expect((await runs.up("migrate")).ended).toBe("completed-elsewhere");
  await runs.up("prepare");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
  expect(callsOf(world).filter((call) => call.startsWith("start"))).toStrictEqual(["start: done"]);
});

test.each(["prepare", "migrate", "complete", "abort"] as const)(
  "a deleted group ends %s by its name",
  async (stage) => {
    const { world, runs } = stage === "prepare" ? stack() : await inSync();
    if (stage === "prepare") await runs.up("prepare");
    runs.history = [...runs.history, { attempt: 1, stage, at: runs.history[0]?.at ?? "", eventsUntil: "" }];
    const calls = callsOf(world);
    world.deleted = true;
    expect((await runs.up(stage)).ended).toBe("group-absent");
    expect(callsOf(world)).toStrictEqual(calls);
  },
);

test("a group that is deleted while the gate watches ends the run by its name", async () => {
  const { world, runs } = await inSync();
  world.after(20, () => (world.deleted = true));
  expect((await runs.up("complete")).ended).toBe("group-absent");
});

test("a group created anew under the same id is neither started nor completed", async () => {
  const { world, runs } = await inSync();
  const calls = callsOf(world);
  world.createdAt = "2026-11-20T11:00:00.000Z";
  expect((await runs.up("complete")).ended).toBe("group-created-anew");
  expect((await runs.up("abort", { forceAbort: "cache-prod#1" })).ended).toBe("group-created-anew");
  expect(callsOf(world)).toStrictEqual(calls);
});

test("Describe comes directly before an act: what has changed by then is looked at anew", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const group = world.ports.elastiCache.group;
  let asked = 0;
  const elastiCache = {
    ...world.ports.elastiCache,
    group: (signal: AbortSignal) => {
      asked += 1;
      if (asked === 2) world.status = "snapshotting";
      return group(signal);
    },
  };
  Object.defineProperty(world, "ports", { value: { ...world.ports, elastiCache } });
  world.after(30, () => (world.status = "available"));
  expect((await runs.up("migrate")).ended).toBe("reached");
  expect(world.calls.map(({ call, atMs }) => `${call} ${(atMs - (world.calls[0]?.atMs ?? 0)) / 1000}`)).toStrictEqual([
    "test 0",
    "start 35",
  ]);
});

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
  world.killAtCall = 10;
  await runs.up("migrate");
  expect((await runs.up("abort")).ended).toBe("unexplained-status-change");
  expect((await runs.up("abort")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "abort: done"]);
  expect(world.status).toBe("available");
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

test("TestMigration is asked once per attempt, and again only after it failed", async () => {
  const { world, runs } = stack();
  world.testFails = true;
  expect((await runs.up("prepare")).ended).toBe("blocking-findings");
  expect(runs.outcome?.findings?.map(({ code, severity }) => `${code}: ${severity}`)).toStrictEqual([
    "test-migration: blocking",
  ]);
  world.testFails = false;
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["test: done", "test: done"]);
});

test("a TestMigration without a word is inconclusive after five minutes, not a pass", async () => {
  const { world, runs } = stack({ eventLagMs: 3_600_000 });
  const beganMs = world.nowMs;
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect(world.nowMs - beganMs).toBe(300_000);
  expect(runs.outcome?.findings?.map(({ code, severity }) => `${code}: ${severity}`)).toStrictEqual([
    "test-migration: warning",
  ]);
});

test("a migration that begins while prepare looks on ends the run, and prepare is refused from then on", async () => {
  const { world, runs } = stack();
  world.answers.test = [{ accepted: { kind: "wrongState", reason: "migrating" }, done: false }];
  world.after(1, () => (world.status = "migrating"));
  expect((await runs.up("prepare")).ended).toBe("unexplained-status-change");
  expect((await runs.up("prepare")).ended).toBe("refused");
  expect((await runs.up("migrate")).ended).toBe("refused");
});

test("a run that is told to end begins nothing more", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const controller = new AbortController();
  controller.abort(new Error("the engine is gone"));
  const memory = { history: runs.history, milestones: runs.milestones };
  await expect(reach({ stage: "migrate", plan, memory }, world.ports, controller.signal)).rejects.toThrow(
    "the engine is gone",
  );
  expect(callsOf(world)).toStrictEqual(["test: done"]);
});
