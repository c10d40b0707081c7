// Whether a server of the emulated world dies: nothing in a rehearsal ends one, so what is left to see is not a migration.
import { setTimeout as after } from "node:timers/promises";
import type { EmulatedServer } from "./emulatorProcess.ts";
import { RehearsalError } from "./failure.ts";

const defaultLookEveryMs = 500;
const failuresAllowed = 5;

export interface ServerWatchArgs {
  readonly servers: () => Promise<readonly EmulatedServer[]>;
  readonly onDeath: (reason: Error) => void;
  readonly lookEveryMs?: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Without it an `up` would wait for a dead server until its deadline, and tell of connections instead of the death.
 * Resolves when the watch is over.
 */
export async function watchServers(args: ServerWatchArgs): Promise<void> {
  const { servers, onDeath, lookEveryMs = defaultLookEveryMs, signal } = args;
  const isOver = () => signal.aborted;
  for (let failures = 0; !isOver();) {
    const seen = await servers().catch((error: unknown) => new Error("no answer", { cause: error }));
    if (isOver()) return;
    // The end of the emulator itself is noticed, and told better, by its exit.
    failures = seen instanceof Error ? failures + 1 : 0;
    const reason = seen instanceof Error ? (failures === failuresAllowed ? silence : undefined) : death(seen);
    if (reason !== undefined) {
      onDeath(new RehearsalError(reason));
      return;
    }
    await after(lookEveryMs, undefined, { signal }).catch(() => undefined); // an abort ends the loop
  }
}

const silence = "the emulator does not answer any more when it is asked for its servers";

function death(servers: readonly EmulatedServer[]): string | undefined {
  const dead = servers.find(({ role }) => role === "dead");
  if (dead === undefined) return undefined;
  return `the server ${dead.name} (${dead.address}) died in the middle of the rehearsal (${dead.how ?? "nobody saw how"})`;
}
