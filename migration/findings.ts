// What readiness finds: one shape for component, check, policy pack, command line and rehearsal.
import { prerequisites, type FindingCode } from "./prerequisites.ts";

/** `note` says what a decision means; it asks for nothing. */
export type Severity = "blocking" | "warning" | "unknown" | "note";

/** Who answers for going on in spite of a finding, and until when. */
export interface Overridden {
  readonly owner: string;
  readonly reason: string;
  /** A day in UTC, the last one that it holds for. */
  readonly expires: string;
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
  /** The AWS page, engine source or measurement that the rule rests on. */
  readonly source: string;
  /** It would be blocking if nobody answered for it. */
  readonly overridden?: Overridden;
}

export function finding(
  code: FindingCode,
  severity: Severity,
  found: string,
  expected: string,
  remedy: string,
): Finding {
  return { code, severity, found, expected, remedy, source: prerequisites[code].source };
}
