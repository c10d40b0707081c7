// What AWS's replication-group events say of a migration. Their wording is known from two pages and one public run, so
// fragments are matched in any case, and the raw text is always kept.
import type { EventReading } from "./observation.ts";

/** `unclear`: a success in words that are not AWS's known ones. It proves no completion, and forbids a start as one does. */
export type EventMeaning =
  "started" | "completed" | "unclear" | "failed" | "notInSync" | "testPassed" | "testFailed" | "other";

const negative = /fail|because of|\bun-?\s?succe|\b(?:not|never|cannot|unable)\b|n['’]t\b/;
/** AWS's two wordings; a proof is taken from no other. */
const positive = /^(?:complete migration|migration operation) (?:was |has )?succe(?:ssful|eded)\b/;

export function meaningOf({ message }: EventReading): EventMeaning {
  // A start names the source, whose name may say anything.
  if (/^starting migration/i.test(message)) return "started";
  const text = withoutNames(message.toLowerCase());
  if (!text.includes("migration")) return "other";
  if (/\btest/.test(text))
    return negative.test(text) ? "testFailed" : /succe|passed/.test(text) ? "testPassed" : "other";
  if (/(?:not|out of|n['’]t) (?:in )?sync|being replaced|replacement/.test(text)) return "notInSync";
  if (positive.test(text)) return negative.test(text) ? "unclear" : "completed";
  if (negative.test(text)) return "failed";
  return text.includes("succe") ? "unclear" : "other";
}

/** Takes the names of groups, nodes and servers out, so that one called `test-cluster` or `failover.internal` says nothing. */
function withoutNames(text: string): string {
  return text
    .replace(/\b[a-z0-9]+(?:[-.][a-z0-9]+)+\b/g, " ")
    .replace(
      /\b(for|group|cluster) (?!(?:replication|target|source|the|cluster|group|because|with|endpoint)\b)[a-z]\w*/g,
      "$1 ",
    );
}

/** A completion, or what may have been one. */
export function tellsSuccess(event: EventReading): boolean {
  return ["completed", "unclear"].includes(meaningOf(event));
}

/** A completion that failed leaves the migration in flight. */
export function endsMigration(event: EventReading): boolean {
  return tellsSuccess(event) || (meaningOf(event) === "failed" && !/^complete/i.test(event.message));
}

/** Something began or ended. */
export function isTurn(event: EventReading): boolean {
  return meaningOf(event) === "started" || endsMigration(event);
}

/** AWS keeps the events of a deleted group under its id, which another group may have by now. */
export function isOf(group: { readonly createdAt: string }, event: EventReading): boolean {
  return event.at >= group.createdAt;
}

/**
 * The events of an attempt: those newer than the newest that AWS knew when the attempt was accepted (so that no two
 * clocks are compared; an `up` takes seconds, so none carries that very date), of them those after the newest
 * "Starting migration".
 */
export function eventsOfAttempt(
  events: readonly EventReading[],
  acceptedAfter: string,
): { startedAt: string | undefined; since: readonly EventReading[] } {
  const within = events.filter((event) => event.at > acceptedAfter);
  const last = within.findLastIndex((event) => meaningOf(event) === "started");
  return { startedAt: within[last]?.at, since: within.slice(last + 1) };
}

export function newest(events: readonly EventReading[], meaning: EventMeaning): EventReading | undefined {
  return events.findLast((event) => meaningOf(event) === meaning);
}
