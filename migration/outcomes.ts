// How the calls that AWS carries out in the background ended, as far as its events and the servers tell.
import { meaningOf, newest } from "./events.ts";
import { limits } from "./limits.ts";
import { reached } from "./milestones.ts";
import type { Milestone } from "./milestones.ts";
import type { EventReading, Observation } from "./observation.ts";
import type { Memory } from "./phase.ts";

export interface TestQuestion {
  /** Asked for by this run. */
  readonly asked: boolean;
  /** What an earlier run of the attempt recorded. */
  readonly recorded: Milestone | undefined;
  /** Events newer than the question. */
  readonly events: readonly EventReading[];
  readonly waitedMs: number;
  /** Silence for this long is inconclusive. */
  readonly withinMs: number;
}

export interface TestAnswer {
  readonly outcome: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  readonly evidence: string;
}

/** No success signal is documented: silence is inconclusive, never a pass. */
export function testOutcome({ asked, recorded, events, waitedMs, withinMs }: TestQuestion): TestAnswer {
  if (recorded !== undefined) {
    return { outcome: recorded.evidence === "inconclusive" ? "inconclusive" : "passed", evidence: recorded.evidence };
  }
  if (!asked) return { outcome: "notRun", evidence: "" };
  const told = events.findLast((event) => ["testPassed", "testFailed"].includes(meaningOf(event)));
  if (told !== undefined)
    return { outcome: meaningOf(told) === "testPassed" ? "passed" : "failed", evidence: told.message };
  return { outcome: waitedMs >= withinMs ? "inconclusive" : "running", evidence: "" };
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
  const promoted = told.find((event) => {
    const attempt = history.findLast((entry) => entry.stage === "migrate" && entry.eventsUntil < event.at)?.attempt;
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
