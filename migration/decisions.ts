// How a decision is written down, and the situations in which one beyond a refusal is possible at all.
import type { Failure } from "./failures.ts";
import type { Phase } from "./phase.ts";
import type { Decision, Situation } from "./situation.ts";

/** A situation in which the group is the one that this stack knows. */
export type Sound = Situation & { readonly phase: Exclude<Phase, { phase: "broken" }> };

export type Wait = Extract<Decision, { do: "wait" }>;

export const boundedBy = (deadlineAtMs: number, decision: Wait): Wait => ({
  ...decision,
  untilMs: Math.min(decision.untilMs, deadlineAtMs),
});
export const wait = (reason: string, untilMs = Infinity): Wait => ({ do: "wait", reason, untilMs });
export const giveUp = (why: Failure): Decision => ({ do: "giveUp", failure: why });
