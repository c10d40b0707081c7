// Do source and target hold the same data? A complete comparison, value by value, of every database of every shard.
import { compareDatabase } from "./compareDatabase.ts";
import { createTally } from "./comparison.ts";
import { openKeyReader } from "./keyReader.ts";
import type { Address } from "./connection.ts";
import type { Comparison, Tally } from "./comparison.ts";
import type { KeyReader } from "./keyReader.ts";
import { inOrderOf, type Shards } from "./shards.ts";

export interface CompareOptions {
  readonly source: Shards;
  readonly target: Shards;
  /** Databases 0 up to, not including, this number are compared; both servers must have them. */
  readonly databases: number;
  /** Begins the keys of the writer, in which the two servers rightly differ. */
  readonly excludePrefix: string;
  readonly signal?: AbortSignal | undefined;
  /** After each batch of keys. */
  readonly onProgress?: ((compared: number) => void) | undefined;
}

const awsKey = { database: 0, name: "ElastiCacheMasterReplicationTimestamp" } as const;

/**
 * Reads only. Other clients may go on with keys of the excluded prefix. Shard by shard: each of the source against the one
 * of the target that owns the same slots.
 */
export async function compareServers(options: CompareOptions): Promise<Comparison> {
  const { source, databases, onProgress } = options;
  if (!Number.isSafeInteger(databases) || databases < 1) {
    throw new RangeError(`databases is ${databases}. Expected: a whole number of at least 1.`);
  }
  const target = inOrderOf(source, options.target);
  if (target === undefined) {
    const shown = (shards: Shards) => shards.map(({ slots }) => slots).join("; ");
    throw new RangeError(
      `slots of the target are ${shown(options.target)}. Expected: those of the source, ${shown(source)}.`,
    );
  }
  const startedAt = performance.now();
  const tally = createTally();
  let compared = 0;
  const onBatch = (keys: number) => onProgress?.((compared += keys));
  for (const [at, { address }] of source.entries()) {
    const other = target[at]?.address ?? address;
    for (let database = 0; database < databases; database++) {
      await compareOneDatabase({ ...options, source: address, target: other, database, tally, onBatch });
    }
  }
  return tally.result((performance.now() - startedAt) / 1000);
}

interface OneDatabase {
  readonly source: Address;
  readonly target: Address;
  readonly database: number;
  readonly excludePrefix: string;
  readonly tally: Tally;
  readonly onBatch: (keys: number) => void;
  readonly signal?: AbortSignal | undefined;
}

async function compareOneDatabase(options: OneDatabase): Promise<void> {
  const { source, target, database, tally, onBatch, signal } = options;
  const excludePrefix = Buffer.from(options.excludePrefix);
  const isCompared = (key: Buffer, server: "source" | "target"): boolean => {
    if (database === awsKey.database && key.toString("latin1") === awsKey.name) {
      tally.awsKey({ server, database, key: awsKey.name });
      return false;
    }
    return excludePrefix.length === 0 || !key.subarray(0, excludePrefix.length).equals(excludePrefix);
  };
  const readers: KeyReader[] = [];
  const open = async (name: "source" | "target", address: Address): Promise<KeyReader> => {
    const reader = await openKeyReader({ address, database, name, signal });
    readers.push(reader);
    return reader;
  };
  try {
    const sides = { source: await open("source", source), target: await open("target", target) };
    await compareDatabase({ ...sides, database, isCompared, tally, onBatch, signal });
  } finally {
    for (const reader of readers) reader.close();
  }
}
