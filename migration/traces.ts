// What AWS's events and the milestones say of how this attempt began and ended.
import { adoptedBy } from "./adoption.ts";
import { endsMigration, eventsOfAttempt } from "./events.ts";
import { limits } from "./limits.ts";
import { completionLapsed, firstOf, openCompletion, reached, timeOf } from "./milestones.ts";
import type { EventReading, Observation } from "./observation.ts";
import { completionRefusal } from "./outcomes.ts";
import { currentAttempt, firstEntry, type Memory } from "./phases.ts";
import { endsOfOwnAborts } from "./whoseEnd.ts";

export function tracesOf(seen: Observation, memory: Memory) {
  const { history, milestones, beganAtMs = 0 } = memory;
  const attempt = currentAttempt(history);
  const intent = firstEntry(history, attempt, "migrate");
  // The end of an earlier attempt's abort may be listed only after this attempt was accepted.
  const earlier = endsOfOwnAborts(seen.events, memory).filter((end) => end.attempt < attempt);
  const events = seen.events.filter((event) => !earlier.some((end) => end.event === event));
  const told = eventsOfAttempt(events, intent?.eventsUntil ?? "");
  const adopted = adoptedBy(history, attempt);
  const startedAt = timeOf(milestones, "startRequested", attempt) || (told.startedAt ?? adopted?.at);
  const ended = told.since.some(endsMigration);
  const completion = firstEntry(history, attempt, "complete");
  const abort = firstEntry(history, attempt, "abort");
  // A call that AWS refused after its run had ended lends its name to no end that somebody else made since.
  const open = openCompletion(milestones, attempt);
  const call = completionRefusal(seen.events, open) === "" ? open : undefined;
  const notSent = milestones.findLast((one) => one.kind === "completionNotSent" && one.attempt === attempt);
  return {
    attempt,
    // An end without a recognised beginning had one all the same.
    begun: intent !== undefined && (startedAt !== undefined || ended),
    /**
     * AWS may answer `available` until then although a start was accepted. One that nobody recorded is waited for by the
     * clock of the run that looks: another runner's may be behind it.
     */
    settledAtMs:
      (startedAt === undefined ? Math.max(Date.parse(abort?.at ?? ""), beganAtMs) : Date.parse(startedAt)) +
      limits.startSettlesWithinMs,
    since: told.since,
    completeAsked: completion !== undefined,
    completeAskedAfter: completion?.eventsUntil ?? "",
    completeSent: call !== undefined,
    /** That AWS may have carried out. */
    call,
    completionLapsed: completionLapsed(milestones, attempt),
    /** A run that called nothing watched the migration until after that event. */
    isOfNoCall: ({ at }: EventReading) =>
      call === undefined && notSent !== undefined && (notSent.eventsUntil === undefined || at <= notSent.eventsUntil),
    abortAsked: abort !== undefined,
    abortAskedAfter: abort?.eventsUntil ?? "",
    abortSent: reached(milestones, "abortRequested", attempt),
    /** An uncertain answer proves nothing against a completion that was asked for before. */
    abortAccepted: firstOf(milestones, "abortRequested", attempt)?.evidence === "",
  };
}
