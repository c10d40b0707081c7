// What goes on after CompleteMigration: the primaries are promoted if they are in sync, or in any case when forced.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { becomeOwn } from "./following.ts";
import { isAlive, linkOf, primaryOf, restingStatusOf } from "./nodes.ts";
import type { Group, Migration } from "./state.ts";

export async function runComplete(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<void> {
  await cloud.wait(cloud.delays.completeMs);
  // The attempt to start may fail meanwhile, here or later; its own event tells so.
  const isOver = () => group.migration !== migration || migration.phase === "fallingBack";
  if (isOver()) return;
  const obstacle = await complete(group, migration, isOver, at, cloud).catch((error: unknown) => {
    cloud.signal.throwIfAborted();
    cloud.report(
      `Completing the migration of ${group.id} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    return migrationEvents.nodeReplaced(group.id);
  });
  if (isOver()) return;
  if (obstacle !== undefined && !migration.force) {
    // No fault tells the caller: the group goes on as before, and only this event says why.
    migration.phase = "replicating";
    recordEvent(at, cloud, "replication-group", group.id, obstacle);
    goOnWatching(group, migration, cloud);
    return;
  }
  group.migration = undefined;
  // A forced stop ends the migration in any case. Where it failed a node must be taken for failed too, as only then the
  // group is removable.
  const [node] = group.nodes;
  if (obstacle !== undefined && node !== undefined && group.nodes.every(isAlive)) node.status = "modifying";
  group.status = restingStatusOf(group);
  // Assumed: AWS tells a forced stop no differently. Whoever forced it must remember that.
  recordEvent(at, cloud, "replication-group", group.id, obstacle ?? migrationEvents.completed(group.id));
}

function goOnWatching(group: Group, migration: Migration, cloud: Cloud): void {
  const { watch, stop } = migration;
  if (watch === undefined || !stop.signal.aborted) return;
  migration.stop = new AbortController();
  migration.attempt = cloud.background(`the migration of ${group.id}`, watch);
}

/** Undefined once the primaries are promoted, else the event that says why they are not. */
async function complete(
  group: Group,
  migration: Migration,
  isOver: () => boolean,
  at: Place,
  cloud: Cloud,
): Promise<string | undefined> {
  const obstacle = await obstacleTo(group, migration);
  if (obstacle !== undefined) return obstacle;
  migration.stop.abort();
  await migration.attempt;
  if (isOver()) return undefined;
  await becomeOwn(group, migration, at, cloud);
  // A primary that has died is not promoted with the others.
  return group.shards.map(primaryOf).every(isAlive) ? undefined : migrationEvents.nodeReplaced(group.id);
}

async function obstacleTo(group: Group, migration: Migration): Promise<string | undefined> {
  if (migration.force) return undefined;
  if (group.nodes.some(({ replacing }) => replacing)) return migrationEvents.nodeReplaced(group.id);
  // In cluster mode every node is needed, as all of them are started anew.
  const needed = group.clusterMode ? group.nodes : group.shards.map(primaryOf);
  if (!needed.every(isAlive)) return migrationEvents.nodeReplaced(group.id);
  const links = await Promise.all(group.shards.map((shard) => linkOf(shard, group)));
  return links.every((link) => link === "up") ? undefined : migrationEvents.notInSync(group.id);
}
