// Findings in words for a terminal or a log: grouped by what they mean for the migration, three short lines each.
import { styleText } from "node:util";
import type { Finding, Severity } from "../migration/findings.ts";

/** The gravest first. */
const groups = [
  ["blocking", "Blocking"],
  ["warning", "Warnings"],
  ["unknown", "Unknown"],
  ["note", "Notes"],
] as const satisfies readonly (readonly [Severity, string])[];

const colours = { blocking: "red", warning: "yellow", unknown: "magenta", note: "dim" } as const;

/** Colours only where they are asked for: a terminal. */
export function findingsText(findings: readonly Finding[], isTerminal: boolean): string {
  const paint = (severity: Severity, text: string) =>
    isTerminal ? styleText(["bold", colours[severity]], text, { validateStream: false }) : text;
  const blocks = groups.flatMap(([severity, title]) => {
    const ofIt = findings.filter((one) => one.severity === severity);
    return ofIt.length === 0 ? [] : [paint(severity, `${title} (${ofIt.length})`), ...ofIt.map(block), ""];
  });
  return blocks.join("\n");
}

function block({ code, found, expected, remedy, overridden }: Finding): string {
  const lines = [`  ${code}: ${found}`, `    Expected: ${expected}`, `    Do: ${remedy}`];
  if (overridden === undefined) return lines.join("\n");
  const { owner, reason, expires } = overridden;
  return [...lines, `    Overridden by ${owner} until ${expires} (UTC): ${reason}`].join("\n");
}

export function countText(findings: readonly Finding[]): string {
  const counts = groups.map(([severity]) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity === "warning" || severity === "note" ? `${severity}${count === 1 ? "" : "s"}` : severity}`;
  });
  const overridden = findings.filter((one) => one.overridden !== undefined).length;
  return `${counts.join(", ")}${overridden === 0 ? "" : `; ${overridden} overridden`}`;
}
