// Why a stage cannot be reached, as told to the operator: one function per reason, from the facts that decided.
import { failure, type Failure } from "./failures.ts";
import { inWords } from "./inWords.ts";
import { completionOpen } from "./milestones.ts";
import { currentAttempt, type Memory, type Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { PortError } from "./ports.ts";
import type { Stage } from "./stages.ts";

type In<Name extends Phase["phase"]> = Extract<Phase, { phase: Name }>;

export function inFlight(phase: Phase, plan: Plan): Failure {
  return failure(
    "migration-in-flight",
    `${plan.groupId} is migrating (${inWords(phase)}).`,
    "no migration in flight in prepare",
    "set stage to migrate or abort",
  );
}

export function notInSync(phase: Phase, plan: Plan): Failure {
  return failure(
    "not-in-sync",
    `The target is not in sync: ${inWords(phase)}.`,
    `every shard and every replica in sync for ${plan.inSyncForSeconds} s, with at most ${plan.maxLagBytes} bytes of lag`,
    "run pulumi up again when it is; nothing was changed",
  );
}

export function completionRefused(answer: string, plan: Plan): Failure {
  return failure(
    "not-in-sync",
    `AWS did not complete the migration: ${answer}`,
    `the event "Complete Migration successful for ${plan.groupId}"`,
    "wait until the target is in sync, then run pulumi up again",
  );
}

export function notProven(phase: Phase["phase"], groupId: string): Failure {
  return failure(
    "completion-not-proven",
    `Nothing proves that the migration of ${groupId} was completed (it was last seen as ${phase}).`,
    "a completion that a run in complete saw succeed",
    "set stage back to complete and run pulumi up until it proves the completion",
  );
}

export function nothingToComplete(phase: Phase, plan: Plan): Failure {
  return failure(
    "not-in-flight",
    `There is no migration of ${plan.groupId} to complete (${inWords(phase)}).`,
    "a migration that is in sync",
    "look at the group's events and at docs/errors.md before anything else",
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

export function alreadyAborted(evidence: string): Failure {
  return failure(
    "start-already-made",
    `This attempt was aborted (${evidence}).`,
    "a new attempt",
    "set stage to prepare, then to migrate",
  );
}

/** The remedy is one that the journal accepts: complete may follow migrate, and never follows abort. */
export function alreadyEnded({ asked, evidence }: In<"done">, stage: Stage, plan: Plan): Failure {
  if (!asked) return completedElsewhere(evidence, plan);
  return failure(
    "not-in-flight",
    `The migration of ${plan.groupId} is complete: ${evidence}`,
    "a migration in flight",
    stage === "abort"
      ? "point the application at the target, which owns the data: there is nothing left to abort"
      : "set stage to complete: the target owns the data",
  );
}

export function completedElsewhere(evidence: string, plan: Plan): Failure {
  return failure(
    "completed-elsewhere",
    `The migration of ${plan.groupId} was ended before this stack asked for it: ${evidence}`,
    "an end that this stack asked for after it had seen the target in sync",
    "find out who ended it and whether the target was in sync; until then treat its data as incomplete",
  );
}

export function broken(phase: In<"broken">, plan: Plan): Failure {
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
  const asked = completionOpen(memory.milestones, currentAttempt(memory.history));
  const unproven = stage === "complete" && (asked || (phase.phase === "unknown" && phase.about === "outcome"));
  const unchangedSeconds = Math.max(0, Math.round((nowMs - unchangedSinceMs) / 1000));
  return failure(
    unproven ? "completion-not-proven" : "deadline-reached",
    `${plan.groupId} did not reach ${stage} within ${plan.deadlineMinutes} minutes. Last seen: ${inWords(phase)}, unchanged for ${unchangedSeconds} s; it was ${doing}.`,
    unproven ? "an event that proves the completion" : `the end of ${stage}`,
    unproven
      ? "run pulumi up again for the proof; write to neither side before it is there"
      : "run pulumi up again: it goes on from there",
  );
}

export function awsSilent({ message, transient }: PortError, plan: Plan): Failure {
  return failure(
    transient ? "aws-unreachable" : "aws-refused",
    `AWS did not tell how ${plan.groupId} is: ${message}`,
    "an answer to DescribeReplicationGroups and DescribeEvents",
    "check credentials, region and network, then run pulumi up again",
  );
}

export function awsRefused(call: string, answer: string): Failure {
  return failure(
    "aws-refused",
    `AWS refused ${call}: ${answer}`,
    "an accepted call",
    "mend what AWS names, then run pulumi up again",
  );
}
