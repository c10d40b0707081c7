// AWS may tell of a stranger's Force in the words of this stack's own completion: sequences in which only what this
// stack recorded, or the servers themselves, tell the two apart. That ElastiCache shows `replid2` is not proven here.
import { expect, test } from "vitest";
import { callsOf, inSync, milestonesOf } from "../stackRuns.ts";

const noneOfOurs = ["test: done", "start: done"];

test("after a gate that refused, a stranger's Force never passes for a completion", async () => {
  const { world, runs } = await inSync();
  world.link = "behind";
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  world.force();
  const ended = { stage: "complete", ended: "completion-not-proven", phase: "unknown" };
  expect([await runs.up("complete"), await runs.up("complete")]).toStrictEqual([ended, ended]);
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
  expect(milestonesOf(runs).slice(-2)).toStrictEqual(["inSync 1", "completionNotSent 1"]);
});

test("a stranger's Force while the gate watches ends that run, and the next ones know it for what it is", async () => {
  const { world, runs } = await inSync();
  world.after(20, () => world.force());
  expect((await runs.up("complete")).ended).toBe("unexplained-status-change");
  expect((await runs.up("complete")).ended).toBe("completed-elsewhere");
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
  expect(milestonesOf(runs)).not.toContain("completed 1");
});

test("a stranger's Force after AWS refused this stack's call never passes for a completion", async () => {
  const { world, runs } = await inSync();
  world.after(62, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(milestonesOf(runs).slice(-3)).toStrictEqual([
    "completeRequested 1",
    "completionRefused 1",
    "completionNotSent 1",
  ]);
  world.force();
  expect((await runs.up("complete")).ended).toBe("completion-not-proven");
  expect(milestonesOf(runs)).not.toContain("completed 1");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: done"]);
});

test.each(["before", "after"] as const)(
  "a call that AWS refuses after its run has ended lends its name to no Force of a stranger, %s the next run looks",
  async (when) => {
    const { world, runs } = await inSync();
    world.after(64, () => (world.link = "behind"));
    expect((await runs.up("complete", { deadlineMinutes: 1.12 })).ended).toBe("completion-not-proven");
    expect(milestonesOf(runs).at(-1)).toBe("completeRequested 1");
    world.advance(60_000);
    if (when === "after") {
      expect((await runs.up("complete")).ended).toBe("not-in-sync");
      expect(milestonesOf(runs).slice(-2)).toStrictEqual(["completionRefused 1", "completionNotSent 1"]);
    }
    world.force();
    expect((await runs.up("complete")).ended).toBe("completion-not-proven");
    expect(milestonesOf(runs)).not.toContain("completed 1");
    expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: done"]);
  },
);

test.each(["complete", "migrate"] as const)(
  "a call that took no effect lends its name to no Force of a day later, in %s",
  async (stage) => {
    for (const kind of ["accepted", "uncertain"] as const) {
      const { world, runs } = await inSync();
      const accepted = kind === "accepted" ? { kind } : { kind, reason: "socket hang up" };
      world.answers.complete = [{ accepted, done: false }];
      expect((await runs.up("complete", { deadlineMinutes: 2 })).ended).toBe("completion-not-proven");
      world.advance(86_400_000);
      if (stage === "migrate") {
        expect((await runs.up("migrate")).ended).toBe("reached");
        expect(milestonesOf(runs).at(-1)).toBe("completionLapsed 1");
      }
      world.link = "behind";
      world.force();
      expect(await runs.up(stage)).toStrictEqual({ stage, ended: "completion-not-proven", phase: "unknown" });
      expect(milestonesOf(runs)).not.toContain("completed 1");
    }
  },
);

test("a call whose answer was lost lends its name to no Force of the next minute, and to its own end where it arrived", async () => {
  for (const done of [false, true]) {
    const { world, runs } = await inSync();
    world.answers.complete = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done }];
    if (!done) world.after(70, () => (world.link = "behind"));
    if (!done) world.after(75, () => world.force());
    expect((await runs.up("complete")).ended).toBe(done ? "reached" : "completion-not-proven");
    expect(milestonesOf(runs).includes("completed 1")).toBe(done);
  }
});

test("a run killed right after CompleteMigration is followed to its proof, also where an earlier gate refused", async () => {
  const { world, runs } = await inSync();
  world.link = "behind";
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  world.link = "synced";
  world.after(60, () => (world.killAtCall = 7));
  expect((await runs.up("complete")).ended).toBe("killed");
  world.advance(60_000);
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: done"]);
});

test("what AWS may be carrying out still is not called again until AWS refuses it and the gate is watched anew", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "accepted" }, done: false }];
  expect((await runs.up("complete", { deadlineMinutes: 1.1 })).ended).toBe("completion-not-proven");
  const beganMs = world.nowMs;
  world.after(300, () => world.tell("Complete Migration failed for cache-prod: data is not in sync with the source"));
  expect((await runs.up("complete")).ended).toBe("reached");
  // The next look, and a minute in sync.
  expect(world.calls.at(-1)?.atMs).toBe(beganMs + 300_000 + 65_000);
  expect(milestonesOf(runs).slice(-4)).toStrictEqual([
    "completeRequested 1",
    "completionRefused 1",
    "completeRequested 1",
    "completed 1",
  ]);
});

test("a call without an effect in its time is made again once the gate is watched anew", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "accepted" }, done: false }];
  expect((await runs.up("complete", { deadlineMinutes: 2 })).ended).toBe("completion-not-proven");
  const calledAtMs = world.calls.at(-1)?.atMs ?? 0;
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(world.calls.at(-1)?.atMs).toBe(calledAtMs + 30 * 60_000 + 5_000 + 65_000);
  expect(world.lines.join("\n")).toContain(`as an earlier run asked at ${new Date(calledAtMs).toISOString()}`);
  expect(milestonesOf(runs).slice(-3)).toStrictEqual(["completionLapsed 1", "completeRequested 1", "completed 1"]);
});

