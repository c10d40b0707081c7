import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandPath, findProgram, machineDirectories } from "../../setup/searchPath.mjs";

const own = { bin: "/p/.cache/bin", npmBin: "/p/node_modules/.bin" };

test("looks for programs of the machine outside the project and outside npm's directories", () => {
  const path = [
    own.bin,
    own.npmBin,
    "/node_modules/.bin",
    "/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin",
    "/opt/node/bin",
    "relative/bin",
    "",
    "/usr/bin",
  ].join(":");
  expect(machineDirectories(path, own)).toStrictEqual(["/opt/node/bin", "/usr/bin", "/opt/node/sbin", "/usr/sbin"]);
});

test("puts the set-up's links before npm's programs, and both before the machine's", () => {
  expect(commandPath(`${own.npmBin}:/usr/bin:${own.bin}:/bin`, own)).toBe(`${own.bin}:${own.npmBin}:/usr/bin:/bin`);
});

test("composes a path even where the machine has none", () => {
  expect(commandPath(undefined, own)).toBe(`${own.bin}:${own.npmBin}`);
});

test("finds the first program that may be run", () => {
  const root = mkdtempSync(join(tmpdir(), "search-path-"));
  try {
    for (const name of ["one", "two", "three", "four"]) mkdirSync(join(root, name));
    writeFileSync(join(root, "two", "tool"), "not executable", { mode: 0o644 });
    mkdirSync(join(root, "three", "tool"));
    writeFileSync(join(root, "four", "tool"), "", { mode: 0o755 });
    const directories = ["one", "two", "three", "four"].map((name) => join(root, name));
    expect(findProgram("tool", directories)).toBe(join(root, "four", "tool"));
    expect(findProgram("other", directories)).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});
