// Which acknowledged writes does the promoted target lack? Every single one is looked for.
import { openKeyPlaces, type KeyPlace } from "./keyPlaces.ts";
import { acknowledgedBy } from "./writeLog.ts";
import { tracesOfBucket, writesPerBucket, type Trace } from "./writes.ts";
import type { Shards } from "./shards.ts";
import type { WriteLog } from "./writeLog.ts";
import type { WritePlan } from "./writes.ts";

export interface CountLostOptions {
  readonly log: Pick<WriteLog, "states" | "statesAtMark"> & { readonly plan: WritePlan };
  readonly target: Shards;
  readonly signal?: AbortSignal | undefined;
}

export interface LostWrites {
  readonly acknowledgedBySource: number;
  /** Acknowledged by the source, and not on the target. */
  readonly lost: number;
  /** Part of `lost`: those that had been acknowledged when the writer's log was marked. */
  readonly lostBeforeMark: number;
  readonly acknowledgedByTarget: number;
  /** Acknowledged by the target itself, and no longer there. Not part of `lost`. */
  readonly lostOnTarget: number;
  /** Numbers of the first lost writes, up to 10. */
  readonly examples: readonly number[];
  readonly seconds: number;
}

const bucketsPerBatch = 4;
const exampleLimit = 10;

/** To be called when the writer has stopped. */
export async function countLost({ log, target, signal }: CountLostOptions): Promise<LostWrites> {
  const startedAt = performance.now();
  const { states, statesAtMark, plan } = log;
  const found = await findTraces(states.length, plan, target, signal);
  let [acknowledgedBySource, lost, lostBeforeMark, acknowledgedByTarget, lostOnTarget] = [0, 0, 0, 0, 0];
  const examples: number[] = [];
  states.forEach((state, sequence) => {
    const isLost = found[sequence] !== 1;
    if (state === acknowledgedBy.source) acknowledgedBySource += 1;
    if (state === acknowledgedBy.target) acknowledgedByTarget += 1;
    if (state === acknowledgedBy.source && isLost) {
      lost += 1;
      if (statesAtMark[sequence] === acknowledgedBy.source) lostBeforeMark += 1;
      if (examples.length < exampleLimit) examples.push(sequence);
    }
    if (state === acknowledgedBy.target && isLost) lostOnTarget += 1;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { acknowledgedBySource, lost, lostBeforeMark, acknowledgedByTarget, lostOnTarget, examples, seconds };
}

/** 1 for each write whose trace is there. */
async function findTraces(writes: number, plan: WritePlan, shards: Shards, signal: AbortSignal | undefined) {
  const found = new Uint8Array(writes);
  const buckets = Math.ceil(writes / writesPerBucket(plan.databases));
  const places = await openKeyPlaces({ shards, databases: plan.databases, name: "target", signal });
  try {
    for (let from = 0; from < buckets; from += bucketsPerBatch) {
      const traces = new Map<KeyPlace, Trace[]>(places.all.map((place) => [place, []]));
      for (let bucket = from; bucket < Math.min(buckets, from + bucketsPerBatch); bucket++) {
        for (const trace of tracesOfBucket(plan, bucket)) traces.get(places.of(trace.database, trace.key))?.push(trace);
      }
      for (const [{ run }, some] of traces) {
        const replies = await run(some.map(({ command }) => command));
        some.forEach(({ foundIn }, at) => {
          for (const sequence of foundIn(replies[at])) found[sequence] = 1;
        });
      }
    }
  } finally {
    places.close();
  }
  return found;
}
