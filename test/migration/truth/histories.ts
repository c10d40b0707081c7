// Arbitrary histories of a stack in the true world: stages in any order, kills, lost answers, late events, and whatever
// befalls servers, AWS and the group.
import fc from "fast-check";
import type { Stage } from "../../../migration/stages.ts";
import type { Habits } from "./aws.ts";
import { strangersTurns, turns, type Turn } from "./turns.ts";
import type { Answer } from "./world.ts";

export interface Up {
  readonly stage: Stage;
  /** The run is killed in its n-th call. */
  readonly killAtCall: number;
  readonly deadlineMinutes: number;
  /** After the run. */
  readonly pauseSeconds: number;
  /** Only the journal is as it was: the resource's state was put back. */
  readonly milestonesLost: boolean;
  /** Consents to what this attempt needs, to what the last one needed, or to nothing. */
  readonly consent: "this" | "last" | "none";
  readonly testPasses: boolean;
  /** Consents to take over what is found in flight. */
  readonly adopts: boolean;
  /** Declares how the last migration ended, by the truth: whoever owns the data at the moment. */
  readonly declares: boolean;
  readonly befalls: readonly { readonly atSeconds: number; readonly turn: Turn }[];
}

export interface History {
  readonly habits: Habits;
  readonly ups: readonly Up[];
  readonly answers: readonly Answer[];
}

/** An AWS without delays, and one shard that is probed. */
export const calmHabits = {
  shards: 1,
  eventLagMs: 0,
  untold: "nothing",
  start: "syncs",
  shownLateMs: 0,
  keysBefore: 0,
  probe: "direct",
} as const;

/**
 * The same histories in every run, so that a red test is a change's doing and not chance's. Others, and as many as there is
 * time for, are lived through with HISTORIES (a number) and HISTORIES_SEED in the environment; what they find is added to
 * onceFailed.ts.
 */
export function chosen(usual: number): { readonly numRuns: number; readonly seed: number } {
  const { HISTORIES: count = usual, HISTORIES_SEED: seed = 1 } = process.env;
  return { numRuns: Number(count), seed: Number(seed) };
}

export const calm: Omit<Up, "stage"> = {
  killAtCall: Infinity,
  deadlineMinutes: 5,
  pauseSeconds: 0,
  milestonesLost: false,
  consent: "this",
  testPasses: true,
  adopts: false,
  declares: false,
  befalls: [],
};

const often = <T>(value: T, other: fc.Arbitrary<T>, weight = 4) =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

function anyUp(befalling: readonly Turn[]): fc.Arbitrary<Up> {
  const befalls = fc.record({ atSeconds: fc.integer({ min: 0, max: 90 }), turn: fc.constantFrom(...befalling) });
  return fc.record({
    stage: fc.constantFrom("prepare", "migrate", "migrate", "complete", "complete", "complete", "abort", "operate"),
    killAtCall: often(Infinity, fc.integer({ min: 1, max: 40 })),
    deadlineMinutes: often(5, fc.constantFrom(0.05, 0.5, 1.1, 3)),
    pauseSeconds: fc.constantFrom(0, 1, 20, 70, 150, 4000),
    milestonesLost: often(false, fc.constant(true), 9),
    consent: fc.constantFrom("this", "last", "none"),
    testPasses: often(true, fc.constant(false), 9),
    adopts: often(false, fc.constant(true)),
    declares: often(false, fc.constant(true), 9),
    befalls: often<Up["befalls"]>([], fc.array(befalls, { minLength: 1, maxLength: 2 }), 2),
  });
}

const anyAnswer: fc.Arbitrary<Answer> = fc.constantFrom(
  { kind: "uncertain", arrives: true },
  { kind: "uncertain", arrives: false },
  { kind: "notDone", arrives: false },
  { kind: "wrongState", arrives: false },
);

const anyHabits: fc.Arbitrary<Habits> = fc.record({
  shards: fc.constantFrom(1, 1, 2),
  eventLagMs: fc.constantFrom(0, 0, 2_000, 60_000, 119_000),
  // Never both: a start of which neither state nor AWS keeps a trace cannot be known by anybody.
  untold: often<Habits["untold"]>("nothing", fc.constantFrom("started", "fellBack")),
  start: often("syncs", fc.constant("fallsBack")),
  shownLateMs: fc.constantFrom(0, 0, 3_000, 9_000),
  keysBefore: often(0, fc.constant(7)),
  probe: fc.constantFrom("direct", "direct", "none"),
});

/** Most begin as a migration does, since arbitrary orders of stages are mostly refused by the journal. */
function historyOf(befalling: readonly Turn[]): fc.Arbitrary<History> {
  const begins: readonly (readonly Stage[])[] = [
    ["prepare", "migrate"],
    ["prepare", "migrate", "complete"],
    ["prepare", "migrate", "abort", "prepare"],
    ["prepare"],
    [],
  ];
  const calmly = (stage: Stage): Up => ({ ...calm, stage });
  const any = anyUp(befalling);
  const free = fc
    .tuple(fc.constantFrom(...begins), fc.array(any, { minLength: 1, maxLength: 5 }))
    .map(([stages, ups]) => [...stages.map(calmly), ...ups]);
  // Something happens to a migration, and the operator begins another attempt.
  const again = fc
    .tuple(any, any)
    .map(([up, last]) => [calmly("prepare"), calmly("migrate"), up, calmly("prepare"), calmly("migrate"), last]);
  return fc.record({
    habits: anyHabits,
    ups: fc.oneof({ weight: 3, arbitrary: free }, { weight: 1, arbitrary: again }),
    answers: often<readonly Answer[]>([], fc.array(anyAnswer, { maxLength: 2 }), 2),
  });
}

/** This stack is alone with its group. */
export const anyHistory = historyOf(turns);
/** Somebody else acts on the group too. */
export const anyHistoryWithStrangers = historyOf([...turns, ...strangersTurns, ...strangersTurns]);
