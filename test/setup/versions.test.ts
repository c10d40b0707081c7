import { expect, test } from "vitest";
import { findVersion, isAtLeast, versionText } from "../../setup/versions.mjs";

test.each([
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", [7, 0, 15]],
  ["go version go1.26.8 linux/amd64", [1, 26, 8]],
  ["v3.259.0", [3, 259, 0]],
  ["go version go1.25 linux/arm64", [1, 25, 0]],
  ["3.270.0-alpha.1", [3, 270, 0]],
])("finds the version in %s", (text, version) => {
  expect(findVersion(text)).toStrictEqual(version);
});

test("finds no version where there is none", () => {
  expect(findVersion("command not found")).toBeUndefined();
});

test.each([
  [[7, 0, 15], [6, 2, 0], true],
  [[6, 2, 0], [6, 2, 0], true],
  [[6, 0, 16], [6, 2, 0], false],
  [[3, 99, 9], [3, 200, 0], false],
  [[4, 0, 0], [3, 200, 0], true],
  [[1, 25, 10], [1, 25, 11], false],
] as const)("judges whether %j is at least %j: %s", (found, wanted, expected) => {
  expect(isAtLeast(found, wanted)).toBe(expected);
});

test("writes a version as people do", () => {
  expect(versionText([1, 25, 11])).toBe("1.25.11");
});
