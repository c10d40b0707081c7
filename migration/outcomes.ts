// How the calls that AWS carries out in the background ended, as far as its events and the servers tell.
import { meaningOf, newest } from "./events.ts";
import { limits } from "./limits.ts";
import { firstOf, type Milestone } from "./milestones.ts";
import type { EventReading, Observation } from "./observation.ts";
import { currentAttempt, firstEntry, type Memory } from "./phases.ts";
import type { Stage } from "./stages.ts";
import { promotionTold } from "./whoseEnd.ts";

export interface TestQuestion {
  readonly stage: Stage;
  readonly memory: Memory;
  readonly seen: Observation;
  /** By this run; undefined when it has not. `eventsUntil`: AWS's date of the newest event before. */
  readonly asked: { readonly atMs: number; readonly eventsUntil: string } | undefined;
  /** Silence for this long is inconclusive. */
  readonly withinMs: number;
}

export interface TestAnswer {
  readonly outcome: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  readonly evidence: string;
  /** AWS's date of the newest event before the test that it is about. */
  readonly since?: string;
}

/**
 * No success signal is documented: silence is inconclusive, never a pass. A test is of the `prepare` that comes before an
 * attempt's `migrate`, and counts there too. What a killed run asked for is told by its event alone: a pass counts; a
 * failure blocks a start, and in `prepare` it only asks for the next test, which judges what was mended: against what was
 * recorded of that one only a failure that is newer than its beginning counts.
 */
export function testOutcome({ stage, memory, seen, asked, withinMs }: TestQuestion): TestAnswer {
  const attempt = currentAttempt(memory.history) - (stage === "prepare" ? 0 : 1);
  const recorded = firstOf(memory.milestones, "tested", attempt);
  const prepared = memory.history.findLast((entry) => entry.stage === "prepare");
  const accepted = prepared?.eventsUntil ?? "";
  const before = recorded?.eventsUntil ?? asked?.eventsUntil ?? "";
  const since = before > accepted ? before : accepted;
  const told = prepared === undefined ? undefined : newestTest(seen.events.filter((event) => event.at > since));
  const failed = told !== undefined && meaningOf(told) === "testFailed";
  if (recorded !== undefined && !(failed && stage !== "prepare")) {
    const { evidence } = recorded;
    return { outcome: evidence === "inconclusive" ? "inconclusive" : "passed", evidence, since };
  }
  if (told !== undefined && (!failed || asked !== undefined || stage !== "prepare"))
    return { outcome: failed ? "failed" : "passed", evidence: told.message, since };
  if (asked === undefined) return { outcome: "notRun", evidence: "", since };
  return { outcome: seen.atMs - asked.atMs >= withinMs ? "inconclusive" : "running", evidence: "", since };
}

export function newestTest(events: readonly EventReading[]): EventReading | undefined {
  return events.findLast((event) => ["testPassed", "testFailed"].includes(meaningOf(event)));
}

/** AWS refuses a completion by an event, not by an error: the group simply stays `migrating`. */
export function completionRefusal(events: readonly EventReading[], call: Milestone | undefined): string {
  const after = call?.eventsUntil;
  if (after === undefined) return "";
  const since = events.filter((event) => event.at > after);
  return (newest(since, "notInSync") ?? newest(since, "failed"))?.message ?? "";
}

/** AWS's word that the group's data were promoted, in whatever attempt; empty where it said nothing of the kind. */
export function completionSeen(seen: Observation, memory: Memory): string {
  return promotionTold(seen, memory, "")?.message ?? "";
}

/**
 * A run that was killed after StartMigration left no milestone, and AWS may report `available` for a while before it shows
 * that start, and again after it fell back, without its event. Only an intent that this very `up` made has met no earlier
 * run; behind any other, status and events get their time, unless the servers rule a start out (neverFollowed).
 *
 * @param isNew this very `up` made the journal's newest entry
 * @returns from when on such a start would have come to light
 */
export function startsKnownAtMs(memory: Memory, beganAtMs: number, isNew: boolean): number {
  if (isNew && isFirstOf("migrate", memory)) return beganAtMs;
  return beganAtMs + Math.max(limits.startSettlesWithinMs, limits.eventsWithinMs);
}

/**
 * True where every primary has run since before the attempt was accepted, and has never been a replica: a server that
 * was one and was promoted has left a history, until it is started anew. A start that AWS has accepted and not carried
 * out yet is not seen so; AWS refuses a second one.
 */
export function neverFollowed({ shards, atMs }: Observation, { history }: Memory): boolean {
  const intent = firstEntry(history, currentAttempt(history), "migrate");
  const sinceIntentMs = atMs - Date.parse(intent?.at ?? ""); // negative where another runner's clock is ahead
  return (
    shards.length > 0 &&
    sinceIntentMs >= 0 &&
    shards.every(({ primary }) => {
      if (primary.kind === "unreadable") return false;
      const { role, replid2, uptimeSeconds } = primary.info;
      return role === "master" && replid2 === "" && uptimeSeconds * 1000 > sinceIntentMs;
    })
  );
}

/** The journal's newest entry is the attempt's first of its stage, and not a later edit: no earlier run was asked for it. */
export function isFirstOf(stage: Stage, { history }: Memory): boolean {
  const first = firstEntry(history, currentAttempt(history), stage);
  return first !== undefined && first === history.at(-1);
}
