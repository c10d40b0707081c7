// Fills a server, or the shards of a cluster, with the rehearsal's data set: every core type, decided by the seed.
import { openKeyPlaces, type KeyPlace, type KeyPlaces } from "./keyPlaces.ts";
import { plannedKey } from "./plan.ts";
import { dataTypes } from "./values.ts";
import type { Command } from "./connection.ts";
import type { Shards } from "./shards.ts";
import type { DataType } from "./values.ts";

export interface LoadOptions {
  readonly shards: Shards;
  readonly keys: number;
  readonly seed: number;
  readonly databases: readonly number[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((loaded: number, keys: number) => void) | undefined;
  /** What expiry times count from; now by default. Two loads that shall be equal to the millisecond share it. */
  readonly startedAtMs?: number | undefined;
}

export interface LoadResult {
  readonly keys: number;
  readonly byType: Readonly<Record<DataType, number>>;
  /** Keys per database number. */
  readonly byDatabase: ReadonlyMap<number, number>;
  readonly expiring: number;
  readonly seconds: number;
}

/** Large enough that round trips do not count, small enough that a batch is a few hundred kilobytes. */
const keysPerBatch = 400;

/** The servers must not hold keys of an earlier load: lists and streams would grow instead of being created. */
export async function loadKeys(options: LoadOptions): Promise<LoadResult> {
  const { shards, keys, seed, databases, signal, onProgress, startedAtMs = Date.now() } = options;
  requireSensible(options);
  const startedAt = performance.now();
  const byType: Record<DataType, number> = { string: 0, hash: 0, list: 0, set: 0, zset: 0, stream: 0 };
  const byDatabase = new Map<number, number>(databases.map((database) => [database, 0]));
  let expiring = 0;

  const places = await openKeyPlaces({ shards, databases, name: "source", signal });
  try {
    await requireNoEarlierLoad(places, options);
    for (let from = 0; from < keys; from += keysPerBatch) {
      const batches = new Map<KeyPlace, Command[]>(places.all.map((place) => [place, []]));
      const to = Math.min(keys, from + keysPerBatch);
      for (let index = from; index < to; index++) {
        const planned = plannedKey({ seed, databases, startedAtMs }, index);
        batches.get(places.of(planned.database, planned.key))?.push(...planned.commands);
        byType[planned.type] += 1;
        byDatabase.set(planned.database, (byDatabase.get(planned.database) ?? 0) + 1);
        if (planned.expires) expiring += 1;
      }
      await Promise.all([...batches].map(([{ run }, commands]) => run(commands)));
      onProgress?.(to, keys);
    }
  } finally {
    places.close();
  }
  return { keys, byType, byDatabase, expiring, seconds: (performance.now() - startedAt) / 1000 };
}

function requireSensible({ keys, seed, databases }: LoadOptions): void {
  if (!Number.isSafeInteger(keys) || keys < 0) {
    throw new RangeError(`keys is ${keys}. Expected: a whole number of at least 0.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed is ${seed}. Expected: a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  }
  if (databases.length === 0 || new Set(databases).size !== databases.length) {
    throw new RangeError(`databases is [${databases.join(", ")}]. Expected: at least one number, none of them twice.`);
  }
}

async function requireNoEarlierLoad(places: KeyPlaces, { keys, seed, databases }: LoadOptions): Promise<void> {
  // One key of each type is enough: a load writes them first.
  for (let index = 0; index < Math.min(keys, dataTypes.length); index++) {
    const { database, key } = plannedKey({ seed, databases, startedAtMs: 0 }, index);
    const { run, address } = places.of(database, key);
    const [found] = await run([["EXISTS", key]]);
    if (found === 0) continue;
    throw new Error(
      `The server ${address.host}:${address.port} already holds ${key.toString("latin1")} in database ${database}.\n` +
        "Expected: no keys of an earlier load.\n" +
        "Do: load an empty server, or FLUSHALL this one if its data may go.",
    );
  }
}
