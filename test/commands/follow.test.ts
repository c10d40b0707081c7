// A watch over whole migrations of the scripted world: what it tells, when it ends, and that it never acts.
import { expect, test } from "vitest";
import { follow, type Following } from "../../commands/follow.ts";
import { PortError, type Clock } from "../../migration/ports.ts";
import type { Snapshot } from "../../migration/snapshot.ts";
import * as sample from "../migration/samples.ts";
import { ScriptedWorld, type Script } from "../migration/scriptedWorld.ts";

const never = new AbortController().signal;
const wish: Following = { stage: "migrate", plan: { ...sample.plan, pollSeconds: 1 }, until: "inSync" };

async function started(script: Script = {}): Promise<ScriptedWorld> {
  const world = new ScriptedWorld(script);
  await world.ports.elastiCache.start(never);
  return world;
}

/** Undefined as its end: it was ended from outside, after so many seconds of the world's clock. */
async function followed(world: ScriptedWorld, following: Partial<Following> = {}, forSeconds = 1000) {
  const told: Snapshot[] = [];
  const stop = new AbortController();
  const untilMs = world.nowMs + forSeconds * 1000;
  const { clock, ...others } = world.ports;
  const bounded: Clock = {
    ...clock,
    sleep: async (ms, signal) => {
      if (world.nowMs >= untilMs) stop.abort(new Error("enough"));
      await clock.sleep(ms, signal);
    },
  };
  const eyes = { ...others, clock: bounded };
  const ended = await follow({ ...wish, ...following }, eyes, (one) => told.push(one), stop.signal).catch(
    (error: unknown) => {
      if (!stop.signal.aborted) throw error;
      return undefined;
    },
  );
  const phases = told.map(({ phase }) => phase);
  return { ended, told, phases: phases.filter((phase, index) => phase !== phases[index - 1]) };
}

test("it follows a migration from its start to in sync, a line per change", async () => {
  const world = await started();
  const { ended, phases, told } = await followed(world);
  expect(ended).toStrictEqual({ kind: "reached" });
  expect(phases).toStrictEqual(["starting", "copying", "catchingUp", "inSync"]);
  expect(told.at(-1)).toMatchObject({ phase: "inSync", lagBytes: 0, elapsedMs: 40_000, etaMs: null });
  // The start that the test made, and nothing of the watch's own.
  expect(world.calls.map(({ call }) => call)).toStrictEqual(["start"]);
});

test("a fall-back ends it in AWS's own words, because from there nothing is reached any more", async () => {
  const { ended, told } = await followed(await started({ start: "fallsBack" }));
  expect(ended).toStrictEqual({ kind: "ended", why: "it is fellBack, and from there not inSync any more" });
  expect(told.at(-1)?.detail).toContain("because of invalid RDB received");
});

test("a completion that it saw in sync to the end is done, whatever the configured stage was when it began", async () => {
  const world = await started();
  world.after(100, () => void world.ports.elastiCache.complete({ force: false }, never));
  const { ended, told } = await followed(world, { until: "done" });
  expect(ended).toStrictEqual({ kind: "reached" });
  expect(told.at(-1)).toMatchObject({ phase: "done", detail: "Complete Migration successful for cache-prod" });
});

test("a migration that somebody ended by force while it was behind is never done", async () => {
  const world = await started();
  world.after(32, () => {
    world.force();
  });
  const { ended, told, phases } = await followed(world, { stage: "complete", until: "done" });
  const why = "Complete Migration successful for cache-prod: it was catchingUp when it ended";
  expect(ended).toStrictEqual({ kind: "undecided", why });
  expect(told.at(-1)).toMatchObject({ phase: "unknown", detail: why });
  expect(phases).not.toContain("done");
});

test("what it saw before a gap is no evidence of how it ended", async () => {
  const world = await started();
  world.advance(60_000);
  // AWS is silent from the second look on until long after the end.
  world.after(0.5, () => {
    world.silences = Array.from({ length: 12 }, () => new PortError("Rate exceeded", true));
  });
  world.after(10, () => {
    world.force();
  });
  const { ended, told, phases } = await followed(world, { until: "done" });
  expect([ended?.kind, phases[0]]).toStrictEqual(["undecided", "inSync"]);
  expect(phases).not.toContain("done");
  expect(told.at(-1)?.detail).toContain("AWS tells a forced abort in the same words");
});

test("AWS's silence is said once, waited out with growing pauses, and does not end it", async () => {
  const world = await started();
  world.silences = Array.from({ length: 5 }, () => new PortError("Rate exceeded", true));
  const { ended, told } = await followed(world);
  expect(ended).toStrictEqual({ kind: "reached" });
  expect(told[0]).toMatchObject({
    phase: "unknown",
    detail: "AWS does not answer: Rate exceeded",
    waitingFor: "AWS to answer",
    done: null,
    lagBytes: null,
  });
  const silent = told.filter(({ waitingFor }) => waitingFor === "AWS to answer").map(({ elapsedMs }) => elapsedMs);
  // Pauses of 2, 4, 8, 12 and 12 s, three quarters of each: a line at first, and again after half a minute.
  expect(silent).toStrictEqual([0]);
  expect(told[1]?.elapsedMs).toBe(28_500);
});

test("an end without its event is waited for as long as events may take, and then not guessed at", async () => {
  const world = await started();
  world.advance(60_000);
  world.after(10, () => {
    world.end();
  });
  const { ended, told } = await followed(world, { stage: "complete", until: "done" });
  const why = "a completion was asked for, and no event proves how it ended";
  expect(ended).toStrictEqual({ kind: "undecided", why });
  expect(told.at(-1)?.elapsedMs).toBeGreaterThanOrEqual(120_000);
});

test("what AWS refuses to tell ends it", async () => {
  const world = await started();
  world.silences = [new PortError("AccessDenied: not authorized", false)];
  await expect(followed(world)).rejects.toThrow("AccessDenied");
});

test("another group under the name ends it as broken", async () => {
  const world = await started();
  world.after(20, () => (world.createdAt = sample.at(20)));
  const { ended, told } = await followed(world);
  expect(ended?.kind).toBe("ended");
  expect(told.at(-1)).toMatchObject({ phase: "broken" });
});

test("without a phase it goes on to the end of the migration", async () => {
  const world = await started();
  world.after(100, () => void world.ports.elastiCache.complete({ force: true }, never));
  const { ended, phases } = await followed(world, { stage: "abort", until: undefined });
  expect(ended).toStrictEqual({ kind: "reached" });
  expect(phases.at(-1)).toBe("aborted");
});

test("nothing that changes is told all the same, now and then", async () => {
  const { ended, told } = await followed(new ScriptedWorld(), {}, 95);
  expect(ended).toBeUndefined();
  expect(told.map(({ phase, elapsedMs, waitingFor }) => [phase, elapsedMs, waitingFor])).toStrictEqual(
    [0, 30_000, 60_000, 90_000].map((elapsedMs) => ["notStarted", elapsedMs, "StartMigration"]),
  );
});
