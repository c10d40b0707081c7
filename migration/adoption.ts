// A migration in flight that this stack did not start: when it may be taken over, and by which attempt.
import { failure, type Failure } from "./failures.ts";
import { isStarting } from "./liveReading.ts";
import type { Plan } from "./plan.ts";
import type { JournalEntry, LiveStatus, Stage } from "./stages.ts";

export interface Adopting {
  readonly groupId: string;
  readonly from: Stage | undefined;
  readonly to: Stage;
  readonly history: readonly JournalEntry[] | undefined;
  readonly existing: boolean;
  readonly adopt: string;
}

export type AdoptionJudgement =
  /** The move needs no adoption and asks for none. */
  | { readonly kind: "none" }
  /** Its consent is given: the move begins an attempt with the migration in flight. */
  | { readonly kind: "adopts" }
  | { readonly kind: "refused"; readonly failure: Failure };

/** Judges the moves by which an attempt begins: only those can meet a migration that is somebody else's. */
export function judgeAdoption(move: Adopting, live: LiveStatus): AdoptionJudgement {
  const { from, to, existing, groupId } = move;
  if ((from !== undefined && from !== "prepare") || (to !== "migrate" && to !== "abort")) return { kind: "none" };
  if (from === undefined && !existing) return { kind: "none" };
  const isNeeded = from === undefined || to === "abort";
  const given = consentGiven(move);
  if (live.kind === "unreachable") return given ? { kind: "adopts" } : { kind: "none" };
  const status = live.kind === "present" ? live.status : "no such group";
  const starting = isStarting(live);
  if (status === "migrating") return given ? { kind: "adopts" } : refusal(inFlight(move, status));
  if (starting) return refusal(inFlight(move, "modifying, with a migration begun"));
  if (!given) return { kind: "none" };
  // A consent for this very attempt, and nothing to adopt: what was in flight may have been completed meanwhile.
  return refusal(
    failure(
      "not-in-flight",
      `migration.adopt asks to take over a migration of ${groupId}, and AWS reports ${status}.`,
      "a migration in flight",
      isNeeded
        ? "look at the group's events; set stage to prepare, without migration.adopt"
        : "look at the group's events: if it was completed, the target owns the data; otherwise take migration.adopt back",
    ),
  );
}

/** The attempt that the move would begin; undefined where the history is not known. */
function attemptOf({ from, history }: Adopting): number | undefined {
  if (from === undefined) return 1;
  return history === undefined ? undefined : (history.at(-1)?.attempt ?? 0) + 1;
}

function consentGiven(move: Adopting): boolean {
  const attempt = attemptOf(move);
  return attempt === undefined
    ? move.adopt.startsWith(`${move.groupId}#`)
    : move.adopt === `${move.groupId}#${attempt}`;
}

/** A migration that was in flight before this stack asked for one is somebody else's until it is adopted. */
function inFlight(move: Adopting, how: string): Failure {
  const { groupId, adopt } = move;
  const attempt = attemptOf(move) ?? "<one more than the stack output attempt>";
  return failure(
    "migration-in-flight",
    `AWS reports ${groupId} as ${how} already, and this stack has not asked for that.`,
    `no migration in flight before the stage is set to ${move.to}, or the consent to take it over, given while AWS reports migrating (migration.adopt: ${adopt === "" ? "none" : adopt})`,
    `find out who started it and have it ended there; or, if its source is this stack's, set migration.adopt: ${groupId}#${attempt}`,
  );
}

const refusal = (why: Failure): AdoptionJudgement => ({ kind: "refused", failure: why });

/** The entry by which an attempt adopted what it found in flight; undefined where it started by itself, or not yet. */
export function adoptedBy(history: readonly JournalEntry[], attempt: number): JournalEntry | undefined {
  return history.find((entry) => entry.attempt === attempt && entry.adopted !== undefined);
}

/** The consent was given, and nothing was touched: whose data those are is not known. */
export function refusedAdoption(why: string, { groupId, source }: Plan): Failure {
  return failure(
    "foreign-source",
    `Nothing shows that the migration of ${groupId} in flight comes from ${source.host}:${source.port}: ${why}.`,
    `${source.host}:${source.port} as its source, seen at the target's primaries (or, without a probe, in AWS's event of the start)`,
    "make source and target readable for this process (probe.addresses) and run pulumi up again, or have the migration ended where it was started; nothing was completed or aborted",
  );
}
