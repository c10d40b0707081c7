// What the operator may ask for after what was last accepted: the table of legal moves.
import { failure, type Failure } from "./failures.ts";

export type Stage = "prepare" | "migrate" | "complete" | "operate" | "abort";

/** One accepted change, as the journal keeps it. An attempt begins with each accepted prepare -> migrate. */
export interface JournalEntry {
  readonly attempt: number;
  readonly stage: Stage;
  /** ISO 8601, the runner's clock. */
  readonly at: string;
  /** When AWS dated the newest event that it knew at that moment; empty when it knew none. AWS's clock. */
  readonly eventsUntil: string;
}

/** What AWS says of the group at the moment of the question. Statuses are open strings: AWS's own list omits `migrating`. */
export type LiveStatus =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly status: string;
      readonly newestEventAt: string;
      /** AWS's date of a success event since the newest start; empty when there is none. */
      readonly completedAt: string;
      /** The newest event of a migration is its start: AWS may still report it as `modifying`. */
      readonly startOpen: boolean;
    }
  | { readonly kind: "unreachable"; readonly reason: string };

export interface Move {
  readonly groupId: string;
  readonly from: Stage | undefined;
  readonly to: Stage;
  /** What the journal holds before the move; undefined where only the inputs are known (a preview), which then judges less. */
  readonly history: readonly JournalEntry[] | undefined;
  readonly forceAbort: string;
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
  const { from, to } = move;
  if (from === undefined) {
    if (to === "prepare") return editWhile(live, move.groupId, to);
    return refused(move, "the first stage of a stack is prepare", "set stage to prepare and run pulumi up");
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
  if (from === "prepare" && to === "migrate") return intoMigrate(move, live);
  if (from === "migrate" && to === "complete") return intoComplete(move, live);
  if (from === "complete" && (to === "migrate" || to === "abort")) return outOfComplete(move, live);
  if (from === "migrate" && to === "abort") return consented(move);
  return undefined;
}

/** The part of the table that AWS's status alone decides, checked once more before any resource is registered. */
export function editWhile(live: LiveStatus, groupId: string, stage: "prepare" | "operate"): Failure | undefined {
  const starting = live.kind === "present" && live.status === "modifying" && live.startOpen;
  if (statusOf(live) !== "migrating" && !starting) return undefined;
  return failure(
    "migration-in-flight",
    `AWS reports ${groupId} as ${starting ? "modifying, with a migration begun" : "migrating"}, and the stage asks for ${stage}.`,
    "no migration in flight while target and path may be edited",
    stage === "operate"
      ? "set stage back to complete and run pulumi up until it proves the completion"
      : "if this stack started it, set stage back to migrate (or to abort, to end it) and run pulumi up; otherwise have it ended where it was started",
  );
}

/** A migration that was in flight before this stack asked for one is somebody else's until it is adopted. */
function intoMigrate({ groupId }: Move, live: LiveStatus): Failure | undefined {
  if (statusOf(live) !== "migrating") return undefined;
  return failure(
    "migration-in-flight",
    `AWS reports ${groupId} as migrating already, and this stack has not asked for that.`,
    "no migration in flight before the stage is set to migrate",
    "find out who started it and have it ended there (taking it over, migration.adopt, is not supported yet)",
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
    "look at the group's events: if the start fell back, set stage to prepare, mend the path, and migrate again; if somebody else ended the migration, whether it was in sync is for them to say",
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
  const attempt = history?.at(-1)?.attempt;
  return history?.find((entry) => entry.attempt === attempt && entry.stage === "complete");
}

function outOfComplete(move: Move, live: LiveStatus): Failure | undefined {
  if (statusOf(live) !== "migrating") {
    return refused(
      move,
      `AWS still reports the group as migrating (it reports ${describe(live)}: the completion may have happened)`,
      "set stage back to complete and run pulumi up until it proves the completion",
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

function describe(live: LiveStatus): string {
  switch (live.kind) {
    case "absent":
      return "no such group";
    case "present":
      return live.status;
    case "unreachable":
      return `nothing: ${live.reason}`;
  }
}

function refused(move: Move, expected: string, remedy: string): Failure {
  const happened =
    move.from === undefined
      ? `Stage "${move.to}" cannot be the first.`
      : `Stage "${move.to}" cannot follow "${move.from}" now.`;
  return failure("illegal-move", happened, expected, remedy);
}
