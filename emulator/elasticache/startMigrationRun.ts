// What goes on after StartMigration: the primary tries to become a replica of the source, or falls back.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { follow, linkOf, primaryOf, promote } from "./nodes.ts";
import { reachSource } from "./reachSource.ts";
import type { Reach } from "./reachSource.ts";
import type { Group, Migration } from "./state.ts";

const lookEveryMs = 50;
const retryEveryMs = 200;
/** AWS "retries several times"; a snapshot that cannot be loaded fails the same way each time. */
const mostFailedSyncs = 3;

/** Runs until the link is up for the first time, the attempt has failed, or a forced stop has ended it. */
export async function runStart(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<void> {
  await cloud.wait(cloud.delays.startModifyingMs);
  group.status = "migrating";
  migration.phase = "replicating";
  try {
    const reason = await linkUp(group, migration, at, cloud);
    if (reason === undefined) return;
    await promote(group, cloud.now());
    group.status = "available";
    recordEvent(at, cloud, "replication-group", group.id, migrationEvents.failed(group.id, reason));
  } catch (error) {
    cloud.signal.throwIfAborted();
    // The primary cannot be spoken to: it has died, or is about to be noticed as dead.
    group.status = "modifying";
    recordEvent(at, cloud, "replication-group", group.id, migrationEvents.failed(group.id, "a failed node"));
    cloud.report(`The migration of ${group.id} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  group.migration = undefined;
}

/** Undefined once the link is up (or a forced stop has come), else why it never came up. */
async function linkUp(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<string | undefined> {
  const reach = await awaitReachable(group, migration, at, cloud);
  if (migration.stop.signal.aborted) return undefined;
  if (!reach.ok) return reach.reason;
  const { serverName } = primaryOf(group);
  const logStart = (await cloud.fleet.logOf(serverName)).length;
  const [host = "", port = ""] = reach.address.split(":");
  await follow(group, host, Number(port));
  if (await awaitLink(group, migration, cloud)) return undefined;
  const log = (await cloud.fleet.logOf(serverName)).slice(logStart);
  return /can't handle RDB format version/i.test(log)
    ? "invalid RDB received"
    : "synchronization failure with the source";
}

async function awaitReachable(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<Reach> {
  const giveUpAt = performance.now() + cloud.delays.startRetryMs;
  for (;;) {
    const reach = await reachSource(group, migration, at, cloud);
    if (reach.ok || migration.stop.signal.aborted || performance.now() > giveUpAt) return reach;
    await pause(retryEveryMs, undefined, { signal: cloud.signal });
  }
}

/** True once the link is up or a forced stop has come. */
async function awaitLink(group: Group, migration: Migration, cloud: Cloud): Promise<boolean> {
  let giveUpAt = performance.now() + cloud.delays.startRetryMs;
  let wasBusy = false;
  let failedSyncs = 0;
  while (!migration.stop.signal.aborted) {
    const link = await linkOf(group);
    if (link === "up") return true;
    if (wasBusy && link === "idle") failedSyncs++;
    wasBusy = link === "busy";
    // A transfer that is going on is not a failure yet: only its end says.
    if (wasBusy) giveUpAt = performance.now() + cloud.delays.startRetryMs;
    if (failedSyncs >= mostFailedSyncs || performance.now() > giveUpAt) return false;
    await pause(lookEveryMs, undefined, { signal: cloud.signal });
  }
  return true;
}
