// Does the cluster serve a client as its application would use it? Found over one address, redirected by slot: every
// loaded key is read, and written back as it was.
import { Cluster } from "ioredis";
import { printable, type Address } from "./connection.ts";
import { plannedKey } from "./plan.ts";

export interface ClusterUse {
  /** Loaded keys whose value and expiry the client read. */
  readonly keysRead: number;
  /** Those of them that it wrote back. */
  readonly keysWritten: number;
  /** What it was told instead, some of each. */
  readonly refusals: readonly string[];
}

export interface ClusterUseOptions {
  /** Where a client begins to ask: the configuration endpoint. */
  readonly address: Address;
  readonly keys: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

const keysPerBatch = 400;
const replyLimitMs = 5_000;
const mostRefusals = 5;

/** Leaves every key as it found it. */
export async function useCluster(options: ClusterUseOptions): Promise<ClusterUse> {
  const { address, signal } = options;
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
      throw new Error(`No cluster answered at ${address.host}:${address.port}: ${wordsOf(error)}`, { cause: error });
    });
    const used = await useEveryKey(cluster, options);
    signal?.throwIfAborted();
    return used;
  } finally {
    signal?.removeEventListener("abort", abort);
    cluster.disconnect();
  }
}

async function useEveryKey(cluster: Cluster, { keys, seed, signal }: ClusterUseOptions): Promise<ClusterUse> {
  const refusals: string[] = [];
  const exactExpiry = await knowsExactExpiry(cluster);
  let [keysRead, keysWritten] = [0, 0];
  for (let from = 0; from < keys; from += keysPerBatch) {
    signal?.throwIfAborted();
    const indexes = Array.from({ length: Math.min(keysPerBatch, keys - from) }, (_, at) => from + at);
    const uses = await Promise.all(
      indexes.map((index) => {
        const { key } = plannedKey({ seed, databases: [0], startedAtMs: 0 }, index);
        return useKey(cluster, key, exactExpiry);
      }),
    );
    keysRead += uses.filter(({ read }) => read).length;
    keysWritten += uses.filter(({ written }) => written).length;
    for (const { refusal } of uses) if (refusal !== "" && refusals.length < mostRefusals) refusals.push(refusal);
  }
  return { keysRead, keysWritten, refusals };
}

interface KeyUse {
  readonly read: boolean;
  readonly written: boolean;
  /** Empty where there was none. */
  readonly refusal: string;
}

/** A refusal is an answer too: it is counted and shown. */
async function useKey(cluster: Cluster, key: Buffer, exactExpiry: boolean): Promise<KeyUse> {
  const refused = (read: boolean, command: string, why: string): KeyUse => ({
    read,
    written: false,
    refusal: `${command} ${printable(key)}: ${why}`,
  });
  const reading = Promise.all([cluster.dumpBuffer(key), exactExpiry ? cluster.pexpiretime(key) : cluster.pttl(key)]);
  const found = await reading.catch(wordsOf);
  if (typeof found === "string") return refused(false, "DUMP", found);
  // Declared as never absent, which for a key that is not there is not so.
  const [value, expiry] = found as [Buffer | null, number];
  if (value === null) return refused(false, "DUMP", "no such key");
  const answer = await (
    expiry < 0
      ? cluster.restore(key, 0, value, "REPLACE")
      : exactExpiry
        ? cluster.restore(key, expiry, value, "REPLACE", "ABSTTL")
        : cluster.restore(key, expiry, value, "REPLACE")
  ).catch(wordsOf);
  return answer === "OK" ? { read: true, written: true, refusal: "" } : refused(true, "RESTORE", answer);
}

/** Servers before 7.0 tell only how long it is until then: written back, such an expiry is late by the replies' delay. */
async function knowsExactExpiry(cluster: Cluster): Promise<boolean> {
  return await cluster.pexpiretime("-").then(
    () => true,
    () => false,
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
