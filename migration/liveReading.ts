// What a judge of moves learns from AWS's answers about a group that is there.
import { eventsOfAttempt, isOf, newest } from "./events.ts";
import type { EventReading, GroupReading } from "./observation.ts";
import type { LiveStatus } from "./stages.ts";

type Present = Extract<GroupReading, { kind: "present" }>;

/** @param told every event that AWS keeps under the group's id, oldest first */
export function liveOf(
  group: Pick<Present, "status" | "arn" | "createdAt" | "transitEncryption">,
  told: readonly EventReading[],
): Extract<LiveStatus, { kind: "present" }> {
  const events = told.filter((event) => isOf(group, event));
  const { startedAt, since } = eventsOfAttempt(events, "");
  const completedAt = newest(since, "completed")?.at ?? "";
  const failed = newest(since, "failed")?.at ?? "";
  return {
    kind: "present",
    arn: group.arn,
    createdAt: group.createdAt,
    status: group.status,
    newestEventAt: events.at(-1)?.at ?? "",
    completedAt,
    failedAt: failed > completedAt ? failed : "",
    startOpen: startedAt !== undefined && completedAt === "" && failed === "",
    transitEncryption: group.transitEncryption,
  };
}

/** A migration has begun that AWS reports as `modifying` still. */
export function isStarting(live: LiveStatus): boolean {
  return live.kind === "present" && live.status === "modifying" && live.startOpen;
}
