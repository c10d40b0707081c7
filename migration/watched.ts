// What one run has watched so far: since when the phase is what it is, since when the target is in sync without a gap,
// and which of the source's copies came to nothing.
import { duration } from "./amounts.ts";
import { countFullSyncs, type SyncCount, type SyncLoop } from "./fullSyncs.ts";
import { inWords } from "./inWords.ts";
import { limits } from "./limits.ts";
import type { Sight } from "./look.ts";
import type { Plan } from "./plan.ts";

export class Watched {
  readonly #plan: Plan;
  #last: Sight | undefined;
  #unchangedSinceMs: number;
  #inSyncSinceMs: number | undefined;
  #inSyncLooks = 0;
  #syncs: readonly SyncCount[] = [];

  constructor(plan: Plan, beganAtMs: number) {
    this.#plan = plan;
    this.#unchangedSinceMs = beganAtMs;
  }

  get last(): Sight | undefined {
    return this.#last;
  }

  get unchangedSinceMs(): number {
    return this.#unchangedSinceMs;
  }

  get inSyncSinceMs(): number | undefined {
    return this.#inSyncSinceMs;
  }

  /** Since then, without a gap. */
  get inSyncLooks(): number {
    return this.#inSyncLooks;
  }

  get syncLoop(): SyncLoop | undefined {
    return this.#syncs.find(({ loop }) => loop !== undefined)?.loop;
  }

  see(sight: Sight): void {
    const { seen, phase } = sight;
    const before = this.#last;
    this.#last = sight;
    if (before === undefined || inWords(before.phase) !== inWords(phase)) this.#unchangedSinceMs = seen.atMs;
    const gapMs = before === undefined ? 0 : seen.atMs - before.seen.atMs;
    if (gapMs < 0 || gapMs > longestGapMs(this.#plan)) this.unseen();
    if (phase.phase === "inSync") {
      this.#inSyncSinceMs ??= seen.atMs;
      this.#inSyncLooks += 1;
    } else this.unseen();
    this.#syncs = countFullSyncs(this.#syncs, seen, this.#plan);
  }

  /** Something could not be seen: "in sync for a while" begins anew, since nobody knows what it was meanwhile. */
  unseen(): void {
    this.#inSyncSinceMs = undefined;
    this.#inSyncLooks = 0;
  }

  /** For the words of a failure: empty where nothing was seen. */
  lastInWords(nowMs: number): string {
    if (this.#last === undefined) return "";
    return `. Last seen, ${duration(Math.max(0, nowMs - this.#last.seen.atMs))} before: ${inWords(this.#last.phase)}`;
  }
}

/** A small part of the watch, so that nothing large happens unseen in it; and never less than one poll and its look take. */
function longestGapMs({ pollSeconds, inSyncForSeconds }: Plan): number {
  const pollMs = pollSeconds * 1000;
  const few = Math.min(3 * pollMs + limits.lookTakesMs, (inSyncForSeconds * 1000) / 3);
  return Math.max(pollMs + limits.lookTakesMs, few);
}
