// What to do next: pure and total. Whatever it does not recognise as safe it waits for or refuses.
import type { Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { blockedBy, mayNotStart, type Contents } from "./mayStart.ts";
import type { Memory, Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import * as refusal from "./refusals.ts";
import type { Stage } from "./stages.ts";

export type Act = "test" | "start" | "complete" | "abort";

export type Decision =
  /** Gather findings and contents, then decide again. */
  | { readonly do: "look" }
  | { readonly do: Act }
  | { readonly do: "wait"; readonly reason: string }
  | { readonly do: "finish" }
  | { readonly do: "giveUp"; readonly failure: Failure };

export interface Situation {
  readonly stage: Stage;
  readonly phase: Phase;
  /** AWS's status of the group, as it stands in the same observation. */
  readonly status: string;
  readonly memory: Memory;
  readonly plan: Plan;
  readonly nowMs: number;
  readonly deadlineAtMs: number;
  /** Since when the phase has been what it is: told when the deadline is reached. */
  readonly unchangedSinceMs: number;
  /** Since when every observation of this run said in sync; undefined when the last one did not. */
  readonly inSyncSinceMs: number | undefined;
  /** What this run has done already: nothing is done twice. */
  readonly acts: ReadonlySet<Act>;
  /** How TestMigration ended, once it was asked for in this run or an earlier one of the attempt. */
  readonly test: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  /** Why AWS did not carry out this run's completion; empty when it said nothing of the kind. */
  readonly completionRefusedBy: string;
  /** AWS's word that the group's data were promoted, in whatever attempt; empty when it said nothing of the kind. */
  readonly completionSeen: string;
  /** From when on a start that an earlier run made and that fell back would have come to light. */
  readonly startsKnownAtMs: number;
  /** Undefined until it was looked for. */
  readonly evidence: { readonly findings: readonly Finding[]; readonly contents: Contents } | undefined;
}

/** Past the deadline nothing is begun and nothing is waited for any more. */
export function decide(situation: Situation): Decision {
  const decision = wish(situation);
  if (situation.nowMs < situation.deadlineAtMs) return decision;
  switch (decision.do) {
    case "finish":
    case "giveUp":
      return decision;
    case "look":
    case "test":
    case "start":
    case "complete":
    case "abort":
      return giveUp(refusal.late(situation, `about to ${decision.do}`));
    case "wait":
      return giveUp(refusal.late(situation, `waiting for ${decision.reason}`));
  }
}

/** A situation in which the group is the one that this stack knows. */
type Sound = Situation & { readonly phase: Exclude<Phase, { phase: "broken" }> };

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

function prepare({ stage, phase, status, evidence, test, plan }: Sound): Decision {
  if (phase.phase === "done") return giveUp(refusal.alreadyEnded(phase, stage, plan));
  if (status === "migrating") return giveUp(refusal.inFlight(phase, plan));
  if (test === "running") return wait("TestMigration to tell its outcome");
  if (status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${status})`);
  if (evidence === undefined) return { do: "look" };
  const blocking = evidence.findings.filter((one) => one.severity === "blocking");
  if (blocking.length > 0) return giveUp(blockedBy(blocking, plan));
  return test === "notRun" ? { do: "test" } : { do: "finish" };
}

function migrate(situation: Sound): Decision {
  const { phase, plan } = situation;
  switch (phase.phase) {
    case "notStarted":
      return start(situation, phase.status);
    case "starting":
      return wait(phase.waitingFor);
    case "copying":
      return plan.waitFor === "started" ? { do: "finish" } : wait("the source's snapshot to be copied and loaded");
    case "catchingUp":
      return plan.waitFor === "started" ? { do: "finish" } : wait(phase.waitingFor);
    case "inSync":
      return { do: "finish" };
    case "unknown":
      return wait(`certainty: ${phase.why}`);
    case "completing":
      return wait("the completion that was asked for to end");
    case "aborting":
      return wait("the abort that was asked for to end");
    case "fellBack":
      return giveUp(refusal.fellBack(phase.evidence, plan));
    case "aborted":
      return giveUp(refusal.alreadyAborted(phase.evidence));
    case "done":
      return giveUp(refusal.alreadyEnded(phase, situation.stage, plan));
  }
}

function start(situation: Sound, status: string): Decision {
  const { evidence, plan, nowMs, startsKnownAtMs, acts } = situation;
  // A start of this run that left no trace is for AWS to explain; a second one is never the answer.
  if (acts.has("start")) return wait("AWS to report what became of StartMigration");
  if (status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${status})`);
  if (nowMs < startsKnownAtMs) return wait("the event of a start that an interrupted run may have made");
  if (evidence === undefined) return { do: "look" };
  const why = mayNotStart(situation, evidence);
  return why === undefined ? { do: "start" } : giveUp(why);
}

function complete(situation: Sound): Decision {
  const { phase, plan, acts, completionRefusedBy } = situation;
  const asked = acts.has("complete");
  if (phase.phase === "done") {
    return phase.asked ? { do: "finish" } : giveUp(refusal.completedElsewhere(phase.evidence, plan));
  }
  if (asked && completionRefusedBy !== "") return giveUp(refusal.completionRefused(completionRefusedBy, plan));
  switch (phase.phase) {
    case "inSync":
      if (asked) return wait("AWS to promote the target");
      return sustained(situation)
        ? { do: "complete" }
        : wait(`the target to stay in sync for ${plan.inSyncForSeconds} s`);
    case "completing":
      return wait("AWS's proof that the completion succeeded");
    case "starting":
    case "copying":
    case "catchingUp":
      return asked ? wait("AWS's proof that the completion succeeded") : giveUp(refusal.notInSync(phase, plan));
    case "unknown":
      if (asked || phase.about === "outcome") return wait(`AWS's proof that the completion succeeded: ${phase.why}`);
      return giveUp(refusal.notInSync(phase, plan));
    case "aborting":
      return wait("the abort that was asked for to end");
    case "notStarted":
    case "fellBack":
    case "aborted":
      return giveUp(refusal.nothingToComplete(phase, plan));
  }
}

function abort({ phase, status, stage, plan, acts }: Sound): Decision {
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

function sustained({ inSyncSinceMs, nowMs, plan }: Situation): boolean {
  return inSyncSinceMs !== undefined && nowMs - inSyncSinceMs >= plan.inSyncForSeconds * 1000;
}

const wait = (reason: string): Decision => ({ do: "wait", reason });
const giveUp = (why: Failure): Decision => ({ do: "giveUp", failure: why });
