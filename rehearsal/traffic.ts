// The data of a rehearsal: what is loaded, what is written meanwhile, and what of both is on the target afterwards.
import { useCluster, type ClusterUse } from "./data/clusterClient.ts";
import { compareServers } from "./data/compare.ts";
import type { Comparison } from "./data/comparison.ts";
import { countLost } from "./data/countLost.ts";
import { loadKeys } from "./data/load.ts";
import type { Shards } from "./data/shards.ts";
import { startWriter, writerKeyPrefix, type Writer } from "./data/writer.ts";
import type { Address } from "./rehearsal.ts";

export interface TrafficArgs {
  /** The source's primaries. */
  readonly source: Shards;
  readonly keys: number;
  readonly seed: number;
  /** Writes per second. */
  readonly writeRate: number;
  /** How many databases the source has. */
  readonly databases: number;
  readonly signal: AbortSignal;
}

export interface Writes {
  readonly attempted: number;
  readonly acknowledged: number;
  /** Acknowledged by the source and not on the promoted target; 0 where nothing was promoted. */
  readonly lost: number;
  /** Part of `lost`: acknowledged before `complete` was asked for. Must be 0. */
  readonly lostBeforeComplete: number;
  /** Acknowledged by the promoted target: none means that it was not promoted. */
  readonly acknowledgedByTarget: number;
  /** Acknowledged by the promoted target and not there: must be 0. */
  readonly lostOnTarget: number;
  /** The longest time without an acknowledged write around the switch; 0 where there was none. */
  readonly outageMs: number;
  /** What servers answered instead of an acknowledgement, with how often. */
  readonly refusals: readonly { readonly message: string; readonly count: number }[];
}

export const noWrites: Writes = {
  attempted: 0,
  acknowledged: 0,
  lost: 0,
  lostBeforeComplete: 0,
  acknowledgedByTarget: 0,
  lostOnTarget: 0,
  outageMs: 0,
  refusals: [],
};

/** Progress is told at most this often. */
const tellEveryMs = 2_000;

export class Traffic {
  readonly #args: TrafficArgs;
  /** Two of the source's databases, where it has as many. */
  readonly #used: readonly number[];
  #writer: Writer | undefined;

  constructor(args: TrafficArgs) {
    this.#args = args;
    this.#used = args.databases === 1 ? [0] : [0, Math.min(3, args.databases - 1)];
  }

  async load(say: (line: string) => void): Promise<void> {
    const { source: shards, keys, seed, signal } = this.#args;
    const databases = this.#used;
    const tell = seldom((loaded) => say(`${loaded} of ${keys} keys`));
    const loaded = await loadKeys({ shards, keys, seed, databases, signal, onProgress: tell });
    const where = shards.length === 1 ? `databases ${databases.join(" and ")}` : `${shards.length} shards`;
    say(`${loaded.keys} keys, ${loaded.expiring} of them with expiry, in ${where}`);
  }

  async startWriting(): Promise<void> {
    const { source: shards, writeRate: ratePerSecond, signal } = this.#args;
    this.#writer = await startWriter({ shards, databases: this.#used, ratePerSecond, signal });
  }

  /** `complete` is about to be asked for: what the source has acknowledged by now has to arrive. */
  async beforeComplete(): Promise<void> {
    await this.#writer?.mark();
  }

  async switchTo(target: Shards): Promise<void> {
    await this.#writer?.moveTo(target);
  }

  /** @param promoted the target if it has been promoted: only then writes can be missing from it */
  async stopWriting(promoted?: Shards): Promise<Writes> {
    if (this.#writer === undefined) return noWrites;
    const log = await this.#writer.stop();
    const { attempted, acknowledged, refusals, outageMs } = log;
    if (promoted === undefined) return { ...noWrites, attempted, acknowledged, refusals };
    const found = await countLost({ log, target: promoted, signal: this.#args.signal });
    const { lost, lostBeforeMark: lostBeforeComplete, acknowledgedByTarget, lostOnTarget } = found;
    const onTarget = { lost, lostBeforeComplete, acknowledgedByTarget, lostOnTarget };
    return { attempted, acknowledged, ...onTarget, outageMs, refusals };
  }

  /** Only once the writer has stopped: its keys are left out, but its writes would be compared in flight. */
  async compareWith(target: Shards, say: (line: string) => void): Promise<Comparison> {
    const { source, databases, signal, keys } = this.#args;
    const onProgress = seldom((compared) => say(`${compared} of ${keys} keys`));
    return await compareServers({ source, target, databases, excludePrefix: writerKeyPrefix, signal, onProgress });
  }

  /** As an application uses it: found over one address. */
  async useCluster(address: Address): Promise<ClusterUse> {
    const { keys, seed, signal } = this.#args;
    return await useCluster({ address, keys, seed, signal });
  }
}

function seldom(tell: (count: number) => void): (count: number) => void {
  let toldAt = performance.now();
  return (count) => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    tell(count);
  };
}
