// What to do next in `migrate`: start once, wait for the copy and the catch-up, or say why neither comes to its end.
import { refusedAdoption } from "./adoption.ts";
import { giveUp, wait, type Sound } from "./decisions.ts";
import { limits } from "./limits.ts";
import { mayNotStart } from "./mayStart.ts";
import { timeOf } from "./milestones.ts";
import { currentAttempt, type Phase } from "./phase.ts";
import * as refusal from "./refusals.ts";
import type { Decision } from "./situation.ts";
import { troubleshoot } from "./troubleshooting.ts";

export function migrate(situation: Sound): Decision {
  const { phase, plan } = situation;
  switch (phase.phase) {
    case "notStarted":
      return start(situation, phase.status);
    case "starting":
      if (situation.syncLoop !== undefined) return giveUp(refusal.fullSyncLoop(situation.syncLoop, plan));
      return wait(phase.waitingFor);
    case "copying":
      if (situation.syncLoop !== undefined) return giveUp(refusal.fullSyncLoop(situation.syncLoop, plan));
      // A copy that nobody sees is no sign of replication: it may as well be a link that never comes up.
      return plan.waitFor === "started" && phase.part !== "unseen" ? { do: "finish" } : wait(phase.waitingFor);
    case "catchingUp":
      return plan.waitFor === "started" ? { do: "finish" } : wait(phase.waitingFor);
    case "inSync":
      return { do: "finish" };
    case "unknown":
      return phase.about === "source" ? toAdopt(situation, phase.why) : wait(`certainty: ${phase.why}`);
    case "completing":
      return wait("the completion that was asked for to end");
    case "aborting":
      return wait("the abort that was asked for to end");
    case "fellBack":
      return fellBack(situation, phase);
    case "aborted":
      return giveUp(refusal.alreadyAborted(phase.evidence));
    case "done":
      return giveUp(refusal.alreadyEnded(phase, situation.stage, plan));
  }
}

function start(situation: Sound, status: string): Decision {
  const { evidence, memory, plan, nowMs, startsKnownAtMs, acts } = situation;
  // A start of this run that left no trace is for AWS to explain; a second one is never the answer.
  if (acts.has("start")) return wait("AWS to report what became of StartMigration");
  if (status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${status})`);
  if (nowMs < startsKnownAtMs)
    return wait("the event of a start that an interrupted run may have made", startsKnownAtMs);
  if (evidence === undefined) return { do: "look" };
  const why = mayNotStart(situation, evidence);
  if (why !== undefined) return giveUp(why);
  const { contents } = evidence;
  // What was counted before this run began says nothing of what somebody has done since.
  const isOld = contents.kind === "empty" && (contents.asOfMs ?? Infinity) < (memory.beganAtMs ?? 0);
  return isOld
    ? wait("CloudWatch to count the target's items anew, which takes it up to three minutes")
    : { do: "start" };
}

/** AWS's event may come later than its status; then everything is looked at once more, for the reasons. */
function fellBack(situation: Sound, { told, evidence }: Extract<Phase, { phase: "fellBack" }>): Decision {
  const { memory, nowMs, deadlineAtMs, unchangedSinceMs, plan } = situation;
  const recorded = timeOf(memory.milestones, "fellBack", currentAttempt(memory.history));
  const tellsUntilMs = (Date.parse(recorded) || unchangedSinceMs) + limits.eventsWithinMs;
  if (!told && nowMs < Math.min(tellsUntilMs, deadlineAtMs))
    return wait("AWS's event that says why it went back", tellsUntilMs);
  if (situation.evidence === undefined && nowMs < deadlineAtMs) return { do: "look" };
  const { findings, sources = [] } = situation.evidence ?? {};
  const points = findings && troubleshoot({ event: told ? evidence : "", findings, source: sources });
  return giveUp(refusal.fellBack(evidence, plan, points ?? []));
}

/** What was found in flight is neither gone on with nor aborted before its source is known to be this stack's. */
export function toAdopt({ nowMs, unchangedSinceMs, plan }: Sound, why: string): Decision {
  const untilMs = unchangedSinceMs + limits.sourceShowsWithinMs;
  if (nowMs >= untilMs) return giveUp(refusedAdoption(why, plan));
  return wait(`the source of the migration in flight to show: ${why}`, untilMs);
}
