// What to do next: pure and total. Whatever it does not recognise as safe it waits for or refuses.
import { failure, type Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { blockedBy, mayNotStart, type Contents } from "./mayStart.ts";
import type { Memory, Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
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
  /** Since when every observation of this run said in sync; undefined when the last one did not. */
  readonly inSyncSinceMs: number | undefined;
  /** What this run has done already: nothing is done twice. */
  readonly acts: ReadonlySet<Act>;
  /** How TestMigration ended, once it was asked for in this run or an earlier one of the attempt. */
  readonly test: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  /** Why AWS did not carry out this run's completion; empty when it said nothing of the kind. */
  readonly completionRefusedBy: string;
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
      return giveUp(late(situation, `to ${decision.do}`));
    case "wait":
      return giveUp(late(situation, `for ${decision.reason}`));
  }
}

/** A situation in which the group is the one that this stack knows. */
type Sound = Situation & { readonly phase: Exclude<Phase, { phase: "broken" }> };

function wish(any: Situation): Decision {
  if (any.phase.phase === "broken") return giveUp(broken(any.phase, any.plan));
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
      return giveUp(
        failure(
          "illegal-move",
          "Stage operate is not supported yet.",
          "prepare, migrate, complete or abort",
          "leave the stage at complete",
        ),
      );
  }
}

function prepare({ phase, status, evidence, test, plan }: Sound): Decision {
  if (status === "migrating") {
    return giveUp(
      failure(
        "migration-in-flight",
        `${plan.groupId} is migrating (${phase.phase}).`,
        "no migration in flight in prepare",
        "set stage to migrate or abort",
      ),
    );
  }
  if (test === "running") return wait("TestMigration to tell its outcome");
  if (status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${status})`);
  if (evidence === undefined) return { do: "look" };
  const blocking = evidence.findings.filter((one) => one.severity === "blocking");
  if (blocking.length > 0) return giveUp(blockedBy(blocking, plan));
  return test === "notRun" ? { do: "test" } : { do: "finish" };
}

function migrate({ phase, memory, plan, evidence }: Sound): Decision {
  switch (phase.phase) {
    case "notStarted": {
      if (phase.status !== "available") return wait(`${plan.groupId} to be available (AWS reports ${phase.status})`);
      if (evidence === undefined) return { do: "look" };
      const refusal = mayNotStart(memory, evidence.findings, evidence.contents, plan);
      return refusal === undefined ? { do: "start" } : giveUp(refusal);
    }
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
      return giveUp(fellBack(phase.evidence, plan));
    case "aborted":
      return giveUp(
        failure(
          "start-already-made",
          `This attempt was aborted (${phase.evidence}).`,
          "a new attempt",
          "set stage to prepare, then to migrate",
        ),
      );
    case "done":
      return giveUp(alreadyEnded(phase, plan));
  }
}

function complete(situation: Sound): Decision {
  const { phase, plan, acts, completionRefusedBy } = situation;
  const asked = acts.has("complete");
  if (phase.phase === "done") {
    return phase.asked ? { do: "finish" } : giveUp(completedElsewhere(phase.evidence, plan));
  }
  if (asked && completionRefusedBy !== "") {
    return giveUp(
      failure(
        "not-in-sync",
        `AWS did not complete the migration: ${completionRefusedBy}`,
        `the event "Complete Migration successful for ${plan.groupId}"`,
        "wait until the target is in sync, then run pulumi up again",
      ),
    );
  }
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
      return asked ? wait("AWS's proof that the completion succeeded") : giveUp(notInSync(situation));
    case "unknown":
      if (asked || phase.about === "outcome") return wait(`AWS's proof that the completion succeeded: ${phase.why}`);
      return giveUp(notInSync(situation));
    case "aborting":
      return wait("the abort that was asked for to end");
    case "notStarted":
    case "fellBack":
    case "aborted":
      return giveUp(
        failure(
          "not-in-flight",
          `There is no migration of ${plan.groupId} to complete (${phase.phase}).`,
          "a migration that is in sync",
          "look at the group's events and at docs/errors.md before anything else",
        ),
      );
  }
}

