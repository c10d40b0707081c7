// What the operator's word may settle: how a migration ended, where neither AWS's events nor the servers tell, and never
// against what they do tell.
import { failure, type Failure } from "./failures.ts";
import type { Declaration, JournalEntry, LiveStatus, Stage } from "./stages.ts";

const sameWords = (one: Declaration, other: Declaration) =>
  one.outcome === other.outcome && one.owner === other.owner && one.reason === other.reason;

/** The entry that first accepted these words and spent them; undefined while they are new. */
export function spentBy(history: readonly JournalEntry[], declaration: Declaration): JournalEntry | undefined {
  return history.find(({ declared }) => declared !== undefined && sameWords(declared, declaration));
}

/** The newest word on an attempt, with the entry that accepted it. */
export function declaredOf(
  history: readonly JournalEntry[],
  attempt: number,
): { readonly declared: Declaration; readonly entry: JournalEntry } | undefined {
  const entry = history.findLast((one) => one.attempt === attempt && one.declared !== undefined);
  return entry?.declared === undefined ? undefined : { declared: entry.declared, entry };
}

export const wordsOf = ({ owner, reason }: Declaration): string => `declared by ${owner}: ${reason}`;

/**
 * What the operator's word makes of a group that is available again; undefined where proof of the opposite outranks it.
 *
 * @param proof what AWS's events, the servers and this stack's own calls show by themselves
 */
export function phaseDeclared(
  declared: Declaration | undefined,
  proof: { readonly completed: boolean; readonly failed: boolean },
) {
  switch (declared?.outcome) {
    case undefined:
      return undefined;
    case "completed":
      return proof.failed ? undefined : ({ phase: "done", asked: true, evidence: wordsOf(declared) } as const);
    case "notCompleted":
      return proof.completed ? undefined : ({ phase: "aborted", evidence: wordsOf(declared) } as const);
  }
}

/** That the completion which this entry asked for did not happen: said in its attempt or in whatever later one. */
export function isSettled(history: readonly JournalEntry[], asked: JournalEntry): boolean {
  const said = history.slice(history.indexOf(asked)).findLast(({ declared }) => declared !== undefined);
  return said?.declared?.outcome === "notCompleted";
}

/**
 * The `complete`, of whatever attempt, that AWS's success of that date proves; undefined where there is none, or where
 * something came between that may have ended a migration as well.
 */
function proven(history: readonly JournalEntry[], at: string): JournalEntry | undefined {
  return history.find(({ stage, attempt, eventsUntil }, index) => {
    if (stage !== "complete" || at <= eventsUntil) return false;
    const between = history.slice(index + 1).filter((later) => later.eventsUntil < at);
    return !between.some(
      (later) =>
        (later.stage === "abort" && later.attempt === attempt) ||
        later.adopted !== undefined ||
        later.declared?.outcome === "notCompleted",
    );
  });
}

/**
 * True where a declaration says that what AWS tells of up to then was no completion. A success that this stack had asked
 * for, in that attempt or an earlier one, is proof, which no word takes away.
 */
export function isDeclaredAway(history: readonly JournalEntry[], event: { readonly at: string }): boolean {
  return history.some(
    ({ declared, eventsUntil }, index) =>
      declared?.outcome === "notCompleted" &&
      event.at <= eventsUntil &&
      proven(history.slice(0, index), event.at) === undefined,
  );
}

/** In which stage a declaration is accepted: where what it says is recorded, and nothing acts on the data. */
export const stageOf: Readonly<Record<Declaration["outcome"], Stage>> = {
  completed: "complete",
  notCompleted: "prepare",
};

export interface Declaring {
  readonly groupId: string;
  readonly from: Stage | undefined;
  readonly to: Stage;
  /** Undefined in a preview, which then judges less. */
  readonly history: readonly JournalEntry[] | undefined;
}

/** Judges a declaration that is new. That nobody could ask AWS judges nothing here, as for every move. */
export function judgeDeclaration(
  { outcome }: Declaration,
  { groupId, from, to, history }: Declaring,
  live: LiveStatus,
): Failure | undefined {
  if (from === undefined || history?.at(-1)?.attempt === 0) {
    return refused(outcome, "this stack has asked for no migration yet", "an attempt that it can be about");
  }
  if (to !== stageOf[outcome]) {
    return refused(outcome, `the stage is ${to}`, `stage ${stageOf[outcome]} in the same change`);
  }
  if (live.kind === "unreachable") return undefined;
  if (live.kind === "absent") return refused(outcome, `AWS knows no group ${groupId}`, "a group that is available");
  if (live.status !== "available") {
    return refused(
      outcome,
      `AWS reports ${groupId} as ${live.status}`,
      "a group that is available: its migration ended",
    );
  }
  switch (outcome) {
    case "completed":
      if (live.failedAt === "") return undefined;
      return refused(outcome, `AWS tells at ${live.failedAt} that the migration failed`, "no proof of the opposite");
    case "notCompleted":
      if (proven(history ?? [], live.completedAt) === undefined) return undefined;
      return refused(
        outcome,
        `AWS tells of a completion at ${live.completedAt}, and this stack had asked for one`,
        "no proof of the opposite",
      );
  }
}

function refused(outcome: Declaration["outcome"], found: string, expected: string): Failure {
  return failure(
    "declaration-refused",
    `migration.declare ${outcome} is not accepted: ${found}.`,
    expected,
    outcome === "completed"
      ? "take migration.declare back; set stage to complete, where a completion is proven or declared"
      : "take migration.declare back; where the target was promoted, set stage to complete: it owns the data",
  );
}
