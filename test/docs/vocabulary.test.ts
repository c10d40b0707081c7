import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Severity } from "../../migration/findings.ts";
import { milestoneKinds } from "../../migration/milestones.ts";
import type { PhaseName } from "../../migration/phase.ts";
import { stages } from "../../migration/stages.ts";

const text = readFileSync(new URL("../../docs/vocabulary.md", import.meta.url), "utf8");

/** What a section defines, in its order. */
function defined(section: string): string[] {
  const body = text.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  return [...body.matchAll(/^- (?:\*\*|`)(?<term>[^*`]+)(?:\*\*|`):/gm)].map((match) => match.groups?.["term"] ?? "");
}

/** Every member, or this does not compile. */
const phases = {
  unknown: true,
  notStarted: true,
  starting: true,
  copying: true,
  catchingUp: true,
  inSync: true,
  completing: true,
  done: true,
  aborting: true,
  aborted: true,
  fellBack: true,
  broken: true,
} as const satisfies Record<PhaseName, true>;
const severities = { blocking: true, warning: true, unknown: true, note: true } as const satisfies Record<
  Severity,
  true
>;

test("every stage, phase, milestone and severity of the code has its sentence, and no other name has one", () => {
  expect(defined("Stages")).toStrictEqual([...stages]);
  expect(defined("Phases")).toStrictEqual(Object.keys(phases));
  expect(defined("Milestones")).toStrictEqual([...milestoneKinds]);
  expect(defined("Severities")).toStrictEqual(Object.keys(severities));
});

test("the words of the style are defined", () => {
  const words = ["source", "target", "shard", "link", "lag", "in sync", "finding", "gate", "fence", "cut over"];
  expect(defined("Things")).toEqual(
    expect.arrayContaining([...words, "certificate", "rehearsal", "attempt", "consent"]),
  );
});

test("no term is defined twice", () => {
  const all = ["Things", "Stages", "Phases", "Milestones", "Severities", "Exit"].map(defined);
  for (const terms of all) expect(new Set(terms).size).toBe(terms.length);
});
