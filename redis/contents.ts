// What a target holds besides AWS's own key, in every database of every primary.
import type { Redis } from "ioredis";
import type { Contents } from "../migration/mayStart.ts";
import { Connections } from "./connections.ts";
import { keysByDatabase } from "./info.ts";
import { awsOwnKey } from "./sourceReading.ts";

/** On connections of its own: SELECT would move the ones that observe. */
export async function contents(
  addresses: Readonly<Record<string, string>>,
  primaries: readonly string[],
  databases: number,
  signal: AbortSignal,
): Promise<Contents> {
  const connections = new Connections(addresses);
  let count = 0;
  const where: string[] = [];
  try {
    if (primaries.length === 0) return { kind: "unknown", why: "AWS reports no primary" };
    for (const primary of primaries) {
      const found = await connections.with(primary, keysBesidesAwsOwn, signal);
      for (const [database, keys] of found) {
        if (keys === 0) continue;
        count += keys;
        where.push(`${keys} in database ${database} of ${primary}`);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unknown", why: error instanceof Error ? error.message : String(error) };
  } finally {
    connections.close();
  }
  const shown = where.slice(0, databases).join(", ");
  return count === 0 ? { kind: "empty" } : { kind: "keys", count, where: shown };
}

/** AWS's key is looked for before the keys are counted: should it appear in between, one too many is the safe error. */
async function keysBesidesAwsOwn(redis: Redis): Promise<Map<number, number>> {
  const databases = keysByDatabase(await redis.info("keyspace")).keys();
  const keys = new Map<number, number>();
  for (const database of [...databases]) {
    await redis.select(database);
    const own = await redis.exists(awsOwnKey);
    keys.set(database, (await redis.dbsize()) - own);
  }
  return keys;
}
