import { expect, test } from "vitest";
import { prerequisitesTable, readmeFaults, withTable } from "../../setup/prerequisitesTable.ts";

const rows = prerequisitesTable().split("\n").slice(2);

test("the table has every row of the documents that is about target, network or application", () => {
  const told = new Set(rows.flatMap((row) => (row.split("|")[1] ?? "").split(",").map((id) => id.trim())));
  const wanted = [
    ...Array.from({ length: 15 }, (_, index) => `T${index + 1}`),
    "N1",
    "N2",
    "N3",
    "N4",
    "N5",
    "N6",
    "N7",
    "A1",
  ];
  expect(wanted.filter((row) => !told.has(row))).toStrictEqual([]);
});

test("the table is in the order of its rows, those without one last", () => {
  const first = rows.map((row) => (row.split("|")[1] ?? "").trim().split(",")[0] ?? "");
  const numbers = first.map((id) => (id === "" ? 999 : "TQNA".indexOf(id.charAt(0)) * 100 + Number(id.slice(1))));
  expect(numbers).toStrictEqual([...numbers].sort((one, other) => one - other));
});

test("the README holds that table", () => {
  expect(readmeFaults()).toStrictEqual([]);
});

test("a README with another table is set right, and one without a place for it is an error", () => {
  const old =
    "before\n<!-- prerequisites: made by node setup/prerequisitesTable.ts -->\n| old |\n<!-- /prerequisites -->\nafter";
  const set = withTable(old);
  expect(set).toContain(prerequisitesTable());
  expect(set).not.toContain("| old |");
  expect(withTable(set)).toBe(set);
  expect(() => withTable("no place")).toThrow("README.md lacks the lines");
});
