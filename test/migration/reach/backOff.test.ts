// A silent AWS is asked again after longer and longer pauses; a call that it did not carry out is made again after them.
import { expect, test } from "vitest";
import { PortError } from "../../../migration/ports.ts";
import { callsOf, inSync, stack } from "../stackRuns.ts";

const throttled = () => new PortError("Throttling: Rate exceeded", true);
const notDone = { accepted: { kind: "notDone", reason: "Throttling: Rate exceeded" }, done: false } as const;

test("the pauses of a silent AWS double, and the first answer ends that", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const beganMs = world.nowMs;
  world.silences = [throttled(), throttled(), throttled(), throttled()];
  expect((await runs.up("migrate")).ended).toBe("reached");
  // Chance is a half: three quarters of 10, 20, 40 and 60 seconds.
  const asked = (7.5 + 15 + 30 + 45) * 1000;
  expect(world.calls.at(-1)).toMatchObject({ call: "start", atMs: beganMs + asked });
  expect(world.lines).toContain(
    "cache-prod: starting | done - | lag - | rate - | elapsed 1 min 43 s | ETA - (nothing is being copied) | waiting for AWS to go on from modifying (until 10:45:05Z)",
  );
});

test("a call that AWS does not carry out is made again after the same pauses, and after a look each time", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  const beganMs = world.nowMs;
  world.answers.start = [notDone, notDone, notDone];
  expect((await runs.up("migrate")).ended).toBe("reached");
  const starts = world.calls.filter(({ call }) => call === "start").map(({ atMs }) => (atMs - beganMs) / 1000);
  expect(starts).toStrictEqual([0, 7.5, 22.5, 52.5]);
  expect(callsOf(world)).toStrictEqual([
    "test: done",
    "start: notDone",
    "start: notDone",
    "start: notDone",
    "start: done",
  ]);
});

test("a call that AWS never carries out ends at the deadline with AWS's last answer", async () => {
  const { world, runs } = stack();
  await runs.up("prepare");
  world.answers.start = Array.from({ length: 100 }, () => notDone);
  expect((await runs.up("migrate", { deadlineMinutes: 3 })).ended).toBe("deadline-reached");
  expect(runs.outcome?.failure?.happened).toContain(
    "it was about to look (AWS's last answer: StartMigration: Throttling: Rate exceeded)",
  );
});

test("what was last seen, and when, is told where AWS falls silent until the deadline", async () => {
  const { world, runs } = await inSync();
  world.after(22, () => (world.silences = Array.from({ length: 1000 }, throttled)));
  expect((await runs.up("complete", { deadlineMinutes: 2 })).ended).toBe("aws-unreachable");
  expect(runs.outcome?.failure?.happened).toBe(
    "AWS did not tell how cache-prod is: Throttling: Rate exceeded. Last seen, 1 min 40 s before: in sync, 0 bytes behind",
  );
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done"]);
});