function abort({ phase, status, plan, acts }: Sound): Decision {
  switch (phase.phase) {
    case "aborted":
    case "fellBack":
      return { do: "finish" };
    case "notStarted":
      return phase.status === "available" ? { do: "finish" } : wait(`${plan.groupId} to be available`);
    case "done":
      return giveUp(alreadyEnded(phase, plan));
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

function sustained({ inSyncSinceMs, nowMs, plan }: Situation): boolean {
  return inSyncSinceMs !== undefined && nowMs - inSyncSinceMs >= plan.inSyncForSeconds * 1000;
}

function notInSync({ phase, plan }: Situation): Failure {
  return failure(
    "not-in-sync",
    `The target is not in sync: ${inWords(phase)}.`,
    `every shard and every replica in sync for ${plan.inSyncForSeconds} s, with at most ${plan.maxLagBytes} bytes of lag`,
    "run pulumi up again when it is; nothing was changed",
  );
}

export function fellBack(evidence: string, plan: Plan): Failure {
  return failure(
    "fell-back",
    `ElastiCache could not make ${plan.groupId} a replica of ${plan.source.host}:${plan.source.port} and went back: ${evidence}`,
    "a replica of the source",
    "read that event; check the preparation, the routes between the nodes' subnets and the source, the source's security group, and the source's log; then set stage to prepare, and to migrate for a new attempt",
  );
}

function alreadyEnded({ asked, evidence }: Extract<Phase, { phase: "done" }>, plan: Plan): Failure {
  if (!asked) return completedElsewhere(evidence, plan);
  return failure(
    "not-in-flight",
    `The migration of ${plan.groupId} is complete: ${evidence}`,
    "a migration in flight",
    "set stage to complete: the target owns the data",
  );
}

function completedElsewhere(evidence: string, plan: Plan): Failure {
  return failure(
    "completed-elsewhere",
    `The migration of ${plan.groupId} was ended before this stack asked for it: ${evidence}`,
    "an end that this stack asked for after it had seen the target in sync",
    "find out who ended it and whether the target was in sync; until then treat its data as incomplete",
  );
}

function broken(phase: Extract<Phase, { phase: "broken" }>, plan: Plan): Failure {
  switch (phase.kind) {
    case "absent":
      return failure(
        "group-absent",
        `${phase.why}.`,
        `the group that this stack created`,
        "find out who deleted it; nothing was started or completed",
      );
    case "another":
      return failure(
        "group-created-anew",
        `${phase.why}.`,
        "the group that this stack knew",
        "treat its data as unknown; migrate into a new group with a stack of its own",
      );
    case "foreign":
      return failure(
        "foreign-source",
        `${phase.why}.`,
        `${plan.source.host}:${plan.source.port} as its source`,
        "find out who started that migration; this stack neither completes nor aborts it",
      );
    case "status":
      return failure(
        "outcome-unknown",
        `${phase.why}.`,
        "a group that is available or migrating",
        "look at the group's events",
      );
  }
}

function late({ phase, plan, stage }: Situation, doing: string): Failure {
  const unproven = stage === "complete" && phase.phase === "unknown" && phase.about === "outcome";
  return failure(
    unproven ? "completion-not-proven" : "deadline-reached",
    `${plan.groupId} did not reach ${stage} within ${plan.deadlineMinutes} minutes; last seen: ${inWords(phase)}; it was about ${doing}.`,
    unproven ? "an event that proves the completion" : `the end of ${stage}`,
    unproven
      ? "look at the group's events before anything is written to the target"
      : "run pulumi up again: it goes on from there",
  );
}

export function inWords(phase: Phase): string {
  switch (phase.phase) {
    case "unknown":
      return `unknown (${phase.why})`;
    case "starting":
      return `starting, waiting for ${phase.waitingFor}`;
    case "catchingUp":
      return `catching up, ${phase.lagBytes} bytes behind, waiting for ${phase.waitingFor}`;
    case "inSync":
      return `in sync, ${phase.lagBytes} bytes behind`;
    case "copying":
      return phase.totalBytes === undefined
        ? "copying"
        : `copying, ${phase.doneBytes ?? 0} of ${phase.totalBytes} bytes`;
    case "broken":
      return `broken (${phase.why})`;
    case "notStarted":
      return `not started (${phase.status})`;
    case "completing":
    case "aborting":
      return phase.phase;
    case "done":
    case "aborted":
    case "fellBack":
      return `${phase.phase} (${phase.evidence})`;
  }
}

const wait = (reason: string): Decision => ({ do: "wait", reason });
const giveUp = (why: Failure): Decision => ({ do: "giveUp", failure: why });
