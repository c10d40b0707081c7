// What AWS's events and the milestones say of how this attempt began and ended.
import { adoptedBy } from "./adoption.ts";
import { eventsOfAttempt, meaningOf } from "./events.ts";
import { limits } from "./limits.ts";
import { openCompletion, reached, timeOf } from "./milestones.ts";
import type { Observation } from "./observation.ts";
import { completionRefusal } from "./outcomes.ts";
import { currentAttempt, type Memory } from "./phases.ts";

export function tracesOf(seen: Observation, { history, milestones }: Memory) {
  const attempt = currentAttempt(history);
  const intent = history.find((entry) => entry.attempt === attempt && entry.stage === "migrate");
  const told = eventsOfAttempt(seen.events, intent?.eventsUntil ?? "");
  const adopted = adoptedBy(history, attempt);
  const startedAt = timeOf(milestones, "startRequested", attempt) || (told.startedAt ?? adopted?.at);
  const ended = told.since.some((event) => ["completed", "failed"].includes(meaningOf(event)));
  const completion = history.find((entry) => entry.attempt === attempt && entry.stage === "complete");
  const abort = history.find((entry) => entry.attempt === attempt && entry.stage === "abort");
  // A call that AWS refused after its run had ended lends its name to no end that somebody else made since.
  const call = openCompletion(milestones, attempt);
  const refused = call?.eventsUntil !== undefined && completionRefusal(seen.events, call.eventsUntil) !== "";
  return {
    attempt,
    // An end without a recognised beginning had one all the same.
    begun: intent !== undefined && (startedAt !== undefined || ended),
    /** AWS may answer `available` until then although a start was accepted. */
    settledAtMs: Date.parse(startedAt ?? abort?.at ?? "") + limits.startSettlesWithinMs,
    since: told.since,
    completeAsked: completion !== undefined,
    completeAskedAfter: completion?.eventsUntil ?? "",
    completeSent: call !== undefined && !refused,
    completionNotSent: refused || reached(milestones, "completionNotSent", attempt),
    abortAsked: abort !== undefined,
    abortAskedAfter: abort?.eventsUntil ?? "",
    abortSent: reached(milestones, "abortRequested", attempt),
    /** An uncertain answer proves nothing against a completion that was asked for before. */
    abortAccepted: milestones.some(
      (one) => one.kind === "abortRequested" && one.attempt === attempt && one.evidence === "",
    ),
  };
}
