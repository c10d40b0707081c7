import { expect, test } from "vitest";
import { callsOf, inSync, milestonesOf, stack } from "../stackRuns.ts";

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
