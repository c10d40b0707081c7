// One value of each type that a server holds, found by a bounded scan: as the bytes that DUMP makes of it.
import type { Redis } from "ioredis";
import { limits } from "../migration/limits.ts";
import { keysByDatabase } from "./info.ts";
import { isReply } from "./questions.ts";

export interface Sample {
  readonly type: string;
  /** Undefined where it is better left alone; `why` says so. */
  readonly payload: Buffer | undefined;
  readonly why: string;
}

/** A scan ends with the last of them, or with its bounds (limits.ts); a module's type is one more. */
const usualTypes = ["string", "list", "set", "zset", "hash", "stream"];

/** On a connection that nobody else uses: it is left in another database. */
export async function sampledTypes(redis: Redis): Promise<Sample[]> {
  const samples = new Map<string, Sample>();
  const isWhole = () => usualTypes.every((type) => samples.get(type)?.payload !== undefined);
  for (const database of keysByDatabase(await redis.info("keyspace")).keys()) {
    if (database > 0) await redis.select(database);
    let cursor = "0";
    for (let scan = 0; scan < limits.sampleScans && !isWhole(); scan++) {
      const [next, keys] = await redis.scanBuffer(cursor, "COUNT", limits.sampleKeysPerScan);
      await addTo(samples, redis, keys);
      cursor = next.toString();
      if (cursor === "0") break;
    }
  }
  return [...samples.values()];
}

async function addTo(samples: Map<string, Sample>, redis: Redis, keys: readonly Buffer[]): Promise<void> {
  const types = await Promise.all(keys.map((key) => redis.type(key)));
  for (const [index, key] of keys.entries()) {
    const type = types[index] ?? "none";
    // A key may have expired since; a value that was too large may have a smaller one of its type.
    if (type === "none" || samples.get(type)?.payload !== undefined) continue;
    const sample = await sampleOf(redis, key, type);
    if (sample !== undefined) samples.set(type, sample);
  }
}

/** @returns undefined when the key is gone */
async function sampleOf(redis: Redis, key: Buffer, type: string): Promise<Sample | undefined> {
  try {
    const bytes = await redis.call("MEMORY", "USAGE", key);
    if (typeof bytes !== "number") return undefined;
    if (bytes > limits.sampledBytesAtMost)
      return { type, payload: undefined, why: `the ones found are larger than ${limits.sampledBytesAtMost} bytes` };
    const payload = await redis.callBuffer("DUMP", key);
    return Buffer.isBuffer(payload) ? { type, payload, why: "" } : undefined;
  } catch (error) {
    if (!isReply(error)) throw error; // before 4.0 there is no MEMORY USAGE, and nothing to fear for the target either
    return { type, payload: undefined, why: error.message };
  }
}
