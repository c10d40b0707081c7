import { expect, test } from "vitest";
import { isInstalled } from "../../setup/npmPackages.mjs";

const zod = { version: "4.6.7", integrity: "sha512-a" };
const forOthers = { version: "1.0.0", integrity: "sha512-b", optional: true };
const wanted = { packages: { "": {}, "node_modules/zod": zod, "node_modules/fsevents": forOthers } };

test("is satisfied when every package is there, but for those of other machines", () => {
  expect(isInstalled(wanted, { packages: { "node_modules/zod": zod } })).toBe(true);
});

test("is not satisfied without npm's own list, as after an interrupted installation", () => {
  expect(isInstalled(wanted, undefined)).toBe(false);
});

test.each([
  ["lacks one", {}],
  ["has an older version", { "node_modules/zod": { ...zod, version: "4.6.6" } }],
  ["has another content", { "node_modules/zod": { ...zod, integrity: "sha512-c" } }],
  [
    "has another version of an optional one",
    { "node_modules/zod": zod, "node_modules/fsevents": { ...forOthers, version: "0.9.0" } },
  ],
  ["has one that the lock file dropped", { "node_modules/zod": zod, "node_modules/left": { version: "1.0.0" } }],
])("is not satisfied when node_modules %s", (_, packages) => {
  expect(isInstalled(wanted, { packages })).toBe(false);
});

test("leaves alone what somebody installed beside the lock file", () => {
  const packages = { "node_modules/zod": zod, "node_modules/tool": { version: "1.0.0", extraneous: true } };
  expect(isInstalled(wanted, { packages })).toBe(true);
});
