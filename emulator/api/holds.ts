// Calls that are held until somebody releases them: which they are, and what becomes of each.
import { z } from "zod";
import type { Hold } from "./injectedFaults.ts";

/** `go` carries it out and answers it; `drop` closes the connection, and does not carry out what was held before that. */
const outcome = z.enum(["go", "drop"]);
export type HeldOutcome = z.output<typeof outcome>;

export const release = z.strictObject({
  /** Without it, all of them. */
  action: z.string().min(1).optional(),
  outcome: outcome.default("go"),
});

/** `at` is when the call came, `requestId` the one that the log will show. */
export interface HeldCall {
  readonly action: string;
  readonly when: Hold["when"];
  readonly at: string;
  readonly requestId: string;
}

export interface Holds {
  /** Resolves when it is released; rejects as soon as the emulator ends. */
  hold(call: HeldCall): Promise<HeldOutcome>;
  list(): readonly HeldCall[];
  /** Those that are released by it. */
  release(how: z.output<typeof release>): readonly HeldCall[];
}

interface Held {
  readonly call: HeldCall;
  readonly go: (outcome: HeldOutcome) => void;
}

export function createHolds(signal: AbortSignal): Holds {
  let held: Held[] = [];
  return {
    hold: (call) =>
      new Promise((resolve, reject) => {
        const end = () => reject(signal.reason as Error);
        signal.addEventListener("abort", end, { once: true });
        const go = (how: HeldOutcome) => {
          signal.removeEventListener("abort", end);
          resolve(how);
        };
        held.push({ call, go });
      }),
    list: () => held.map(({ call }) => call),
    release({ action, outcome: how }) {
      const released = held.filter(({ call }) => action === undefined || call.action === action);
      held = held.filter((one) => !released.includes(one));
      for (const { go } of released) go(how);
      return released.map(({ call }) => call);
    },
  };
}
