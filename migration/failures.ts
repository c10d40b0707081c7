// Why a run ended without reaching its stage: a closed list of codes, one factory, three lines of words each.

export const failureCodes = [
  "aws-refused",
  "aws-unreachable",
  "blocking-findings",
  "completion-not-proven",
  "completion-possible",
  "completed-elsewhere",
  "credentials-expired",
  "credentials-missing",
  "deadline-reached",
  "declaration-refused",
  "destroy-refused",
  "fell-back",
  "foreign-source",
  "frozen-setting",
  "full-sync-loop",
  "group-absent",
  "group-created-anew",
  "illegal-move",
  "migration-in-flight",
  "not-in-flight",
  "not-in-sync",
  "outcome-unknown",
  "start-already-made",
  "target-not-empty",
  "unexplained-status-change",
  "wrong-account",
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What happened, what was expected, what to do: the three lines that every failure is told in. */
export interface Failure {
  readonly code: FailureCode;
  readonly happened: string;
  readonly expected: string;
  readonly remedy: string;
}

export function failure(code: FailureCode, happened: string, expected: string, remedy: string): Failure {
  return { code, happened, expected, remedy };
}

export function wording({ code, happened, expected, remedy }: Failure): string {
  return `${happened}\nExpected: ${expected}\nDo: ${remedy}\n(${code}, see docs/errors.md#${code})`;
}

/** A failure on its way out of a shell. Recognised by `failure.code`, never by its text. */
export class MigrationError extends Error {
  readonly failure: Failure;
  constructor(what: Failure) {
    super(wording(what));
    this.name = "MigrationError";
    this.failure = what;
  }
}
