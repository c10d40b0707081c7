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

/** The page that most rules rest on. */
export const preparing = "AWS: Migration-Prepare (preparing your source and target)";

export function finding(
  code: string,
  severity: Severity,
  found: string,
  expected: string,
  remedy: string,
  source: string,
): Finding {
  return { code, severity, found, expected, remedy, source };
}
