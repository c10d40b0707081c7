// The runner, really run over tests of every fate.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { places, projectRoot } from "../../setup/places.mjs";
import type { Ended } from "./scratchProject.ts";
import { ScratchProject } from "./scratchProject.ts";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject();
  symlinkSync(places.nodeModules, join(project.root, "node_modules"));
  project.write("package.json", '{"type":"module"}');
  symlinkSync(join(projectRoot, "vitest.config.ts"), join(project.root, "vitest.config.ts"));
});

afterEach(async () => {
  await project.end();
});

function runTests(...args: string[]): Promise<Ended> {
  return project.start(places.pinnedNode, ["setup/test.ts", ...args]).ended;
}

function suite(path: string, body: string): void {
  project.write(`test/${path}.test.ts`, `import { beforeAll, describe, expect, test } from "vitest";\n${body}`);
}

function lastLine({ stdout }: Ended): string | undefined {
  return stdout.trimEnd().split("\n").at(-1);
}

test("counts every fate of a test, and errors that belong to none", async () => {
  suite(
    "one/fates",
    `
    test("holds", () => {});
    test("fails", () => { expect(1).toBe(2); });
    test("is not for this machine", (context) => { context.skip("no valkey here"); });
    describe("a suite", () => { beforeAll(() => { throw new Error("no world"); }); test("never ran", () => {}); });
  `,
  );
  suite("one/broken", 'import "./not-there.ts"; test("x", () => {});');
  const ended = await runTests("one");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("skipped: test/one/fates.test.ts: is not for this machine: no valkey here\n");
  expect(ended.stdout).toContain("failed outside a test: test/one/fates.test.ts: no world\n");
  expect(ended.stdout).toMatch(/failed outside a test: test\/one\/broken\.test\.ts: .*not-there/);
  expect(lastLine(ended)).toMatch(/^1 passed, 3 failed, 2 skipped$/);
});

test("fails a run whose tests all passed while an error went unhandled", async () => {
  suite(
    "one/late",
    'test("holds", async () => { void Promise.reject(new Error("late")); await new Promise(setImmediate); });',
  );
  const ended = await runTests("one");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("failed outside a test: unhandled error: late\n");
  expect(lastLine(ended)).toBe("1 passed, 1 failed");
});

test("leaves out the engine's suites in the inner loop, and passes when all held", async () => {
  suite("one/fast", 'test("holds", () => {});');
  suite("engine/slow", 'test("fails", () => { expect(1).toBe(2); });');
  suite("rehearsal/slow", 'test("fails", () => { expect(1).toBe(2); });');
  const ended = await runTests("--quick");
  expect(lastLine(ended)).toBe("1 passed, 0 failed");
  expect(ended.code).toBe(0);
});

test("takes a run without any test for a failure", async () => {
  project.write("test/empty/readme", "");
  const ended = await runTests("empty");
  expect({ code: ended.code, line: lastLine(ended) }).toStrictEqual({ code: 1, line: "0 passed, 0 failed" });
});
