// The documented list of codes that may be overridden is the one that the settings take.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { prerequisites, type FindingCode, type Prerequisite } from "../../migration/prerequisites.ts";

test("docs/doctor-and-watch.md lists each code that may be overridden, with what its owner risks", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/doctor-and-watch.md"), "utf8");
  const rules: Readonly<Record<FindingCode, Prerequisite>> = prerequisites;
  const wanted = Object.entries(rules).flatMap(([code, { override }]) =>
    override !== undefined && "risks" in override ? [`| \`${code}\` | ${override.risks} |`] : [],
  );
  expect(text.split("\n").filter((line) => line.startsWith("| `"))).toStrictEqual(wanted.sort());
});
