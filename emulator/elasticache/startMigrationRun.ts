// What goes on after StartMigration: the primary tries to become a replica of the source, or falls back.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { follow, linkOf, primaryOf, promote } from "./nodes.ts";
import type { LinkState } from "./nodes.ts";
import { reachSource } from "./reachSource.ts";
import type { Reach } from "./reachSource.ts";
import type { Group, Migration } from "./state.ts";

const lookEveryMs = 50;
const retryEveryMs = 200;
const longestSilenceMs = 60_000;
/** AWS "retries several times"; a snapshot that cannot be loaded fails the same way each time. */
const mostFailedSyncs = 3;
// Only the log tells them: a server whose load has failed connects anew so fast that no state in between is seen.
const failedLoad = /Failed trying to load the (MASTER|PRIMARY) synchronization/g;
const foreignSnapshot = /can't handle (?:foreign )?RDB format version/i;

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
  const logStart = (await logOf(group, cloud)).length;
  const [host = "", port = ""] = reach.address.split(":");
  await follow(group, host, Number(port));
  return awaitLink(group, migration, cloud, logStart);
}

async function awaitReachable(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<Reach> {
  const giveUpAt = performance.now() + cloud.delays.startRetryMs;
  for (;;) {
    const reach = await reachSource(group, migration, at, cloud);
    if (reach.ok || migration.stop.signal.aborted || performance.now() > giveUpAt) return reach;
    await pause(retryEveryMs, undefined, { signal: cloud.signal });
  }
}

/** Undefined once the link is up or a forced stop has come, else why it never came up. */
async function awaitLink(group: Group, migration: Migration, cloud: Cloud, logStart: number) {
  let giveUpAt = performance.now() + cloud.delays.startRetryMs;
  let wasBusy = false;
  let brokenOff = 0;
  let answeredAt = performance.now();
  while (!migration.stop.signal.aborted) {
    const link = await patientLinkOf(group, cloud, answeredAt);
    if (link === "up") return undefined;
    if (link !== "silent") answeredAt = performance.now();
    if (wasBusy && link === "idle") brokenOff++;
    wasBusy = link === "busy" || link === "silent";
    // A transfer that is going on is not a failure yet: only its end says.
    if (wasBusy) giveUpAt = performance.now() + cloud.delays.startRetryMs;
    const log = (await logOf(group, cloud)).slice(logStart);
    const failedLoads = log.match(failedLoad)?.length ?? 0;
    if (Math.max(brokenOff, failedLoads) >= mostFailedSyncs || performance.now() > giveUpAt) {
      return foreignSnapshot.test(log) ? "invalid RDB received" : "synchronization failure with the source";
    }
    await pause(lookEveryMs, undefined, { signal: cloud.signal });
  }
  return undefined;
}

// A server that loads a large snapshot may be slow to answer; only a dead one, or a very long silence, is a failure.
async function patientLinkOf(group: Group, cloud: Cloud, answeredAt: number): Promise<LinkState | "silent"> {
  try {
    return await linkOf(group);
  } catch (error) {
    const isDead = cloud.fleet.get(primaryOf(group).serverName)?.state.is !== "running";
    if (isDead || performance.now() > answeredAt + longestSilenceMs) throw error;
    return "silent";
  }
}

function logOf(group: Group, cloud: Cloud): Promise<string> {
  return cloud.fleet.logOf(primaryOf(group).serverName);
}
