import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["", "docs", "docs/decisions"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

const textOf = (page: string) => readFileSync(join(root, page), "utf8");

/** As a page's headings become anchors: lower case, without signs, with a hyphen for each space. */
function anchorsOf(page: string): string[] {
  const headings = [...textOf(page).matchAll(/^#+ (?<words>.*)$/gm)].map((match) => match.groups?.["words"] ?? "");
  return headings.map((words) =>
    words
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each(pages)("%s links to nothing that is not there", (page) => {
  const links = [...textOf(page).matchAll(/\]\((?<to>[^)\s]+)\)/g)].map((match) => match.groups?.["to"] ?? "");
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor = ""] = link.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(root, file))) return true;
    return anchor !== "" && !anchorsOf(file).includes(anchor);
  });
  expect(broken).toStrictEqual([]);
});
