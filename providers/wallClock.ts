// The core's clock as the machine has it.
import { setTimeout as after } from "node:timers/promises";
import type { Clock } from "../migration/ports.ts";

export const wallClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    await after(ms, undefined, { signal });
  },
  random: () => Math.random(),
};