test("behind a call that may be carried out still the gate holds: out of sync the next run refuses at once", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "uncertain", reason: "socket hang up" }, done: false }];
  expect((await runs.up("complete", { deadlineMinutes: 2 })).ended).toBe("completion-not-proven");
  for (const link of ["copying", "behind"] as const) {
    world.link = link;
    const beganMs = world.nowMs;
    expect((await runs.up("complete")).ended).toBe("not-in-sync");
    expect(world.nowMs).toBe(beganMs);
  }
  // Lost on its way, it is made again half an hour later.
  world.link = "synced";
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: uncertain", "complete: done"]);
});

test("a call of a runner whose clock is ahead is out for half an hour of this one's", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "accepted" }, done: false }];
  await runs.up("complete", { deadlineMinutes: 2 });
  const aheadMs = 86_400_000;
  runs.milestones = runs.milestones.map((one) =>
    one.kind === "completeRequested" ? { ...one, at: new Date(Date.parse(one.at) + aheadMs).toISOString() } : one,
  );
  const beganMs = world.nowMs;
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(world.calls.at(-1)?.atMs).toBe(beganMs + 30 * 60_000 + 5_000 + 65_000);
});

test("a target that somebody else starts on and completes after this stack's abort is not started on again", async () => {
  const { world, runs } = await inSync();
  expect((await runs.up("abort")).ended).toBe("reached");
  world.advance(600_000);
  world.tell(
    "Starting migration operation for target cluster cache-prod with source cluster endpoint 10.0.0.241 and port 6379",
  );
  world.advance(600_000);
  world.force();
  expect((await runs.up("prepare")).ended).toBe("completed-elsewhere");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "abort: done"]);
});

test("a call that AWS refused after its run had ended is made again once the target is in sync", async () => {
  const { world, runs } = await inSync();
  world.after(64, () => (world.link = "behind"));
  await runs.up("complete", { deadlineMinutes: 1.12 });
  world.advance(60_000);
  world.link = "synced";
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(milestonesOf(runs).slice(-4)).toStrictEqual([
    "completeRequested 1",
    "completionRefused 1",
    "completeRequested 1",
    "completed 1",
  ]);
});

test("a stranger's Force while a second run watches passes for this stack's where the servers show it in sync", async () => {
  const { world, runs } = await inSync();
  world.link = "behind";
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  world.link = "synced";
  world.after(20, () => world.force());
  // The price of decision 0005: the run before may as well have been killed behind a call of its own.
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
});

test("a run killed right after CompleteMigration left nothing, and the servers show whose completion it was", async () => {
  const { world, runs } = await inSync();
  // The look, Describe, before the call, after it.
  world.after(60, () => (world.killAtCall = 7));
  expect((await runs.up("complete")).ended).toBe("killed");
  expect(milestonesOf(runs)).not.toContain("completeRequested 1");
  world.advance(60_000);
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: done"]);
  expect(milestonesOf(runs)).toContain("completed 1");
});

test("an end that a run watches behind one that was killed is told by the servers", async () => {
  const { world, runs } = await inSync();
  world.answers.complete = [{ accepted: { kind: "accepted" }, done: false }];
  world.after(60, () => (world.killAtCall = 7));
  expect((await runs.up("complete")).ended).toBe("killed");
  world.promote();
  world.after(30, () => world.force());
  // What this run sees is what it would see of a stranger's Force.
  expect(await runs.up("complete")).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(world.lines.at(-2)).toContain("waiting for AWS's proof that the completion succeeded");
  expect(milestonesOf(runs)).not.toContain("completionNotSent 1");
  expect(callsOf(world)).toStrictEqual([...noneOfOurs, "complete: accepted"]);
});

test("a Force that came before the source's data did is nobody's proof, even after a killed run", async () => {
  const { world, runs } = await inSync();
  world.killAtCall = 1;
  expect((await runs.up("complete")).ended).toBe("killed");
  world.link = "copying";
  world.history = "own";
  world.force();
  const late = await runs.up("complete", { deadlineMinutes: 2 });
  expect(late).toStrictEqual({ stage: "complete", ended: "completion-not-proven", phase: "unknown" });
  expect(milestonesOf(runs)).not.toContain("completed 1");
});

test("an abort that was asked for after somebody completed is no abort, and the target is not started on again", async () => {
  const { world, runs } = await inSync();
  world.force();
  expect(await runs.up("abort")).toStrictEqual({ stage: "abort", ended: "completed-elsewhere", phase: "done" });
  expect(milestonesOf(runs)).not.toContain("aborted 1");
  expect((await runs.up("prepare")).ended).toBe("completed-elsewhere");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("completion-possible");
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
});

test("prepare after a completion refuses, and asks for no TestMigration", async () => {
  const { world, runs } = await inSync();
  world.force();
  expect(await runs.up("prepare")).toStrictEqual({ stage: "prepare", ended: "completed-elsewhere", phase: "done" });
  expect(callsOf(world)).toStrictEqual(noneOfOurs);
});

test.each(["complete", "abort"] as const)(
  "a migration that somebody begins after this stack's %s has ended its own is neither completed nor forced",
  async (stage) => {
    const { world, runs } = await inSync();
    expect((await runs.up(stage)).ended).toBe("reached");
    const calls = callsOf(world);
    world.status = "migrating";
    world.link = "synced";
    expect((await runs.up(stage)).ended).toBe("foreign-source");
    expect(callsOf(world)).toStrictEqual(calls);
  },
);
