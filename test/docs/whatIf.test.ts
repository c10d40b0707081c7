// docs/what-if.md: each section answers the same three questions, and quotes nothing that the product does not say.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failureCodes } from "../../migration/failures.ts";

const root = new URL("../../", import.meta.url);
const text = readFileSync(new URL("docs/what-if.md", root), "utf8");
const sections = text.split(/^## /m).slice(1);
const titleOf = (section: string) => section.slice(0, section.indexOf("\n")).trim();

/** Everything that program and providers may say, as it stands in their sources. */
const sources = ["migration", "providers", "settings"]
  .flatMap((folder) => readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(new URL(path, root), "utf8"))
  .join("\n");

test.each(sections.map((section) => [titleOf(section), section]))(
  "the section %s says what happens, what is seen and what to do",
  (title, section) => {
    expect(title).toMatch(/^What if /);
    const headings = [...section.matchAll(/^- \*\*(?<heading>[^*]+):\*\*/gm)].map((match) => match.groups?.["heading"]);
    expect(headings).toStrictEqual(["What happens", "What you see", "What to do"]);
  },
);

const quotes = [...text.matchAll(/^ *> (?<quote>.+)$/gm)].map((match) => match.groups?.["quote"] ?? "");

test.each(quotes)("the product says: %s", (quote) => {
  const parts = quote.split("…").filter((part) => part.trim() !== "");
  expect(parts).not.toStrictEqual([]);
  for (const part of parts) expect(sources).toContain(part);
});

test("there are quotes, and every code that a section names is one", () => {
  expect(quotes.length).toBeGreaterThan(10);
  const named = [...text.matchAll(/\((?<codes>[a-z]+(?:-[a-z]+)+(?:, [a-z]+(?:-[a-z]+)+)*)[,)]/g)].flatMap(
    (match) => match.groups?.["codes"]?.split(", ") ?? [],
  );
  expect(named.length).toBeGreaterThan(10);
  const codes: readonly string[] = failureCodes;
  expect(named.filter((code) => !codes.includes(code))).toStrictEqual([]);
});
