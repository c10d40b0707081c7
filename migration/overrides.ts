// What the operator answers for: a blocking finding whose code has an override in force is a warning that names who took
// it upon himself, why and until when. It is never hidden, and what AWS refuses or loses data cannot be overridden.
import { finding, type Finding, type Overridden } from "./findings.ts";
import { prerequisites, type FindingCode, type Prerequisite } from "./prerequisites.ts";

export interface Override extends Overridden {
  readonly code: FindingCode;
}

const dayMs = 24 * 60 * 60_000;

/** The findings as they count: applied by `readiness` and wherever else findings are made. */
export function overruled(findings: Iterable<Finding>, overrides: readonly Override[], nowMs: number): Finding[] {
  const inForce = overrides.filter((one) => isInForce(one, nowMs) && mayBeOverridden(one.code));
  const judged = [...findings].map((one): Finding => {
    const by = one.severity === "blocking" ? inForce.find(({ code }) => code === one.code) : undefined;
    if (by === undefined) return one;
    const { owner, reason, expires } = by;
    return { ...one, severity: "warning", overridden: { owner, reason, expires } };
  });
  return [...judged, ...overrides.filter((one) => !isInForce(one, nowMs)).map(expired)];
}

/** The last day counts to its end in UTC, whatever the time zone of the runner. */
function isInForce({ expires }: Override, nowMs: number): boolean {
  return nowMs < Date.parse(`${expires}T00:00:00.000Z`) + dayMs;
}

function expired({ code, owner, expires }: Override): Finding {
  return finding(
    "override-expired",
    "warning",
    `the override of ${code} by ${owner} ended with ${expires} (UTC)`,
    "an override that is in force, or none",
    "take it out of migration.overrides, or let its owner decide anew and set expires",
  );
}

export function mayBeOverridden(code: FindingCode): boolean {
  return rules[code].override !== undefined && "risks" in rules[code].override;
}

/** Why a code cannot be overridden; empty when it can. */
export function whyNot(code: FindingCode): string {
  const { override, asks } = rules[code];
  if (override === undefined) return `AWS refuses the migration or data are lost without it (${asks})`;
  return "never" in override ? override.never : "";
}

const rules: Readonly<Record<FindingCode, Prerequisite>> = prerequisites;

/** One line per overridden finding, for progress and preview. */
export function overrideLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ code, found, overridden }) => {
    if (overridden === undefined) return [];
    const { owner, expires, reason } = overridden;
    return [`overridden by ${owner} until ${expires} (${reason}): ${code}: ${found}`];
  });
}
