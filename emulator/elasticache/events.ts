// Events: the only channel on which AWS says how a migration went.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import type { EventSource } from "./state.ts";

export function recordEvent(at: Place, cloud: Cloud, sourceType: EventSource, sourceId: string, message: string): void {
  const lateByMs = cloud.disorders.eventLateByMs(message);
  if (lateByMs === undefined) return;
  const now = cloud.now();
  const visibleAt = new Date(now.getTime() + cloud.delays.eventLagMs + lateByMs);
  at.elasticache.events.push({ at: now, visibleAt, sourceType, sourceId, message });
}

/**
 * The wording of a migration's events. `started`, `failed` and `completed` are AWS's own, seen in real runs or on its
 * pages; for the others no wording is known, theirs is ours.
 */
export const migrationEvents = {
  started: (id: string, address: string, port: number) =>
    `Starting migration operation for target cluster ${id} with source cluster endpoint ${address} and port ${port}`,
  failed: (id: string, reason: string) => `Migration operation failed for replication group ${id} because of ${reason}`,
  completed: (id: string) => `Complete Migration successful for ${id}`,
  notInSync: (id: string) =>
    `Complete Migration failed for ${id}: the data of the primary is not in sync with the source`,
  nodeReplaced: (id: string) => `Complete Migration failed for ${id}: a node is undergoing a replacement`,
  testPassed: (id: string) => `Test Migration successful for ${id}`,
  testFailed: (id: string, reason: string) => `Test Migration failed for ${id} because of ${reason}`,
} as const;
