import { expect, test } from "vitest";
import { PortError } from "../../../migration/ports.ts";
import { callsOf, stack, toldBy } from "../stackRuns.ts";

const throttled = () => new PortError("Throttling: Rate exceeded", true);

test("TestMigration is asked once per attempt, and again only after it failed", async () => {
  const { world, runs } = stack();
  world.testFails = true;
  expect((await runs.up("prepare")).ended).toBe("blocking-findings");
  expect(toldBy(runs)).toStrictEqual(["test-migration: blocking"]);
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
  expect(toldBy(runs)).toStrictEqual(["test-migration: warning"]);
});

test("a short deadline leaves time for TestMigration to be inconclusive: half of it", async () => {
  const { world, runs } = stack({ eventLagMs: 3_600_000 });
  const beganMs = world.nowMs;
  expect((await runs.up("prepare", { deadlineMinutes: 2 })).ended).toBe("reached");
  expect(world.nowMs - beganMs).toBe(60_000);
  expect(toldBy(runs)).toStrictEqual(["test-migration: warning"]);
});

test("a migration that begins while prepare looks on ends the run, and prepare is refused from then on", async () => {
  const { world, runs } = stack();
  world.answers.test = [{ accepted: { kind: "wrongState", reason: "migrating" }, done: false }];
  world.after(1, () => (world.status = "migrating"));
  expect((await runs.up("prepare")).ended).toBe("unexplained-status-change");
  expect((await runs.up("prepare")).ended).toBe("refused");
  expect((await runs.up("migrate")).ended).toBe("refused");
});

test("throttling and silence are waited out", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.silences = [throttled(), throttled(), throttled()];
  expect((await runs.up("migrate")).ended).toBe("reached");
  // Three questions without an answer are one change, told with the fields of every line.
  expect(world.lines.filter((line) => line.includes("AWS to answer"))).toStrictEqual([
    "cache-prod: unknown (AWS does not answer: Throttling: Rate exceeded) | done - | lag - | rate - | elapsed 0.0 s | ETA - (nothing is being copied) | waiting for AWS to answer (until 10:45:05Z)",
  ]);
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
