// What goes on after StartMigration: the primaries try to become replicas of the source, or fall back.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { becomeOwn, followSources } from "./following.ts";
import { linkOf, primaryOf, restingStatusOf } from "./nodes.ts";
import type { LinkState } from "./nodes.ts";
import { linkWatch } from "./linkWatch.ts";
import { reachSource } from "./reachSource.ts";
import type { Reach, ShardSource } from "./reachSource.ts";
import type { Group, Migration, Shard } from "./state.ts";

const lookEveryMs = 50;
const retryEveryMs = 200;
const longestSilenceMs = 60_000;
// Only the log tells them: a server whose load has failed connects anew so fast that no state in between is seen.
const failedLoad = /Failed trying to load the (MASTER|PRIMARY) synchronization/g;
const foreignSnapshot = /can't handle (?:foreign )?RDB format version/i;

/** Runs until the attempt has failed, or a completion has ended what it began. */
export async function runStart(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<void> {
  await cloud.wait(cloud.delays.startModifyingMs);
  // Deleted meanwhile, which a group with a dead node may be.
  if (group.migration !== migration) return;
  group.status = "migrating";
  migration.phase = "replicating";
  const start = await startOrFallBack(group, migration, at, cloud);
  if (start.is !== "up") return;
  migration.watch = linkWatch(start.sources, group, migration, at, cloud);
  await migration.watch();
}

type Start =
  | { readonly is: "up"; readonly sources: readonly ShardSource[] }
  | { readonly is: "failed"; readonly reason: string }
  /** By a completion, which decides what becomes of the group. */
  | { readonly is: "ended" };

async function startOrFallBack(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<Start> {
  try {
    const start = await linkUp(group, migration, at, cloud);
    if (start.is !== "failed") return start;
    migration.phase = "fallingBack";
    await becomeOwn(group, migration, at, cloud);
    group.status = restingStatusOf(group);
    recordEvent(at, cloud, "replication-group", group.id, migrationEvents.failed(group.id, start.reason));
    group.migration = undefined;
    return start;
  } catch (error) {
    cloud.signal.throwIfAborted();
    // A node cannot be spoken to: it has died, or is about to be noticed as dead. One that has not must be taken for
    // failed too, as a group is removable only with one.
    group.status = "modifying";
    const [node] = group.nodes;
    if (node !== undefined && group.nodes.every(({ status }) => status === "available")) node.status = "modifying";
    recordEvent(at, cloud, "replication-group", group.id, migrationEvents.failed(group.id, "a failed node"));
    const message = error instanceof Error ? error.message : String(error);
    cloud.report(`The migration of ${group.id} failed: ${message}`);
    group.migration = undefined;
    return { is: "failed", reason: message };
  }
}

async function linkUp(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<Start> {
  const reach = await awaitReachable(group, migration, at, cloud);
  if (migration.stop.signal.aborted) return { is: "ended" };
  if (!reach.ok) return { is: "failed", reason: reach.reason };
  const reasonAsked = cloud.disorders.startFailsBecause(group.id);
  if (reasonAsked !== undefined) return { is: "failed", reason: reasonAsked };
  const attempts = await Promise.all(
    group.shards.map(async (shard) => ({ shard, logStart: (await logOf(shard, cloud)).length })),
  );
  await followSources(group, migration, reach.sources, at, cloud);
  const ends = await Promise.allSettled(attempts.map((attempt) => awaitLink(attempt, group, migration, cloud)));
  const reasons = ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
  const reason = reasons.find((one) => one !== undefined);
  return reason === undefined ? { is: "up", sources: reach.sources } : { is: "failed", reason };
}

async function awaitReachable(group: Group, migration: Migration, at: Place, cloud: Cloud): Promise<Reach> {
  const giveUpAt = performance.now() + cloud.delays.startRetryMs;
  for (;;) {
    const reach = await reachSource(group, migration, at, cloud);
    if (reach.ok || migration.stop.signal.aborted || performance.now() > giveUpAt) return reach;
    await pause(retryEveryMs, undefined, { signal: cloud.signal });
  }
}

interface Attempt {
  readonly shard: Shard;
  /** What the primary had logged before it. */
  readonly logStart: number;
}

/** Undefined once the link is up or a completion has come, else why it never came up. */
async function awaitLink({ shard, logStart }: Attempt, group: Group, migration: Migration, cloud: Cloud) {
  let giveUpAt = performance.now() + cloud.delays.startRetryMs;
  let wasBusy = false;
  let brokenOff = 0;
  let answeredAt = performance.now();
  while (!migration.stop.signal.aborted) {
    const link = await patientLinkOf(shard, group, cloud, answeredAt);
    if (link === "up") return undefined;
    if (link !== "silent") answeredAt = performance.now();
    if (wasBusy && link === "idle") brokenOff++;
    wasBusy = link === "busy" || link === "silent";
    // A transfer that is going on is not a failure yet: only its end says.
    if (wasBusy) giveUpAt = performance.now() + cloud.delays.startRetryMs;
    const log = (await logOf(shard, cloud)).slice(logStart);
    const failedLoads = log.match(failedLoad)?.length ?? 0;
    if (Math.max(brokenOff, failedLoads) >= cloud.delays.failedSyncsAtMost || performance.now() > giveUpAt) {
      return foreignSnapshot.test(log) ? "invalid RDB received" : "synchronization failure with the source";
    }
    await pause(lookEveryMs, undefined, { signal: cloud.signal });
  }
  return undefined;
}

// A server that loads a large snapshot may be slow to answer; only a dead one, or a very long silence, is a failure.
async function patientLinkOf(
  shard: Shard,
  group: Group,
  cloud: Cloud,
  answeredAt: number,
): Promise<LinkState | "silent"> {
  try {
    return await linkOf(shard, group);
  } catch (error) {
    const isDead = cloud.fleet.get(primaryOf(shard).serverName)?.state.is !== "running";
    if (isDead || performance.now() > answeredAt + longestSilenceMs) throw error;
    return "silent";
  }
}

function logOf(shard: Shard, cloud: Cloud): Promise<string> {
  return cloud.fleet.logOf(primaryOf(shard).serverName);
}
