import { expect, test } from "vitest";
import { reach } from "../../../migration/reach.ts";
import { plan, primaryAddress } from "../samples.ts";
import { callsOf, inSync, milestonesOf, stack } from "../stackRuns.ts";

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
  const early = "ETA - (too few looks yet)";
  const none = "ETA - (nothing is being copied)";
  expect(world.lines).toStrictEqual([
    `cache-prod: not started (available) | done - | lag - | rate - | elapsed 0.0 s | ${none} | waiting for -`,
    "cache-prod: TestMigration: accepted",
    `cache-prod: not started (available) | done - | lag - | rate - | elapsed 0.0 s | ${none} | waiting for -`,
    "cache-prod: StartMigration: accepted",
    `cache-prod: starting | done - | lag - | rate - | elapsed 5.0 s | ${none} | waiting for AWS to go on from modifying (until 10:45:05Z)`,
    `cache-prod: starting | done - | lag - | rate - | elapsed 10.0 s | ${none} | waiting for the link from ${primaryAddress} to the source to come up (until 10:45:05Z)`,
    `cache-prod: copying (transfer) | done 10 bytes of 100 bytes | lag - | rate - | elapsed 15.0 s | ${early} | waiting for the snapshot to arrive at ${primaryAddress} (until 10:45:05Z)`,
    `cache-prod: catching up | done - | lag 3000 bytes | rate - | elapsed 30.0 s | ${early} | waiting for ${primaryAddress} to catch up (until 10:45:05Z)`,
    "cache-prod: in sync | done - | lag 0 bytes | rate 300 bytes/s | elapsed 40.0 s | ETA - (in sync) | waiting for -",
    "cache-prod: in sync | done - | lag 0 bytes | rate - | elapsed 0.0 s | ETA - (in sync) | waiting for the target to stay in sync for 60 s (until 10:01:45Z)",
    "cache-prod: in sync | done - | lag 0 bytes | rate 0 bytes/s | elapsed 30.0 s | ETA - (in sync) | waiting for the target to stay in sync for 60 s (until 10:01:45Z)",
    "cache-prod: in sync | done - | lag 0 bytes | rate 0 bytes/s | elapsed 1 min 0 s | ETA - (in sync) | waiting for -",
    "cache-prod: CompleteMigration: accepted",
    "cache-prod: in sync | done - | lag 0 bytes | rate 0 bytes/s | elapsed 1 min 5 s | ETA - (in sync) | waiting for AWS to promote the target (until 10:45:45Z)",
    `cache-prod: done (Complete Migration successful for cache-prod) | done - | lag - | rate - | elapsed 1 min 10 s | ${none} | waiting for -`,
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

test("at its deadline a run says what it last saw and for how long, and the next one goes on", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  expect((await runs.up("migrate", { deadlineMinutes: 0.4 })).ended).toBe("deadline-reached");
  expect(runs.outcome?.failure?.happened).toBe(
    "cache-prod did not reach migrate within 0.4 minutes. Last seen: copying (transfer), 10 of 100 bytes, unchanged for 9 s; it was waiting for the snapshot to arrive at cache-prod-001.example:6379.",
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

test("a run that is told to end begins nothing more", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const controller = new AbortController();
  controller.abort(new Error("the engine is gone"));
  const memory = { history: runs.history, milestones: runs.milestones };
  await expect(
    reach({ stage: "migrate", plan, memory, isNewIntent: true }, world.ports, controller.signal),
  ).rejects.toThrow("the engine is gone");
  expect(callsOf(world)).toStrictEqual(["test: done"]);
});
