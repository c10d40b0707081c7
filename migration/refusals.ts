// Why a stage cannot be reached, as told to the operator: one function per reason, from the facts that decided.
import { failure, type Failure } from "./failures.ts";
import { bufferFor, type SyncLoop } from "./fullSyncs.ts";
import { inWords } from "./inWords.ts";
import { unloadable } from "./loadable.ts";
import type { Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";
import { bufferLimitCommand, evenLimits } from "./survival.ts";
import { pointLines, type Point } from "./troubleshooting.ts";

type In<Name extends Phase["phase"]> = Extract<Phase, { phase: Name }>;

export function inFlight(phase: Phase, plan: Plan): Failure {
  return failure(
    "migration-in-flight",
    `${plan.groupId} is migrating (${inWords(phase)}).`,
    "no migration in flight in prepare",
    "set stage to migrate or abort",
  );
}

/** @param lostLinks those over which nothing comes: they do not get in sync by waiting */
export function notInSync(phase: Phase, plan: Plan, lostLinks: readonly string[]): Failure {
  return failure(
    "not-in-sync",
    `The target is not in sync: ${[inWords(phase), ...lostLinks].join("; ")}.`,
    `every shard and every replica in sync for ${plan.inSyncForSeconds} s, with at most ${plan.maxLagBytes} bytes of lag`,
    lostLinks.length === 0
      ? "run pulumi up again when it is; nothing was changed"
      : "run npm run doctor -- --stack NAME: its findings name what is wrong with the network or the source. Mend that, and run pulumi up again when the target is in sync; nothing was changed. Where the way cannot be mended, set stage to abort, which needs none to the source",
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

/** Where no proof can come: AWS keeps events for 14 days, and tells two ends in the same words. */
export const orDeclare =
  "where no proof can come, say how it ended: migration.declare (outcome: completed in stage complete, or notCompleted in stage prepare; owner, reason)";
const leave =
  "No stage goes on from here; to leave the stack, apply migration.allowDestroy: true with pulumi up (which ends with this refusal all the same), then pulumi destroy";

export function notProven(phase: Phase["phase"], groupId: string): Failure {
  return failure(
    "completion-not-proven",
    `Nothing proves that the migration of ${groupId} was completed (it was last seen as ${phase}).`,
    "a completion that a run in complete saw succeed",
    `set stage back to complete and run pulumi up until it proves the completion; ${orDeclare}`,
  );
}

/** In `prepare`: a new attempt would end in completion-possible, and the state of the old one must not look settled. */
export function openOutcome(why: string, plan: Plan): Failure {
  return failure(
    "completion-not-proven",
    `How the migration of ${plan.groupId} ended is not known: ${why}.`,
    "a known end of it before the next attempt is prepared",
    `write to neither side before it is known; ${orDeclare}`,
  );
}

export function nothingToComplete(phase: Phase, plan: Plan): Failure {
  return failure(
    "not-in-flight",
    `There is no migration of ${plan.groupId} to complete (${inWords(phase)}).`,
    "a migration that is in sync",
    "look at the group's events; where nothing was completed, set stage to prepare and say so in the same change (migration.declare: outcome notCompleted, owner, reason), then set stage to migrate for a new attempt",
  );
}

/** @param points AWS's five, each with what was seen of it; none where nothing could be looked at any more */
export function fellBack(evidence: string, plan: Plan, points: readonly Point[]): Failure {
  return failure(
    "fell-back",
    `ElastiCache could not make ${plan.groupId} a replica of ${plan.source.host}:${plan.source.port} and went back: ${evidence}${pointLines(points)}`,
    "a replica of the source",
    "read that event; check the preparation, the routes between the nodes' subnets and the source, the source's security group, and the source's log; then set stage to prepare, and to migrate for a new attempt",
  );
}

/** The loop has several causes that look alike from outside; the source's log tells them apart. */
export function fullSyncLoop(loop: SyncLoop, plan: Plan): Failure {
  const { shard, address, engine, version, begun, withinMs } = loop;
  const happened = `${address} began ${begun} full copies for shard ${shard} of ${plan.groupId} within ${Math.round(withinMs / 1000)} s, and none came to its end. The migration is left in flight.`;
  const tooNew = unloadable(engine, version, plan.target);
  if (tooNew !== undefined) {
    // The source was upgraded since readiness was judged: no buffer helps, and each copy costs it a fork.
    return failure(
      "full-sync-loop",
      happened,
      `a source whose snapshots the target loads: ${address} is ${engine} ${version} now and ${tooNew}`,
      "set stage to abort, or to prepare once AWS has gone back to available; then run the source on a version that the target loads, or migrate to a newer target",
    );
  }
  return failure(
    "full-sync-loop",
    happened,
    "a full copy that ends before the source drops the connection that it goes to",
    `look in the source's log for "overcoming of output buffer limits"; where it says so, run on the source: ${bufferLimitCommand(engine, version, evenLimits(bufferFor(loop)))} (more than CONFIG GET client-output-buffer-limit shows, where 0 is no limit and stays 0, and no more than its machine has free); then run pulumi up again. Where it names another reason (a snapshot that failed, a target that closed the connection), mend that, or set stage to abort: nothing is ended by itself`,
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
    `find out who ended it and whether the target was in sync; until then treat its data as incomplete; ${orDeclare}`,
  );
}

export function broken(phase: In<"broken">, plan: Plan): Failure {
  switch (phase.kind) {
    case "absent":
      return failure(
        "group-absent",
        `${phase.why}.`,
        `the group that this stack created`,
        `find out who deleted it; nothing was started or completed. ${leave}`,
      );
    case "another":
      return failure(
        "group-created-anew",
        `${phase.why}.`,
        "the group that this stack knew",
        `treat its data as unknown; migrate into a new group with a stack of its own. ${leave}, with which the group that has its name now goes too`,
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
        `look at the group's events; nothing was started or completed. ${leave}`,
      );
  }
}
