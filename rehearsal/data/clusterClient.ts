// Does the cluster serve a client as its application would use it? Found over one address, redirected by slot.
import slotOf from "cluster-key-slot";
import { Cluster } from "ioredis";
import { printable, type Address } from "./connection.ts";
import { plannedKey } from "./plan.ts";
import { rangesOf } from "./shards.ts";

export interface ClusterUse {
  /** Loaded keys that the client found, each with the type that was loaded. */
  readonly keysRead: number;
  /** Keys that it wrote and read again, one in each range of slots. */
  readonly keysWritten: number;
  /** What it was told instead, some of each. */
  readonly refusals: readonly string[];
}

export interface ClusterUseOptions {
  /** Where a client begins to ask: the configuration endpoint. */
  readonly address: Address;
  /** The slots of each shard, as the client shall find them. */
  readonly slots: readonly string[];
  readonly keys: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

const keysPerBatch = 400;
const replyLimitMs = 5_000;
const mostRefusals = 5;

/** Leaves nothing behind: what it writes it deletes. */
export async function useCluster(options: ClusterUseOptions): Promise<ClusterUse> {
  const { address, slots, signal } = options;
  signal?.throwIfAborted();
  const cluster = new Cluster([{ host: address.host, port: address.port }], {
    lazyConnect: true,
    enableOfflineQueue: false,
    // A cluster that does not answer is a result, and not to be waited for.
    clusterRetryStrategy: () => null,
    redisOptions: { protocol: 2, connectTimeout: replyLimitMs, commandTimeout: replyLimitMs, disableClientInfo: true },
  });
  cluster.on("error", () => undefined); // told by the rejected calls
  const abort = () => cluster.disconnect();
  signal?.addEventListener("abort", abort);
  try {
    await cluster.connect().catch((error: unknown) => {
      signal?.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`No cluster answered at ${address.host}:${address.port}: ${why}`, { cause: error });
    });
    const refusals: string[] = [];
    const keysRead = await readAll(cluster, options, refusals);
    const keysWritten = await writeEverywhere(cluster, slots, refusals);
    signal?.throwIfAborted();
    return { keysRead, keysWritten, refusals: refusals.slice(0, mostRefusals) };
  } finally {
    signal?.removeEventListener("abort", abort);
    cluster.disconnect();
  }
}

async function readAll(cluster: Cluster, { keys, seed, signal }: ClusterUseOptions, refusals: string[]) {
  let found = 0;
  for (let from = 0; from < keys; from += keysPerBatch) {
    signal?.throwIfAborted();
    const indexes = Array.from({ length: Math.min(keysPerBatch, keys - from) }, (_, at) => from + at);
    const verdicts = await Promise.all(
      indexes.map(async (index) => {
        const { key, type } = plannedKey({ seed, databases: [0], startedAtMs: 0 }, index);
        const answer = await answerOf(cluster.type(key));
        if (answer === type) return true;
        refusals.push(`TYPE ${printable(key)}: ${answer}, not ${type}`);
        return false;
      }),
    );
    found += verdicts.filter((isFound) => isFound).length;
  }
  return found;
}

async function writeEverywhere(cluster: Cluster, slots: readonly string[], refusals: string[]): Promise<number> {
  let written = 0;
  for (const { from, to } of slots.flatMap(rangesOf)) {
    const key = keyWithin(from, to);
    const value = `${from}-${to}`;
    const set = await answerOf(cluster.set(key, value));
    const got = await answerOf(cluster.get(key));
    await answerOf(cluster.del(key));
    if (set === "OK" && got === value) written += 1;
    else refusals.push(`SET ${key} in ${value}: ${set}, then GET: ${got}`);
  }
  return written;
}

/** Neither a loaded key nor one of the writer's. */
function keyWithin(from: number, to: number): string {
  for (let attempt = 0; ; attempt++) {
    const key = `cluster-client:${from}:${attempt}`;
    const slot = slotOf(key);
    if (slot >= from && slot <= to) return key;
  }
}

/** A refusal is an answer too: it is counted and shown. */
function answerOf(reply: Promise<string | number | null>): Promise<string> {
  return reply.then(String, (error: unknown) => (error instanceof Error ? error.message : String(error)));
}
