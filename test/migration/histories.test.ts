// Whatever order of stages, kills, late events and lost answers a stack goes through, three things never happen. The
// script is AWS as it is documented; that AWS does nothing else is not proven here.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Accepted } from "../../migration/ports.ts";
import type { Stage } from "../../migration/stages.ts";
import { ScriptedWorld, type Answer, type Script } from "./scriptedWorld.ts";
import { StackRuns } from "./stackRuns.ts";

interface Up {
  readonly stage: Stage;
  /** Ends the run in its n-th call to a port. */
  readonly killAtCall: number;
  readonly deadlineMinutes: number;
  readonly pauseSeconds: number;
  /** The stack's state was put back to before the runs so far: only the journal is as it was. */
  readonly milestonesLost: boolean;
  readonly consent: boolean;
  /** After how many seconds the link loses ground, and gains it again a minute later. */
  readonly lagsAfterSeconds: number;
}

interface History {
  readonly script: Script;
  readonly ups: readonly Up[];
  readonly startAnswers: readonly Answer[];
  readonly completeAnswers: readonly Answer[];
  readonly abortAnswers: readonly Answer[];
}

const anyAnswer: fc.Arbitrary<Answer> = fc
  .tuple(fc.constantFrom<Accepted["kind"]>("accepted", "uncertain", "notDone", "wrongState"), fc.boolean())
  .map(([kind, done]) => {
    if (kind === "accepted") return { accepted: { kind }, done: true };
    return { accepted: { kind, reason: kind }, done: kind === "uncertain" && done };
  });

const often = <T>(value: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

const anyUp: fc.Arbitrary<Up> = fc.record({
  stage: fc.constantFrom("prepare", "migrate", "migrate", "complete", "complete", "abort"),
  killAtCall: often(Infinity, fc.integer({ min: 1, max: 60 })),
  deadlineMinutes: often(10, fc.constantFrom(0.05, 0.5, 1.1, 3)),
  pauseSeconds: fc.constantFrom(0, 1, 20, 70, 150, 4000),
  milestonesLost: often(false, fc.constant(true)),
  consent: fc.boolean(),
  lagsAfterSeconds: fc.constantFrom(Infinity, 5, 30, 65),
});

const anyHistory: fc.Arbitrary<History> = fc.record({
  script: fc.record({
    eventLagMs: fc.constantFrom(0, 0, 2_000, 60_000, 119_000),
    start: fc.constantFrom("syncs", "syncs", "fallsBack"),
    shownLateMs: fc.constantFrom(0, 0, 3_000, 9_000),
  }),
  ups: fc
    .array(anyUp, { minLength: 1, maxLength: 8 })
    .map((ups) => [{ ...calm, stage: "prepare" as const }, { ...calm, stage: "migrate" as const }, ...ups].slice(0, 9)),
  startAnswers: often<Answer[]>([], fc.array(anyAnswer, { maxLength: 2 })),
  completeAnswers: often<Answer[]>([], fc.array(anyAnswer, { maxLength: 2 })),
  abortAnswers: often<Answer[]>([], fc.array(anyAnswer, { maxLength: 2 })),
});

const calm: Omit<Up, "stage"> = {
  killAtCall: Infinity,
  deadlineMinutes: 10,
  pauseSeconds: 0,
  milestonesLost: false,
  consent: true,
  lagsAfterSeconds: Infinity,
};

interface Lived {
  readonly world: ScriptedWorld;
  readonly runs: StackRuns;
  /** Per call that AWS carried out: in which attempt, from which stage, and whether the data were promoted before. */
  readonly done: { call: string; attempt: number; stage: Stage; link: string; afterPromotion: boolean }[];
}

async function live({ script, ups, startAnswers, completeAnswers, abortAnswers }: History): Promise<Lived> {
  const world = new ScriptedWorld(script);
  Object.assign(world.answers, {
    start: [...startAnswers],
    complete: [...completeAnswers],
    abort: [...abortAnswers],
  });
  const runs = new StackRuns(world);
  const done: Lived["done"] = [];
  for (const up of ups) {
    if (up.milestonesLost) runs.milestones = [];
    world.killAtCall = up.killAtCall;
    const promotedBefore = world.promoted;
    const callsBefore = world.calls.length;
    if (up.lagsAfterSeconds !== Infinity) {
      world.after(up.lagsAfterSeconds, () => (world.link = world.link === "synced" ? "behind" : world.link));
      world.after(up.lagsAfterSeconds + 60, () => (world.link = world.link === "behind" ? "synced" : world.link));
    }
    const from = runs.attempt + (runs.history.at(-1)?.stage === "prepare" && up.stage === "migrate" ? 1 : 0);
    const consent = up.consent ? `cache-prod#${from}` : "";
    const { deadlineMinutes } = up;
    await runs.up(up.stage, { deadlineMinutes, discardTargetData: consent, forceAbort: consent, inSyncForSeconds: 20 });
    for (const { call, outcome, link } of world.calls.slice(callsBefore)) {
      if (outcome === "done")
        done.push({ call, attempt: runs.attempt, stage: up.stage, link, afterPromotion: promotedBefore });
    }
    world.advance(up.pauseSeconds * 1000);
  }
  return { world, runs, done };
}

test("no history starts twice in an attempt, starts over a completion, completes out of sync or forces outside abort", async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const { done } = await live(history);
      const starts = done.filter((one) => one.call === "start");
      expect(new Set(starts.map((one) => one.attempt)).size).toBe(starts.length);
      expect(starts.filter((one) => one.afterPromotion || one.stage !== "migrate")).toStrictEqual([]);
      const completions = done.filter((one) => one.call === "complete");
      expect(completions.filter((one) => one.link !== "synced" || one.stage !== "complete")).toStrictEqual([]);
      expect(done.filter((one) => one.call === "abort" && one.stage !== "abort")).toStrictEqual([]);
    }),
    { numRuns: 1500 },
  );
});

test("no history records a completion that did not happen, or tells the application to use an unproven target", async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const { world, runs } = await live(history);
      if (runs.milestones.some((one) => one.kind === "completed")) expect(world.promoted).toBe(true);
      const reachedComplete = runs.ends.filter((end) => end.stage === "complete" && end.ended === "reached");
      if (reachedComplete.length > 0) expect(world.promoted).toBe(true);
    }),
    { numRuns: 700 },
  );
});

test("among the histories are second attempts, kills after a start, completions and aborts", async () => {
  const seen = { secondStarts: 0, killed: 0, completions: 0, aborts: 0, fallBacks: 0, refused: 0 };
  for (const history of fc.sample(anyHistory, { numRuns: 300, seed: 3 })) {
    const { runs, done } = await live(history);
    if (done.some((one) => one.call === "start" && one.attempt > 1)) seen.secondStarts += 1;
    if (runs.ends.some((end) => end.ended === "killed")) seen.killed += 1;
    if (done.some((one) => one.call === "complete")) seen.completions += 1;
    if (done.some((one) => one.call === "abort")) seen.aborts += 1;
    if (runs.ends.some((end) => end.ended === "fell-back")) seen.fallBacks += 1;
    if (runs.ends.some((end) => end.ended === "refused")) seen.refused += 1;
  }
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5);
});
