import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { phaseWords, progressLine } from "../../migration/progressLine.ts";
import type { Result } from "../../migration/result.ts";

const text = readFileSync(new URL("../../docs/understanding-output.md", import.meta.url), "utf8");

/** The names in the first column of a section's table. */
function named(section: string): string[] {
  const body = text.split(/^##+ /m).find((part) => part.startsWith(section)) ?? "";
  const cells = [...body.matchAll(/^\| (?<cell>`[^|]*) \|/gm)].map((row) => row.groups?.["cell"] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`(?<name>[^`]+)`/g)].map((name) => name.groups?.["name"] ?? ""));
}

/** Every output, or this does not compile. */
const outputs = {
  attempt: true,
  reached: true,
  phase: true,
  milestones: true,
  findings: true,
  lagBytes: true,
  endpoints: true,
  startedAt: true,
  inSyncAt: true,
  completedAt: true,
  unproven: true,
  nextStep: true,
} as const satisfies Record<Exclude<keyof Result, "schemaVersion">, true>;

test("every stack output is explained, and none that is none", () => {
  const told = named("The stack's outputs").map((name) => name.split(".")[0]);
  expect(told.sort()).toStrictEqual(["stage", ...Object.keys(outputs)].sort());
});

test("every phase is explained", () => {
  const told = new Set(
    named("Phases")
      .filter((name) => !name.startsWith("("))
      .map((name) => name.split(" (")[0]),
  );
  expect([...told].sort()).toStrictEqual(Object.values(phaseWords).sort());
});

test("nothing is left to be filled in", () => {
  expect(text).not.toMatch(/^[A-Z]+$/m);
});

test("every field of the progress line is explained, in the line's order", () => {
  const line = progressLine("group", {
    at: "2026-01-01T00:00:00.000Z",
    phase: "inSync",
    part: "",
    detail: "",
    done: null,
    total: null,
    unit: "",
    lagBytes: null,
    bytesPerSecond: null,
    keysPerSecond: null,
    elapsedMs: 0,
    etaMs: null,
    noEtaBecause: "in sync",
    waitingFor: "",
    waitsUntil: "",
  });
  const fields = named("The progress line");
  const [, ...rest] = line.split(" | ");
  expect(rest.map((field) => fields.find((name) => field.startsWith(name)))).toStrictEqual(fields);
});
