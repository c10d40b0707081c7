// What to do next: pure and total. Whatever it does not recognise as safe it waits for or refuses.
import { complete } from "./decideComplete.ts";
import { migrate, toAdopt } from "./decideMigrate.ts";
import { boundedBy, giveUp, wait, type Sound } from "./decisions.ts";
import { limits } from "./limits.ts";
import { blockedBy } from "./mayStart.ts";
import * as refusal from "./refusals.ts";
import { late } from "./refusalsWhenLate.ts";
import type { Decision, Situation } from "./situation.ts";

export type { Act, Decision, Gathered, Situation } from "./situation.ts";

/** Past the deadline nothing is begun and nothing is waited for any more. */
export function decide(situation: Situation): Decision {
  const decision = wish(situation);
  const { nowMs, deadlineAtMs, notDoneBecause } = situation;
  if (nowMs < deadlineAtMs) return decision.do === "wait" ? boundedBy(deadlineAtMs, decision) : decision;
  const answer = notDoneBecause === "" ? "" : ` (AWS's last answer: ${notDoneBecause})`;
  switch (decision.do) {
    case "finish":
    case "giveUp":
      return decision;
    case "look":
    case "test":
    case "start":
    case "complete":
    case "abort":
      return giveUp(late(situation, `about to ${decision.do}${answer}`));
    case "wait":
      return giveUp(late(situation, `waiting for ${decision.reason}${answer}`));
  }
}

function wish(any: Situation): Decision {
  if (any.phase.phase === "broken") return giveUp(refusal.broken(any.phase, any.plan));
  const situation: Sound = { ...any, phase: any.phase };
  switch (situation.stage) {
    case "prepare":
      return prepare(situation);
    case "migrate":
      return migrate(situation);
    case "complete":
      return complete(situation);
    case "abort":
      return abort(situation);
    case "operate":
      return operate(situation);
  }
}

function prepare(situation: Sound): Decision {
  const { stage, phase, status, evidence, test, plan } = situation;
  if (phase.phase === "done") return giveUp(refusal.alreadyEnded(phase, stage, plan));
  if (status === "migrating") return giveUp(refusal.inFlight(phase, plan));
  if (phase.phase === "unknown" && phase.about === "outcome") return untilProven(situation, phase.why);
  if (test === "running") return wait("TestMigration to tell its outcome");
  if (status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${status})`);
  if (evidence === undefined) return { do: "look" };
  const blocking = evidence.findings.filter((one) => one.severity === "blocking");
  if (blocking.length > 0) return giveUp(blockedBy(blocking, plan));
  return test === "notRun" ? { do: "test" } : { do: "finish" };
}

/** What a new attempt would build on must be known first; an event that is late may still tell it. */
function untilProven({ unchangedSinceMs, nowMs, plan }: Sound, why: string): Decision {
  const untilMs = unchangedSinceMs + limits.eventsWithinMs;
  return nowMs < untilMs
    ? wait(`AWS's word on how the migration ended: ${why}`, untilMs)
    : giveUp(refusal.openOutcome(why, plan));
}

function abort(situation: Sound): Decision {
  const { phase, status, stage, plan, acts } = situation;
  switch (phase.phase) {
    case "aborted":
    case "fellBack":
      return { do: "finish" };
    case "notStarted":
      return phase.status === "available" ? { do: "finish" } : wait(`${plan.groupId} to be available`);
    case "done":
      return giveUp(refusal.alreadyEnded(phase, stage, plan));
    case "starting":
    case "copying":
    case "catchingUp":
    case "inSync":
    case "completing":
    case "aborting":
    case "unknown":
      if (phase.phase === "unknown" && phase.about === "source") return toAdopt(situation, phase.why);
      if (status === "migrating" && !acts.has("abort")) return { do: "abort" };
      return wait(`AWS to end the migration (it reports ${status})`);
  }
}

/** Normal life begins with the proof that the migration succeeded, and with nothing else. */
function operate({ phase, status, memory, plan }: Sound): Decision {
  const proof = memory.milestones.find((one) => one.kind === "completed");
  if (proof === undefined) return giveUp(refusal.notProven(phase.phase, plan.groupId));
  return status === "available" ? { do: "finish" } : wait(`${plan.groupId} to be available (AWS reports ${status})`);
}
