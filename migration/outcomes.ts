// How the calls that AWS carries out in the background ended, as far as its events tell.
import { meaningOf, newest } from "./events.ts";
import { limits } from "./limits.ts";
import type { Milestone } from "./milestones.ts";
import type { EventReading } from "./observation.ts";

export interface TestQuestion {
  /** Asked for by this run. */
  readonly asked: boolean;
  /** What an earlier run of the attempt recorded. */
  readonly recorded: Milestone | undefined;
  /** Events newer than the question. */
  readonly events: readonly EventReading[];
  readonly waitedMs: number;
}

export interface TestAnswer {
  readonly outcome: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  readonly evidence: string;
}

/** No success signal is documented: silence is inconclusive, never a pass. */
export function testOutcome({ asked, recorded, events, waitedMs }: TestQuestion): TestAnswer {
  if (recorded !== undefined) {
    return { outcome: recorded.evidence === "inconclusive" ? "inconclusive" : "passed", evidence: recorded.evidence };
  }
  if (!asked) return { outcome: "notRun", evidence: "" };
  const told = events.findLast((event) => ["testPassed", "testFailed"].includes(meaningOf(event)));
  if (told !== undefined)
    return { outcome: meaningOf(told) === "testPassed" ? "passed" : "failed", evidence: told.message };
  return { outcome: waitedMs >= limits.testOutcomeWithinMs ? "inconclusive" : "running", evidence: "" };
}

/** AWS refuses a completion by an event, not by an error: the group simply stays `migrating`. */
export function completionRefusal(events: readonly EventReading[], after: string): string {
  const since = events.filter((event) => event.at > after);
  return (newest(since, "notInSync") ?? newest(since, "failed"))?.message ?? "";
}
