import { expect, test } from "vitest";
import { licenceFaults } from "../../setup/licences.ts";

const lock = (license: string | undefined) => ({
  packages: { "": {}, "node_modules/thing": license === undefined ? {} : { license } },
});

test("a permissive licence passes, alone or combined", () => {
  expect(licenceFaults(lock("MIT"))).toStrictEqual([]);
  expect(licenceFaults(lock("(BSD-3-Clause AND Apache-2.0)"))).toStrictEqual([]);
});

test("names the package of a licence that is not allowed, of one part of a combination, and of none at all", () => {
  for (const licence of ["AGPL-3.0-only", "(MIT AND GPL-3.0-only)", undefined]) {
    expect(licenceFaults(lock(licence))).toStrictEqual([
      expect.stringContaining(`node_modules/thing is under "${licence ?? "none"}"`),
    ]);
  }
});

test("a package whose licence was read by hand passes", () => {
  const packages = { "node_modules/@logdna/tail-file": { license: "SEE LICENSE IN LICENSE" } };
  expect(licenceFaults({ packages })).toStrictEqual([]);
});
