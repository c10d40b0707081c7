// Waiting for AWS: by polling, with a bound, and ended at once when the engine goes.
import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "./resourceType.ts";

/** Short, because the emulator answers from this machine; the real provider asks every 10 seconds. */
const pollEveryMs = 100;

/** Asks until the probe finds something; `what` says what is waited for in the message of a wait that was too long. */
export async function waitFor<T>(
  what: string,
  { signal, timeoutMs }: Pick<Context, "signal" | "timeoutMs">,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  try {
    for (;;) {
      signal.throwIfAborted();
      const found = await probe();
      if (found !== undefined) return found;
      if (performance.now() >= deadline) break;
      await pause(signal);
    }
  } catch (error) {
    // Whatever an aborted call says of itself, the reason of the abort is what happened.
    signal.throwIfAborted();
    throw error;
  }
  throw new Error(`timeout while waiting for ${what} (timeout: ${Math.round(timeoutMs / 1000)}s)`);
}

/** Until it is time to ask again; an abort ends it with the abort's own reason. */
export async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(pollEveryMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
