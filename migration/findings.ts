// What readiness finds: one shape for component, check, policy pack, command line and rehearsal.
import { prerequisites, type FindingCode } from "./prerequisites.ts";

/** `note` says what a decision means; it asks for nothing. */
export type Severity = "blocking" | "warning" | "unknown" | "note";

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
  /** The AWS page, engine source or measurement that the rule rests on. */
  readonly source: string;
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
