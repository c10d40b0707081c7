// What goes on after CompleteMigration: the primary is promoted if it is in sync, or in any case when forced.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { linkOf, primaryOf, promote } from "./nodes.ts";
import type { Group, Migration } from "./state.ts";

export async function runComplete(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<void> {
  await cloud.wait(cloud.delays.completeMs);
  // The attempt to start may have failed meanwhile; its own event has told so.
  if (group.migration !== migration) return;
  const obstacle = await complete(group, migration, cloud).catch((error: unknown) => {
    cloud.signal.throwIfAborted();
    cloud.report(
      `Completing the migration of ${group.id} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    return migrationEvents.nodeReplaced(group.id);
  });
  if (obstacle !== undefined) {
    // No fault tells the caller: the group goes on as before, and only this event says why.
    migration.phase = "replicating";
    recordEvent(at, cloud, "replication-group", group.id, obstacle);
    return;
  }
  group.migration = undefined;
  group.status = "available";
  // Assumed: AWS tells a forced stop no differently. Whoever forced it must remember that.
  recordEvent(at, cloud, "replication-group", group.id, migrationEvents.completed(group.id));
}

/** Undefined once the primary is promoted, else the event that says why it is not. */
async function complete(group: Group, migration: Migration, cloud: Cloud): Promise<string | undefined> {
  const obstacle = await obstacleTo(group, migration);
  if (obstacle !== undefined) return obstacle;
  migration.stop.abort();
  await migration.attempt;
  await promote(group, cloud.now());
  return undefined;
}

async function obstacleTo(group: Group, migration: Migration): Promise<string | undefined> {
  if (primaryOf(group).status !== "available") return migrationEvents.nodeReplaced(group.id);
  if (migration.force) return undefined;
  return (await linkOf(group)) === "up" ? undefined : migrationEvents.notInSync(group.id);
}
