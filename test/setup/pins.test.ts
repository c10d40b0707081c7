import { expect, test } from "vitest";
import { pinFaults } from "../../setup/pins.ts";

test("is content with exact versions and a lock file without addresses", () => {
  const lock = { packages: { "": {}, "node_modules/zod": {}, "node_modules/own": { resolved: "vendor/own" } } };
  expect(pinFaults({ dependencies: { zod: "4.6.7" }, devDependencies: { beta: "1.0.0-beta.2" } }, lock)).toStrictEqual(
    [],
  );
});

test.each(["^4.6.7", "~4.6.7", "4.6", "latest", "*", ">=4.6.7", "https://example.invalid/zod.tgz"])(
  "refuses %s as a version",
  (version) => {
    for (const section of ["dependencies", "devDependencies", "optionalDependencies"]) {
      expect(pinFaults({ [section]: { zod: version } }, {})).toStrictEqual([
        `package.json: ${section}.zod is "${version}": expected one exact version`,
      ]);
    }
  },
);

test("refuses a lock file that names download addresses, all of them at once", () => {
  const packages = {
    "node_modules/a": { resolved: "https://registry.invalid/a.tgz" },
    "node_modules/b": { resolved: "http://registry.invalid/b.tgz" },
  };
  expect(pinFaults({}, { packages })).toHaveLength(2);
});
