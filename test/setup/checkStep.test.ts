import { expect, test } from "vitest";
import { checkText, runSteps } from "../../setup/checkStep.ts";

const pass = { ok: true, output: "" };

test("runs every step, whether one before it failed or threw", async () => {
  const reported: string[] = [];
  const results = await runSteps(
    [
      { name: "format", run: () => Promise.resolve({ ok: false, output: "a.ts" }) },
      { name: "lint", run: () => Promise.reject(new Error("out of memory")) },
      { name: "types", run: () => Promise.resolve(pass) },
    ],
    1,
    ({ name }) => reported.push(name),
  );
  expect(results.map(({ name, ok }) => ({ name, ok }))).toStrictEqual([
    { name: "format", ok: false },
    { name: "lint", ok: false },
    { name: "types", ok: true },
  ]);
  expect(results[1]?.output).toContain("out of memory");
  expect(reported).toStrictEqual(["format", "lint", "types"]);
});

test("runs no more steps at once than it has lanes", async () => {
  let running = 0;
  let most = 0;
  const step = {
    name: "step",
    run: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return pass;
    },
  };
  await runSteps([step, step, step, step, step], 2, () => undefined);
  expect(most).toBe(2);
});

test("shows a tool's output only when it failed", () => {
  const base = { name: "lint", durationMs: 12_345 };
  expect(checkText({ ...base, ok: true, output: "chatter" })).toBe("check: lint     ok (12.3 s)");
  expect(checkText({ ...base, ok: false, output: "a.ts: unused\n" })).toBe(
    "check: lint     FAILED (12.3 s)\na.ts: unused",
  );
});
