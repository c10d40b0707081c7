// What AWS's replication-group events say of a migration. Their wording is known from two pages and one public run, so
// fragments are matched in any case, and the raw text is always kept.
import type { EventReading } from "./observation.ts";

export type EventMeaning = "started" | "completed" | "failed" | "notInSync" | "testPassed" | "testFailed" | "other";

export function meaningOf({ message }: EventReading): EventMeaning {
  // A start names the source, whose name may say anything.
  if (/^starting migration/i.test(message)) return "started";
  const text = withoutNames(message.toLowerCase());
  if (!text.includes("migration")) return "other";
  if (/\btest/.test(text))
    return /succe|passed/.test(text) ? "testPassed" : /fail|because of/.test(text) ? "testFailed" : "other";
  if (/not in sync|being replaced|replacement/.test(text)) return "notInSync";
  if (/fail|because of/.test(text)) return "failed";
  if (/succe/.test(text)) return "completed";
  return "other";
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
