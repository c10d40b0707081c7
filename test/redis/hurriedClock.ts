// A clock on which whoever sleeps has slept at once: no test waits for a measurement.
import type { Clock } from "../../migration/ports.ts";

/** @param meanwhile what happens while somebody sleeps */
export function hurriedClock(meanwhile: () => Promise<unknown> = () => Promise.resolve()): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: async (ms) => {
      await meanwhile();
      nowMs += ms;
    },
    random: () => 0,
  };
}
