// docs/faults.md says of every row of the matrix what its test expects, and of nothing else.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineFaults } from "../engine/faultRows.ts";
import { awsRows } from "../providers/faults/awsRows.ts";
import { eventRows } from "../providers/faults/eventRows.ts";
import { networkRows } from "../providers/faults/networkRows.ts";
import { sourceRows } from "../providers/faults/sourceRows.ts";
import { targetRows } from "../providers/faults/targetRows.ts";

const text = readFileSync(new URL("../../docs/faults.md", import.meta.url), "utf8");
const lines = [...text.matchAll(/^\| `(?<name>[\w-]+)` \| (?<cells>.+) \|$/gm)].map(({ groups = {} }) => ({
  name: groups["name"] ?? "",
  cells: (groups["cells"] ?? "").split(" | "),
}));
const rows = [...awsRows, ...sourceRows, ...targetRows, ...networkRows, ...eventRows, ...engineFaults];

test("the document has the rows of the tests, in their order", () => {
  expect(lines.map(({ name }) => name)).toStrictEqual(rows.map(({ name }) => name));
});

test.each(rows.map(({ name, ends }) => [name, ends] as const))("%s ends as it is written: %s", (name, ends) => {
  const [what = "", seen = "", remedy = "", ...more] = lines.find((line) => line.name === name)?.cells ?? [];
  expect([what !== "", remedy !== "", more]).toStrictEqual([true, true, []]);
  expect(seen).toMatch(ends === "done" ? /^goes on/ : new RegExp(`^\`${ends}\``));
});

test("there are at least 25 faults, and at least 8 of them under the real engine", () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  expect(rows.length - engineFaults.length).toBeGreaterThanOrEqual(25);
  expect(engineFaults.length).toBeGreaterThanOrEqual(8);
});
