// What readiness finds: one shape for component, check, policy pack, command line and rehearsal.

export type Severity = "blocking" | "warning" | "unknown";

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
  /** The AWS page, engine source or measurement that the rule rests on. */
  readonly source: string;
}
