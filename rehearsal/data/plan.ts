// Which keys does a data set consist of? Decided by seed and index alone.
import { createRandom } from "./random.ts";
import { commandsFor } from "./values.ts";
import type { Command } from "./connection.ts";
import type { DataType } from "./values.ts";

/** All loaded keys begin with it. */
export const loadedKeyPrefix = "rehearsal:";

export interface PlannedKey {
  readonly database: number;
  readonly key: Buffer;
  readonly type: DataType;
  readonly expires: boolean;
  readonly commands: readonly Command[];
}

export interface DataSet {
  readonly seed: number;
  readonly databases: readonly number[];
  /** What expiry times count from. */
  readonly startedAtMs: number;
}

/**
 * Types take turns, so that six keys already hold every type. The length is prime: for each number of databases that
 * is not a multiple of it, every type comes to every database.
 */
const turns = [
  ...(["string", "hash", "list", "set", "zset", "stream"] as const),
  ...(["string", "hash", "string", "list", "string", "zset", "string", "hash", "string", "set"] as const),
  ...(["string", "list", "string", "stream", "string", "hash", "string"] as const),
] as const satisfies readonly DataType[];

/** One key in this many expires. */
const expiringOneIn = 5;
/** Longer than any run, so that no key expires while it is migrated or compared. */
const shortestExpiryMs = 45 * 60_000;
const longestExpiryMs = 24 * 3_600_000;

export function plannedKey({ seed, databases, startedAtMs }: DataSet, index: number): PlannedKey {
  const random = createRandom(seed, index);
  const type = turns[index % turns.length] ?? "string";
  const database = databases[index % databases.length] ?? 0;
  const name = Buffer.from(`${loadedKeyPrefix}${type}:${index}`);
  // Some names are not text.
  const key = random.integer(16) === 0 ? Buffer.concat([name, Buffer.from(":"), random.bytes(4)]) : name;
  const commands = commandsFor(type, key, random);
  const expires = random.integer(expiringOneIn) === 0;
  if (expires) {
    const afterMs = shortestExpiryMs + random.integer(longestExpiryMs - shortestExpiryMs);
    commands.push(["PEXPIREAT", key, String(startedAtMs + afterMs)]);
  }
  return { database, key, type, expires, commands };
}
