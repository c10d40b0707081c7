// Writes that go on during a migration: paced, numbered, in a thread of their own.
import { Worker } from "node:worker_threads";
import { inOrderOf, type Shards } from "./shards.ts";
import type { WriteLog } from "./writeLog.ts";
import type { WritePlan } from "./writes.ts";
import type { WriterReport, WriterRequest, WriterSettings } from "./writerThread.ts";

/** All keys of the writer begin with it. */
export const writerKeyPrefix = "writer:";

export interface WriterOptions {
  readonly shards: Shards;
  /** The writer has keys in each of them. */
  readonly databases: readonly number[];
  readonly ratePerSecond: number;
  readonly signal?: AbortSignal | undefined;
  /** A write without a reply for this long counts as not acknowledged; 2 s by default. */
  readonly replyLimitMs?: number | undefined;
  /** How long to wait for the first acknowledgement; 10 s by default. */
  readonly startLimitMs?: number | undefined;
}

/** What the writer did, with all that `countLost` needs to look for it. */
export interface WriterResult extends WriteLog {
  readonly plan: WritePlan;
}

export interface Writer {
  /** So far; may lag by a few milliseconds. */
  progress(): { readonly attempted: number; readonly acknowledged: number };
  /**
   * All further writes go there, to shards of the same slots. Once; from then on an acknowledgement is the target's, except for writes which the
   * source still had to answer. Resolves when the switch is made, not when the target has answered.
   */
  moveTo(shards: Shards): Promise<void>;
  /** Keeps apart what has been acknowledged by now: `countLost` tells its losses from later ones. */
  mark(): Promise<void>;
  /** Ends the writer after the replies on their way. Every call gives the same result. */
  stop(): Promise<WriterResult>;
}

const defaultStartLimitMs = 10_000;
const answerLimitMs = 5_000;
const defaultReplyLimitMs = 2_000;

/** Resolves once a server has acknowledged a first write, so that a wrong address is noticed here. */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const { shards, databases, ratePerSecond, signal } = options;
  const { replyLimitMs = defaultReplyLimitMs, startLimitMs = defaultStartLimitMs } = options;
  requireSensible(options);
  signal?.throwIfAborted();
  const plan: WritePlan = { prefix: writerKeyPrefix, databases };
  const slots = shards.map((shard) => shard.slots);
  const addresses = addressesOf(shards);
  const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const workerData: WriterSettings = { addresses, slots, plan, ratePerSecond, replyLimitMs, startLimitMs, counters };
  const worker = new Worker(new URL("./writerThread.ts", import.meta.url), { workerData });
  const nextAnswer = answersOf(worker, signal);

  try {
    const started = await nextAnswer(["started", "notStarted"], startLimitMs + answerLimitMs);
    if (started.kind === "notStarted") {
      const where = addresses.map(({ host, port }) => `${host}:${port}`).join(", ");
      throw new Error(`${where} acknowledged no write within ${startLimitMs / 1000} s: ${started.why}.`);
    }
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  const ask = <K extends Kind>(request: WriterRequest, kind: K, limitMs: number): Promise<Answer<K>> => {
    const answer = nextAnswer([kind], limitMs);
    worker.postMessage(request);
    return answer;
  };
  let moved = false;
  let stopped: Promise<WriterResult> | undefined;
  return {
    progress: () => ({ attempted: Atomics.load(counters, 0), acknowledged: Atomics.load(counters, 1) }),
    async moveTo(target) {
      if (moved) throw new Error("The writer has been moved already: it moves from source to target, once.");
      moved = true;
      const ordered = inOrderOf(shards, target);
      if (ordered === undefined) throw new RangeError("The writer can move only to shards of the same slots.");
      await ask({ kind: "moveTo", addresses: addressesOf(ordered) }, "moved", answerLimitMs);
    },
    async mark() {
      await ask({ kind: "mark" }, "marked", answerLimitMs);
    },
    stop() {
      stopped ??= ask({ kind: "stop" }, "stopped", replyLimitMs + answerLimitMs)
        .then(({ log }) => ({ ...log, plan }))
        .finally(() => worker.terminate());
      return stopped;
    },
  };
}

/** Callers may pass richer objects, which could not travel to the thread. */
function addressesOf(shards: Shards) {
  return shards.map(({ address: { host, port } }) => ({ host, port }));
}

function requireSensible({ databases, ratePerSecond }: WriterOptions): void {
  if (!(ratePerSecond > 0) || !Number.isFinite(ratePerSecond)) {
    throw new RangeError(`ratePerSecond is ${ratePerSecond}. Expected: a number above 0.`);
  }
  if (databases.length === 0) throw new RangeError("databases is []. Expected: at least one number.");
}

type Kind = WriterReport["kind"];
type Answer<K extends Kind> = Extract<WriterReport, { kind: K }>;
type NextAnswer = <K extends Kind>(kinds: readonly K[], limitMs: number) => Promise<Answer<K>>;

/** Waits for reports of the thread. Every wait ends at its limit, when the thread does, and when the caller aborts. */
function answersOf(worker: Worker, signal: AbortSignal | undefined): NextAnswer {
  const ended = new Promise<never>((_, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The writer's thread ended with code ${code}.`)));
    const abort = () => {
      reject(signal?.reason instanceof Error ? signal.reason : new Error("The writer was aborted."));
      void worker.terminate();
    };
    signal?.addEventListener("abort", abort, { once: true });
    worker.once("exit", () => signal?.removeEventListener("abort", abort));
  });
  // Nobody waits when the thread ends in order; whoever does wait has this rejection through the race below.
  ended.catch(() => undefined);

  return async <K extends Kind>(kinds: readonly K[], limitMs: number) => {
    const isAnswer = (report: WriterReport): report is Answer<K> => kinds.some((kind) => kind === report.kind);
    let listen: ((report: WriterReport) => void) | undefined;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer<K>>((resolve, reject) => {
      listen = (report) => {
        if (isAnswer(report)) resolve(report);
      };
      worker.on("message", listen);
      const why = `The writer's thread did not report "${kinds.join('" or "')}" within ${limitMs} ms.`;
      timer = setTimeout(() => reject(new Error(why)), limitMs);
    });
    try {
      return await Promise.race([answer, ended]);
    } finally {
      clearTimeout(timer);
      if (listen !== undefined) worker.off("message", listen);
    }
  };
}
