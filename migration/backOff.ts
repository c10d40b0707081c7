// How long to pause before AWS is asked again: the poll's interval, and longer the longer it does not answer.
import { limits } from "./limits.ts";

/**
 * Doubles with each failure and varies within the upper half, so that several runs that AWS throttles together do not
 * come back together. Never shorter than the poll.
 *
 * @param failures consecutive questions or calls that AWS left unanswered
 * @param random from 0 to below 1
 */
export function pauseMs(pollMs: number, failures: number, random: number): number {
  if (failures === 0) return pollMs;
  const longest = Math.max(pollMs, Math.min(limits.backOffAtMostMs, limits.backOffAtMostPolls * pollMs));
  const whole = Math.min(longest, pollMs * 2 ** Math.min(failures, 30));
  return Math.max(pollMs, Math.round(whole * (0.5 + random / 2)));
}
