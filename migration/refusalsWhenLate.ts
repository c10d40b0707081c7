// Why a run ends at its deadline: what it saw last, for how long, what it was doing, and what comes next.
import { failure, type Failure } from "./failures.ts";
import { inWords } from "./inWords.ts";
import { openCompletion } from "./milestones.ts";
import { currentAttempt, type Memory, type Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import { orDeclare } from "./refusals.ts";
import type { Stage } from "./stages.ts";

export interface Lateness {
  readonly stage: Stage;
  readonly phase: Phase;
  readonly memory: Memory;
  readonly plan: Plan;
  readonly nowMs: number;
  /** Since when the phase has been what it is. */
  readonly unchangedSinceMs: number;
}

/** @param doing what the deadline cut off, as in "it was waiting for …" */
export function late({ stage, phase, memory, plan, nowMs, unchangedSinceMs }: Lateness, doing: string): Failure {
  const asked = openCompletion(memory.milestones, currentAttempt(memory.history)) !== undefined;
  const unproven = (stage === "complete" && asked) || (phase.phase === "unknown" && phase.about === "outcome");
  const unchangedSeconds = Math.max(0, Math.round((nowMs - unchangedSinceMs) / 1000));
  return failure(
    unproven ? "completion-not-proven" : "deadline-reached",
    `${plan.groupId} did not reach ${stage} within ${plan.deadlineMinutes} minutes. Last seen: ${inWords(phase)}, unchanged for ${unchangedSeconds} s; it was ${doing}.`,
    unproven ? "an event that proves the completion" : `the end of ${stage}`,
    unproven
      ? `run pulumi up again for the proof; write to neither side before it is there; ${orDeclare}`
      : `run pulumi up again: it goes on from there${ifItNeverEnds(phase, plan)}`,
  );
}

/** Without a probe nobody counts the source's full copies: a loop of them looks like one that takes long. */
function ifItNeverEnds(phase: Phase, { probe }: Plan): string {
  if (probe !== "none" || phase.phase !== "copying") return "";
  return ". Without a probe a copy that begins anew again and again is not recognised: where this has been said before, look in the source's log for repeated full copies";
}
