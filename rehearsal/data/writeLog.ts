// What became of each write, and how long was the longest time without an acknowledged one?

/** Who acknowledged a write; 0 for nobody: it may or may not have been executed. */
export const acknowledgedBy = { nobody: 0, source: 1, target: 2 } as const;
export type WriteServer = "source" | "target";

export interface WriteLog {
  /** `states[n]` is the `acknowledgedBy` of write n. */
  readonly states: Uint8Array;
  /** The same, as it was when `mark` was called; empty where it was not. */
  readonly statesAtMark: Uint8Array;
  readonly attempted: number;
  readonly acknowledged: number;
  /** See `outageMs`. */
  readonly outageMs: number;
  /** Error texts with how often they came. */
  readonly refusals: readonly { readonly message: string; readonly count: number }[];
}

export interface WriteRecorder {
  /** The number of the next write. */
  attempt(): number;
  acknowledge(sequence: number, server: WriteServer, atMs: number): void;
  refuse(message: string): void;
  switched(atMs: number): void;
  /** Keeps apart what has been acknowledged by now; the last call counts. */
  mark(): void;
  readonly attempted: number;
  readonly acknowledged: number;
  close(atMs: number): WriteLog;
}

/**
 * Silences that touch this much time before or after the switch are "around" it: one that a fence began before the
 * switch as well as one that the first connections to the target cause. Earlier ones, such as the fork for the
 * snapshot, are not.
 */
const aroundSwitchMs = 10_000;
const initialCapacity = 65_536;
/** Servers vary their error texts little; should one put numbers into them, memory stays bounded. */
const differentRefusals = 20;

interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `startedAtMs` and all times are of one monotonic clock. */
export function createWriteRecorder(startedAtMs: number): WriteRecorder {
  let states = new Uint8Array(initialCapacity);
  let statesAtMark = new Uint8Array();
  let attempted = 0;
  let acknowledged = 0;
  let lastAcknowledgedMs = startedAtMs;
  let switchedAtMs: number | undefined;
  // The longest silence that ended in each second: bounded by the duration, not by the rate.
  const silences = new Map<number, Silence>();
  const refusals = new Map<string, number>();

  const silenceUntil = (atMs: number) => {
    const second = Math.floor(atMs / 1000);
    const known = silences.get(second);
    if (known === undefined || atMs - lastAcknowledgedMs > known.toMs - known.fromMs) {
      silences.set(second, { fromMs: lastAcknowledgedMs, toMs: atMs });
    }
  };

  return {
    get attempted() {
      return attempted;
    },
    get acknowledged() {
      return acknowledged;
    },
    attempt() {
      if (attempted === states.length) {
        const larger = new Uint8Array(states.length * 2);
        larger.set(states);
        states = larger;
      }
      return attempted++;
    },
    acknowledge(sequence, server, atMs) {
      states[sequence] = acknowledgedBy[server];
      acknowledged += 1;
      silenceUntil(atMs);
      lastAcknowledgedMs = atMs;
    },
    refuse(message) {
      const text = refusals.size < differentRefusals || refusals.has(message) ? message : "other errors";
      refusals.set(text, (refusals.get(text) ?? 0) + 1);
    },
    switched(atMs) {
      switchedAtMs = atMs;
    },
    mark() {
      // A copy, and not a number: replies of several servers do not come in the order of the writes.
      statesAtMark = states.slice(0, attempted);
    },
    close(atMs) {
      silenceUntil(atMs);
      return {
        states: states.slice(0, attempted),
        statesAtMark,
        attempted,
        acknowledged,
        outageMs: Math.round(longest([...silences.values()], switchedAtMs)),
        refusals: [...refusals].map(([message, count]) => ({ message, count })),
      };
    },
  };
}

/** Around the switch, or in the whole run if there was none. */
function longest(silences: readonly Silence[], switchedAtMs: number | undefined): number {
  const around =
    switchedAtMs === undefined
      ? silences
      : silences.filter(
          ({ fromMs, toMs }) => toMs >= switchedAtMs - aroundSwitchMs && fromMs <= switchedAtMs + aroundSwitchMs,
        );
  return around.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0);
}
