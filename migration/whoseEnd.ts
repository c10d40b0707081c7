// Whose end of a migration AWS tells of: an abort is told in the words of a completion, and events name no caller.
import { isDeclaredAway } from "./declarations.ts";
import { endsMigration, isTurn, meaningOf, tellsSuccess } from "./events.ts";
import { limits } from "./limits.ts";
import { startKnown, timeOf } from "./milestones.ts";
import type { EventReading, Observation } from "./observation.ts";
import { firstEntry, type Memory } from "./phases.ts";

/**
 * The ends of what this stack itself aborted: of each abort the first end that is newer than its acceptance, with no other
 * start in between and no end before it in its attempt, and told of a time when the abort was not known to be over.
 * Whatever comes after that is somebody's.
 */
export function endsOfOwnAborts(
  events: readonly EventReading[],
  { history, milestones }: Memory,
): readonly { readonly attempt: number; readonly event: EventReading }[] {
  const turns = events.filter(isTurn);
  return history.flatMap(({ attempt, stage, eventsUntil }, index) => {
    const before = history[index - 1];
    if (stage !== "abort" || (before?.stage === "abort" && before.attempt === attempt)) return [];
    const since = turns.filter((event) => event.at > eventsUntil);
    const newestBefore = turns.findLast((event) => event.at <= eventsUntil);
    const intent = firstEntry(history, attempt, "migrate");
    // It was over already when the abort was accepted, and there was nothing to end.
    if (newestBefore !== undefined && endsMigration(newestBefore) && newestBefore.at > (intent?.eventsUntil ?? ""))
      return [];
    // The start of what was aborted, where there was one, may have been listed only after the abort was accepted.
    const isStartTold = newestBefore !== undefined && meaningOf(newestBefore) === "started";
    const mayComeLate = !isStartTold && startKnown(milestones, attempt);
    const [first, second] = since;
    const end = mayComeLate && first !== undefined && meaningOf(first) === "started" ? second : first;
    if (end === undefined || !tellsSuccess(end)) return [];
    const overAt =
      timeOf(milestones, "aborted", attempt) || history.slice(index).find((one) => one.stage !== stage)?.at;
    // AWS's clock and a runner's are compared here, so that the one may be ahead of the other.
    const isLate = overAt !== undefined && Date.parse(end.at) > Date.parse(overAt) + limits.eventsWithinMs;
    return isLate ? [] : [{ attempt, event: end }];
  });
}

/**
 * AWS's word that the group's data were promoted, or may have been, whoever asked for it and in whatever attempt.
 *
 * @param after only what is newer than this event's date
 */
export function promotionTold({ group, events }: Observation, memory: Memory, after: string): EventReading | undefined {
  if (group.kind === "absent") return undefined;
  const aborts = endsOfOwnAborts(events, memory).map(({ event }) => event);
  return events.find(
    (event) =>
      event.at > group.createdAt &&
      event.at > after &&
      tellsSuccess(event) &&
      !isDeclaredAway(memory.history, event) &&
      !aborts.includes(event),
  );
}
