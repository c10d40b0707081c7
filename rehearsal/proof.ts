// What a rehearsal looks at beside the stages: the data on both sides, a cluster's clients, the application's way, and
// what an owner's group and a removed path have come to.
import { setTimeout as after } from "node:timers/promises";
import { applicationReach } from "./applicationReach.ts";
import { alone, type Shards } from "./data/shards.ts";
import { RehearsalError } from "./failure.ts";
import { pathLeft } from "./pathLeft.ts";
import type { RunRecord } from "./record.ts";
import { addressOf, type Rehearsal } from "./rehearsal.ts";
import type { RehearsedStage } from "./stages.ts";
import type { StackFile } from "./stackFile.ts";
import { targetShards } from "./target.ts";
import type { Traffic } from "./traffic.ts";

export interface Running {
  readonly rehearsal: Rehearsal;
  readonly traffic: Traffic;
  readonly record: RunRecord;
  readonly settings: StackFile["settings"];
  readonly keys: number;
}

type Say = (line: string) => void;

/** How long the writer goes on at its new address, so that the switch is seen from both sides. */
const writesOnForMs = 1_000;

/** Where an application would go: the endpoint that the stack outputs name, and in cluster mode the shards behind it. */
export async function targetOf({ rehearsal, record, settings }: Running): Promise<Shards> {
  const { aws, sourceShards: source, signal } = rehearsal;
  if (settings.source.clusterMode === "enabled") {
    return await targetShards({ aws, groupId: settings.target.replicationGroupId, source, signal });
  }
  return alone(addressOf(named(record, "primary")));
}

function named(record: RunRecord, endpoint: "primary" | "configuration"): string {
  const found = record.endpoint(endpoint);
  if (found === "") throw new RehearsalError(`the stack outputs name no endpoints.${endpoint}`, 1);
  return found;
}

export async function switchWriter(on: Running): Promise<void> {
  await on.traffic.switchTo(await targetOf(on));
  await after(writesOnForMs, undefined, { signal: on.rehearsal.signal });
}

export async function lookForLost(on: Running, say: Say): Promise<void> {
  const writes = await on.traffic.stopWriting(await targetOf(on));
  on.record.wrote(writes, true);
  say(`${writes.lost} of ${writes.acknowledged} acknowledged writes lost: cut-over is not fenced yet`);
}

export async function compareAll(on: Running, say: Say): Promise<void> {
  const comparison = await on.traffic.compareWith(await targetOf(on), say);
  on.record.comparison = comparison;
  const { compared, missing, extra, different, ttlDifferent } = comparison;
  if (compared !== on.keys) {
    on.record.problem(`the source holds ${compared} keys of the ${on.keys} that were loaded`);
  }
  say(`${missing} missing, ${extra} extra, ${different} different, ${ttlDifferent} with another expiry`);
}

export async function askAsCluster({ traffic, record, keys }: Running, say: Say): Promise<void> {
  const used = await traffic.useCluster(addressOf(named(record, "configuration")));
  record.usedAsCluster(used, keys);
  say(`${used.keysRead} keys read, ${used.keysWritten} written back`);
}

export async function askForApplication(on: Running, stage: RehearsedStage, say: Say): Promise<void> {
  const reached = await applicationReach(on.rehearsal.emulator, on.settings, stage);
  on.record.reached(reached);
  say(`${reached.filter(({ ok }) => ok).length} of ${reached.length} ways to a node are open`);
}

export async function askForPath({ rehearsal, record, settings }: Running, say: Say): Promise<void> {
  const left = await pathLeft(rehearsal.aws, settings);
  for (const what of left) record.problem(`the replication path was to be removed: ${what}`);
  say(left.length === 0 ? "no connection, no route and no rule is left" : `${left.length} parts of it are left`);
}
