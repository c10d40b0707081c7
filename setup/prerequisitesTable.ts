// The README's table of prerequisites, made of the rules that judge them, so that it cannot say anything else.
//
//   node setup/prerequisitesTable.ts          writes it into README.md
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prerequisites } from "../migration/prerequisites.ts";
import { projectRoot } from "./places.mjs";

const begin = "<!-- prerequisites: made by node setup/prerequisitesTable.ts -->";
const end = "<!-- /prerequisites -->";

/** The documents' rows first, in their order (target, source, network, application), then what the engines ask for. */
const order = ["T", "Q", "N", "A"];

export function prerequisitesTable(): string {
  const rows = Object.entries(prerequisites).map(([code, { rows: ids, asks, source, judgedFrom }]) => ({
    at: placeOf(ids[0]),
    line: `| ${ids.join(", ")} | ${asks} | ${judgedFrom} | \`${code}\` | ${source} |`,
  }));
  return [
    "| row | what is asked for | judged from | finding | by |",
    "|---|---|---|---|---|",
    ...rows.sort((one, other) => one.at - other.at).map(({ line }) => line),
  ].join("\n");
}

function placeOf(row: string | undefined): number {
  if (row === undefined) return order.length * 100;
  return order.indexOf(row.charAt(0)) * 100 + Number(row.slice(1));
}

/** @throws Error when the text has no place for the table */
export function withTable(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md lacks the lines "${begin}" and "${end}".`);
  return `${readme.slice(0, from + begin.length)}\n\n${prerequisitesTable()}\n\n${readme.slice(to)}`;
}

/** For `npm run check`. */
export function readmeFaults(): string[] {
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  if (withTable(readme) === readme) return [];
  return ["README.md: its table of prerequisites is not that of the rules. Run: node setup/prerequisitesTable.ts"];
}

if (process.argv[1] === import.meta.filename) {
  const path = join(projectRoot, "README.md");
  writeFileSync(path, withTable(readFileSync(path, "utf8")));
}
