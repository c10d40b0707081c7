// What the operator may ask for after what was last accepted: the table of legal moves, judged with AWS's status.
import { judgeAdoption } from "./adoption.ts";
import { judgeDeclaration } from "./declarations.ts";
import { failure, type Failure } from "./failures.ts";
import { isStarting } from "./liveReading.ts";
import { currentAttempt, firstEntry } from "./phases.ts";
import { stages, type Declaration, type JournalEntry, type LiveStatus, type Stage } from "./stages.ts";

export interface Move {
  readonly groupId: string;
  readonly from: Stage | undefined;
  readonly to: Stage;
  /** What the journal holds before the move; undefined where only the inputs are known (a preview), which then judges less. */
  readonly history: readonly JournalEntry[] | undefined;
  /** The group is none that this stack makes. */
  readonly existing: boolean;
  /** Consents: `group#attempt`, or empty. */
  readonly forceAbort: string;
  readonly adopt: string;
  /** The operator's word, where it is new: one that an earlier entry accepted is spent, and none here. */
  readonly declare: Declaration | undefined;
}

const followers: Readonly<Record<Stage, readonly Stage[]>> = {
  prepare: ["prepare", "migrate"],
  migrate: ["migrate", "complete", "abort", "prepare"],
  complete: ["complete", "operate", "migrate", "abort"],
  // Back to complete where operate was accepted without its proof: complete proves, and never starts or forces.
  operate: ["operate", "complete"],
  abort: ["abort", "prepare"],
};

/**
 * Judges one move. A status that nobody could look up judges nothing here: the caller decides whether that alone
 * refuses (it does in `up`, it does not in a preview).
 */
export function judgeMove(move: Move, live: LiveStatus): Failure | undefined {
  const why = judge(move, live);
  if (why === undefined) return undefined;
  const legal = stages.filter((to) => judge({ ...move, to }, live) === undefined);
  const now = live.kind === "unreachable" ? "legal by the table (AWS could not be asked)" : "legal now";
  return { ...why, remedy: `${why.remedy} (${now}: ${legal.length === 0 ? "no stage" : legal.join(", ")})` };
}

function judge(move: Move, live: LiveStatus): Failure | undefined {
  const { from, to, declare } = move;
  if (declare !== undefined) {
    const refusal = judgeDeclaration(declare, move, live);
    // A word that is accepted settles what the rules below ask AWS for.
    if (refusal !== undefined || from !== to) return refusal ?? declaredMove(move);
  }
  const adoption = judgeAdoption(move, live);
  if (adoption.kind === "refused") return adoption.failure;
  if (adoption.kind === "adopts") return undefined;
  if (from === undefined) {
    if (to === "prepare") return editWhile(live, move.groupId, to);
    return refused(
      move,
      "the first stage of a stack is prepare; of a group that exists also migrate or abort, with migration.adopt, while AWS reports a migration in flight",
      "set stage to prepare and run pulumi up",
    );
  }
  if (!followers[from].includes(to)) {
    return refused(
      move,
      `after ${from}: ${followers[from].join(", ")}`,
      `set stage to one of ${followers[from].join(", ")}`,
    );
  }
  if (live.kind === "unreachable") return undefined;
  if (to === "operate") return editWhile(live, move.groupId, to);
  if (to === "prepare") return from === "prepare" ? editWhile(live, move.groupId, to) : backToPrepare(move, live);
  if (from === "migrate" && to === "complete") return intoComplete(move, live);
  if (from === "complete" && (to === "migrate" || to === "abort")) return outOfComplete(move, live);
  if (from === "migrate" && to === "abort") return consented(move);
  return undefined;
}

/** By declaration `complete` is open from everywhere, and `prepare` from wherever an attempt stands. */
function declaredMove(move: Move): Failure | undefined {
  if (move.to === "complete" || move.from !== "operate") return undefined;
  return refused(move, "after operate: operate, complete", "set stage to complete, then declare in prepare");
}

