// Whether StartMigration may be called: it replaces the target's data, so everything must speak for it.
import { adoptedBy } from "./adoption.ts";
import { isSettled } from "./declarations.ts";
import { failure, type Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { reached } from "./milestones.ts";
import { currentAttempt, type Memory } from "./phase.ts";
import type { Plan } from "./plan.ts";

/** What the target holds besides AWS's own key, in any database of any shard. */
export type Contents =
  /** Measured over periods that began no earlier than `asOfMs`; without one it was seen at this moment. */
  | { readonly kind: "empty"; readonly asOfMs?: number }
  | { readonly kind: "keys"; readonly count: number; readonly where: string }
  | { readonly kind: "unknown"; readonly why: string };

export interface StartQuestion {
  readonly memory: Memory;
  readonly plan: Plan;
  /** AWS's word that the group's data were promoted, in whatever attempt; empty when it said nothing of the kind. */
  readonly completionSeen: string;
}

/** @returns undefined if StartMigration may be called now, else the reason why not */
export function mayNotStart(
  { memory, plan, completionSeen }: StartQuestion,
  { findings, contents }: { readonly findings: readonly Finding[]; readonly contents: Contents },
): Failure | undefined {
  const attempt = currentAttempt(memory.history);
  return (
    intentStands(memory, attempt) ??
    neverCompleted(memory, completionSeen, plan) ??
    onlyOnce(memory, attempt, plan) ??
    ready(findings, plan) ??
    emptyOrConsented(contents, attempt, plan)
  );
}

function intentStands({ history }: Memory, attempt: number): Failure | undefined {
  const last = history.at(-1);
  if (last?.stage === "migrate" && attempt > 0) return undefined;
  return failure(
    "illegal-move",
    `The journal's newest entry is ${last?.stage ?? "missing"}, not this attempt's migrate.`,
    "an accepted move from prepare to migrate before StartMigration",
    "run pulumi up without --target, so that the journal takes part",
  );
}

/** A completion that may have happened made the target the owner of the data, whatever the attempt. */
function neverCompleted({ history, milestones }: Memory, seen: string, plan: Plan): Failure | undefined {
  const recorded = milestones.find((one) => one.kind === "completed");
  const asked = history.findLast(
    (entry) =>
      entry.stage === "complete" && !reached(milestones, "aborted", entry.attempt) && !isSettled(history, entry),
  );
  if (recorded !== undefined) return completionPossible(`recorded at ${recorded.at}`, plan);
  if (asked !== undefined) return completionPossible(`possible: it was asked for at ${asked.at}`, plan);
  return seen === "" ? undefined : completionPossible(`told of by AWS: ${seen}`, plan);
}

function completionPossible(how: string, plan: Plan): Failure {
  return failure(
    "completion-possible",
    `A completion of ${plan.groupId} is ${how}.`,
    "no completion before StartMigration, which replaces the target's data",
    "treat the target as the owner of its data; to migrate again, use a new group and a stack of its own. Where it is known that nothing was completed, set stage back and say so in prepare (migration.declare: outcome notCompleted, owner, reason)",
  );
}

/** What an attempt has adopted is its start, also where nobody could see yet whose it was. */
function onlyOnce({ history, milestones }: Memory, attempt: number, plan: Plan): Failure | undefined {
  const adopted = adoptedBy(history, attempt) !== undefined;
  if (!adopted && !reached(milestones, "startRequested", attempt)) return undefined;
  return failure(
    "start-already-made",
    adopted
      ? `Attempt ${attempt} of ${plan.groupId} adopted a migration in flight, which is its start.`
      : `StartMigration was already called for attempt ${attempt} of ${plan.groupId}.`,
    "one StartMigration per attempt",
    "set stage to prepare, mend what stopped it, and set stage to migrate again: that begins a new attempt",
  );
}

function ready(findings: readonly Finding[], plan: Plan): Failure | undefined {
  const blocking = findings.filter((one) => one.severity === "blocking");
  if (blocking.length === 0) return undefined;
  return blockedBy(blocking, plan);
}

export function blockedBy(blocking: readonly Finding[], plan: Plan): Failure {
  const list = blocking.map((one) => `\n  ${one.code}: ${one.found}; expected ${one.expected}; ${one.remedy}`).join("");
  return failure(
    "blocking-findings",
    `${plan.groupId} is not ready to migrate:${list}`,
    "no blocking finding",
    "mend what the findings name, then run pulumi up again",
  );
}

function emptyOrConsented(contents: Contents, attempt: number, plan: Plan): Failure | undefined {
  const consent = `${plan.groupId}#${attempt}`;
  switch (contents.kind) {
    case "empty":
      return undefined;
    case "unknown":
      // With a probe the target can be looked at, and then is; without one the operator may answer for what nobody sees.
      if (plan.probe === "none" && plan.discardTargetData === consent) return undefined;
      return failure(
        "target-not-empty",
        `Whether ${plan.groupId} is empty could not be seen: ${contents.why}.`,
        "a target that is proven empty, because StartMigration replaces its data",
        plan.probe === "none"
          ? `set probe.mode to direct; or, if whatever it holds may be lost, set migration.discardTargetData: ${consent}`
          : "make the target reachable for this process (probe.addresses), then run pulumi up again",
      );
    case "keys":
      if (plan.discardTargetData === consent) return undefined;
      return failure(
        "target-not-empty",
        `${plan.groupId} holds ${contents.count} keys (${contents.where}), and StartMigration replaces them.`,
        "an empty target",
        `keep them elsewhere first; or, if they may be lost, set migration.discardTargetData: ${consent}`,
      );
  }
}
