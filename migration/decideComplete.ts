// What to do next in `complete`: the gate, one call, and the proof of how it ended.
import { giveUp, wait, type Sound } from "./decisions.ts";
import { limits } from "./limits.ts";
import { openCompletion } from "./milestones.ts";
import { currentAttempt } from "./phases.ts";
import * as refusal from "./refusals.ts";
import type { Decision, Situation } from "./situation.ts";

export function complete(situation: Sound): Decision {
  const { phase, memory, plan, acts, completionRefusedBy, lostLinks } = situation;
  const asked = acts.has("complete");
  if (phase.phase === "done") {
    return phase.asked ? { do: "finish" } : giveUp(refusal.completedElsewhere(phase.evidence, plan));
  }
  if (asked && completionRefusedBy !== "") return giveUp(refusal.completionRefused(completionRefusedBy, plan));
  switch (phase.phase) {
    case "inSync": {
      if (asked) return wait("AWS to promote the target");
      // AWS may be carrying it out still; out of sync the gate holds against it as ever.
      const earlier = openCompletion(memory.milestones, currentAttempt(memory.history));
      if (earlier !== undefined)
        return wait(
          `AWS to promote the target, as an earlier run asked at ${earlier.at}; it is asked again after half an hour, or when it refuses`,
        );
      return sustained(situation)
        ? { do: "complete" }
        : wait(`the target to stay in sync for ${plan.inSyncForSeconds} s`, sustainedAtMs(situation));
    }
    case "completing":
      return wait("AWS's proof that the completion succeeded");
    case "starting":
    case "copying":
    case "catchingUp":
      return asked
        ? wait("AWS's proof that the completion succeeded")
        : giveUp(refusal.notInSync(phase, plan, lostLinks));
    case "unknown":
      if (asked || phase.about === "outcome") return wait(`AWS's proof that the completion succeeded: ${phase.why}`);
      return giveUp(refusal.notInSync(phase, plan, lostLinks));
    case "aborting":
      return wait("the abort that was asked for to end");
    case "notStarted":
    case "fellBack":
    case "aborted":
      return giveUp(refusal.nothingToComplete(phase, plan));
  }
}

function sustained({ phase, inSyncSinceMs, inSyncLooks, nowMs, plan }: Situation): boolean {
  if (inSyncSinceMs === undefined || nowMs - inSyncSinceMs < plan.inSyncForSeconds * 1000) return false;
  if (inSyncLooks < limits.inSyncLooksAtLeast) return false;
  // What was measured before the watch began says nothing of it.
  return phase.phase === "inSync" && (phase.asOfMs ?? inSyncSinceMs) >= inSyncSinceMs;
}

/** The watch's end, where looks alone decide it. */
function sustainedAtMs({ inSyncSinceMs, nowMs, plan }: Situation): number {
  const endMs = (inSyncSinceMs ?? nowMs) + plan.inSyncForSeconds * 1000;
  return endMs > nowMs ? endMs : Infinity;
}