/** The part of the table that AWS's status alone decides, checked once more before any resource is registered. */
export function editWhile(live: LiveStatus, groupId: string, stage: "prepare" | "operate"): Failure | undefined {
  const starting = isStarting(live);
  if (statusOf(live) !== "migrating" && !starting) return undefined;
  return failure(
    "migration-in-flight",
    `AWS reports ${groupId} as ${starting ? "modifying, with a migration begun" : "migrating"}, and the stage asks for ${stage}.`,
    "no migration in flight while target and path may be edited",
    stage === "operate"
      ? "set stage back to complete and run pulumi up until it proves the completion"
      : "if this stack started it, set stage back to migrate (or to abort, to end it) and run pulumi up; otherwise have it ended where it was started, or take it over with migration.adopt",
  );
}

function backToPrepare(move: Move, live: LiveStatus): Failure | undefined {
  if (
    move.from === "migrate" &&
    askedToComplete(move) !== undefined &&
    live.kind === "present" &&
    live.completedAt !== ""
  ) {
    return refused(
      move,
      "no completion: AWS tells of one, and this attempt had asked for it",
      "set stage to complete, which records it; the target owns the data",
    );
  }
  if (statusOf(live) === "available") return undefined;
  return refused(
    move,
    `AWS reports the group as available first (it reports ${describe(live)})`,
    move.from === "migrate"
      ? "set stage to abort to end the migration, then to prepare"
      : "run pulumi up in this stage until it ends",
  );
}

function intoComplete(move: Move, live: LiveStatus): Failure | undefined {
  if (statusOf(live) === "migrating" || finishedWhileBack(move, live)) return undefined;
  return refused(
    move,
    `AWS reports a migration in flight (it reports ${describe(live)}, and without one there is nothing to complete)`,
    "look at the group's events: if the start fell back, set stage to prepare, mend the path, and migrate again; if somebody else ended the migration in sync, say so with migration.declare (outcome: completed, owner, reason)",
  );
}

/** A completion that this attempt had asked for may end after the stage was set back to migrate. */
function finishedWhileBack(move: Move, live: LiveStatus): boolean {
  const { history } = move;
  if (live.kind !== "present" || live.completedAt === "") return false;
  if (history === undefined) return true;
  const asked = askedToComplete(move);
  return asked !== undefined && live.completedAt > asked.eventsUntil;
}

/** The attempt's first `complete`; undefined where there is none or the history is not known. */
function askedToComplete({ history }: Move): JournalEntry | undefined {
  return history && firstEntry(history, currentAttempt(history), "complete");
}

function outOfComplete(move: Move, live: LiveStatus): Failure | undefined {
  if (statusOf(live) !== "migrating") {
    return refused(
      move,
      `AWS still reports the group as migrating (it reports ${describe(live)}: the completion may have happened)`,
      "set stage back to complete and run pulumi up until it proves the completion; where no proof can come, say how it ended with migration.declare",
    );
  }
  return move.to === "abort" ? needsConsent(move) : undefined;
}

/** A completion that was asked for and not proven may still come, by whatever stages the abort is reached. */
function consented(move: Move): Failure | undefined {
  return askedToComplete(move) === undefined ? undefined : needsConsent(move);
}

function needsConsent(move: Move): Failure | undefined {
  const attempt = move.history?.at(-1)?.attempt;
  const consent = `${move.groupId}#${attempt ?? "<the stack output attempt>"}`;
  const given = attempt === undefined ? move.forceAbort.startsWith(`${move.groupId}#`) : move.forceAbort === consent;
  if (given) return undefined;
  return refused(
    move,
    `the consent migration.forceAbort: ${consent} (found ${move.forceAbort === "" ? "none" : move.forceAbort})`,
    `set migration.forceAbort to ${consent} if the migration shall be ended although its completion was asked for`,
  );
}

function statusOf(live: LiveStatus): string | undefined {
  return live.kind === "present" ? live.status : undefined;
}

export function describe(live: LiveStatus): string {
  switch (live.kind) {
    case "absent":
      return "no such group";
    case "present":
      return live.status;
    case "unreachable":
      return `nothing: ${live.reason}`;
  }
}

function refused(move: Pick<Move, "from" | "to">, expected: string, remedy: string): Failure {
  const happened =
    move.from === undefined
      ? `Stage "${move.to}" cannot be the first.`
      : `Stage "${move.to}" cannot follow "${move.from}" now.`;
  return failure("illegal-move", happened, expected, remedy);
}
