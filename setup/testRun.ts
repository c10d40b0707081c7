// Runs the tests in this process and counts what came of them.
import { relative } from "node:path";
import type { TestModule, Vitest } from "vitest/node";
import { startVitest } from "vitest/node";
import { projectRoot } from "./places.mjs";
import type { SkippedTest, Tally } from "./testSummary.ts";

export async function runTests(filters: readonly string[], exclude: readonly string[]): Promise<Tally> {
  const vitest = await startVitest([...filters], { root: projectRoot, watch: false, exclude: [...exclude] });
  try {
    return tally(vitest);
  } finally {
    await vitest.close();
  }
}

function tally(vitest: Vitest): Tally {
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test })));
  const skipped: SkippedTest[] = [];
  let passed = 0;
  let failed = 0;
  const otherFailures = modules.flatMap(suiteFailures);
  for (const { module, test } of tests) {
    const name = `${pathOf(module)}: ${test.fullName}`;
    const result = test.result();
    switch (result.state) {
      case "passed":
        passed += 1;
        break;
      case "failed":
        failed += 1;
        break;
      case "skipped":
        skipped.push({ name, reason: result.note ?? "no reason given" });
        break;
      case "pending":
        otherFailures.push(`${name}: did not end`);
        break;
    }
  }
  const unhandled = vitest.state.getUnhandledErrors().map((error) => `unhandled error: ${messageOf(error)}`);
  return { passed, failed, skipped, otherFailures: [...otherFailures, ...unhandled] };
}

/** Errors of a file or of a suite's hooks: vitest hangs them on no test. */
function suiteFailures(module: TestModule): string[] {
  const suites = [...module.children.allSuites()];
  const errors = [...module.errors(), ...suites.flatMap((suite) => suite.errors())];
  return errors.map((error) => `${pathOf(module)}: ${error.message}`);
}

function pathOf(module: TestModule): string {
  return relative(projectRoot, module.moduleId);
}

function messageOf(error: unknown): string {
  return error instanceof Error || (typeof error === "object" && error !== null && "message" in error)
    ? String(error.message)
    : String(error);
}
