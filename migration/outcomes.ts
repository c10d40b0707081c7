// How the calls that AWS carries out in the background ended, as far as its events and the servers tell.
import { isDeclaredAway } from "./declarations.ts";
import { meaningOf, newest } from "./events.ts";
import { limits } from "./limits.ts";
import { reached } from "./milestones.ts";
import type { EventReading, Observation } from "./observation.ts";
import { currentAttempt, type Memory } from "./phases.ts";
import type { Stage } from "./stages.ts";
import type { JournalEntry } from "./stages.ts";

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
}

/**
 * No success signal is documented: silence is inconclusive, never a pass. A test is of the `prepare` that comes before an
 * attempt's `migrate`, and counts there too. What a killed run asked for is told by its event alone: a pass counts; a
 * failure blocks a start, and in `prepare` it only asks for the next test, which judges what was mended.
 */
export function testOutcome({ stage, memory, seen, asked, withinMs }: TestQuestion): TestAnswer {
  const attempt = currentAttempt(memory.history) - (stage === "prepare" ? 0 : 1);
  const recorded = memory.milestones.find((one) => one.kind === "tested" && one.attempt === attempt);
  const prepared = memory.history.findLast((entry) => entry.stage === "prepare");
  const since = asked?.eventsUntil ?? prepared?.eventsUntil ?? "";
  const told = prepared === undefined ? undefined : newestTest(seen.events.filter((event) => event.at > since));
  const failed = told !== undefined && meaningOf(told) === "testFailed";
  if (recorded !== undefined && !(failed && stage !== "prepare")) {
    return { outcome: recorded.evidence === "inconclusive" ? "inconclusive" : "passed", evidence: recorded.evidence };
  }
  if (told !== undefined && (!failed || asked !== undefined || stage !== "prepare"))
    return { outcome: failed ? "failed" : "passed", evidence: told.message };
  if (asked === undefined) return { outcome: "notRun", evidence: "" };
  return { outcome: seen.atMs - asked.atMs >= withinMs ? "inconclusive" : "running", evidence: "" };
}

function newestTest(events: readonly EventReading[]): EventReading | undefined {
  return events.findLast((event) => ["testPassed", "testFailed"].includes(meaningOf(event)));
}

/** AWS refuses a completion by an event, not by an error: the group simply stays `migrating`. */
export function completionRefusal(events: readonly EventReading[], after: string): string {
  const since = events.filter((event) => event.at > after);
  return (newest(since, "notInSync") ?? newest(since, "failed"))?.message ?? "";
}

/**
 * AWS's word that the group's data were promoted, whoever asked for it and in whatever attempt. The end of a migration
 * that this stack aborted is told in the same words and is none.
 */
export function completionSeen({ group, events }: Observation, { history, milestones }: Memory): string {
  if (group.kind === "absent") return "";
  const told = events.filter((event) => event.at > group.createdAt && meaningOf(event) === "completed");
  const begins = ({ stage, adopted }: JournalEntry) => stage === "migrate" || adopted !== undefined;
  const promoted = told.find((event) => {
    if (isDeclaredAway(history, event)) return false;
    const attempt = history.findLast((entry) => begins(entry) && entry.eventsUntil < event.at)?.attempt;
    if (attempt === undefined) return true;
    const aborted = history.find((entry) => entry.attempt === attempt && entry.stage === "abort");
    const ownEnd = aborted !== undefined && aborted.eventsUntil < event.at;
    return !ownEnd && !reached(milestones, "abortRequested", attempt);
  });
  return promoted?.message ?? "";
}

/**
 * A run that was killed after StartMigration left no milestone, and where that start fell back AWS reports `available`
 * again, for a while without its event. An intent that is newer than a fall-back takes, or primaries that never left
 * another server's history, rule that out at once; otherwise the events are waited for.
 *
 * @returns from when on such a start would have come to light
 */
export function startsKnownAtMs({ shards }: Observation, { history }: Memory, beganAtMs: number): number {
  const intentAtMs = Date.parse(history.at(-1)?.at ?? "");
  const sinceIntentMs = beganAtMs - intentAtMs; // negative when another runner, with a clock ahead, made the intent
  if (sinceIntentMs >= 0 && sinceIntentMs < limits.fallsBackAfterMs) return beganAtMs;
  const neverFollowed =
    shards.length > 0 && shards.every(({ primary }) => primary.kind === "read" && primary.info.replid2 === "");
  return neverFollowed ? beganAtMs : beganAtMs + limits.eventsWithinMs;
}
