import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failureCodes } from "../../migration/failures.ts";

const text = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const sections = text.split(/^## /m).slice(1);
const titleOf = (section: string) => section.slice(0, section.indexOf("\n")).trim();

test("every code has one section, in alphabetical order, and no section lacks a code", () => {
  expect(sections.map(titleOf)).toStrictEqual([...failureCodes].sort());
});

test.each(sections.map((section) => [titleOf(section), section]))(
  "the section %s says what happened, why the run ends and what to do",
  (_title, section) => {
    const headings = [...section.matchAll(/^- \*\*(?<heading>[^*]+):\*\*/gm)].map((match) => match.groups?.["heading"]);
    expect(headings).toStrictEqual(["What happened", "Why it ends the run", "Do"]);
  },
);
