// The checks that need no test: format, lint, types, import directions, pins and licences of packages, the README's table.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { CheckOutcome, CheckResult, CheckStep } from "./checkStep.ts";
import { checkText, runSteps } from "./checkStep.ts";
import type { LicensedLockFile } from "./licences.ts";
import { licenceFaults } from "./licences.ts";
import type { LockFile, Manifest } from "./pins.ts";
import { pinFaults } from "./pins.ts";
import { projectRoot } from "./places.mjs";
import { readmeFaults } from "./prerequisitesTable.ts";
import { runTool } from "./tool.ts";

/** What import directions are checked in; what is not there yet is left out. */
const sources = [
  "index.ts",
  "settings.ts",
  "settings",
  "components",
  "providers",
  "migration",
  "redis",
  "commands",
  "policy",
  "emulator",
  "rehearsal",
  "setup",
  "bench",
];

/** Longest first: they share two lanes. */
const steps: readonly CheckStep[] = [
  { name: "lint", run: () => runTool("eslint", [".", "--max-warnings", "0"]) },
  { name: "types", run: () => runTool("tsc", ["--noEmit"]) },
  { name: "imports", run: () => runTool("depcruise", ["--config", ".dependency-cruiser.cjs", ...existing(sources)]) },
  { name: "format", run: () => runTool("prettier", ["--check", "."]) },
  { name: "set-up", run: () => runTool("tsc", ["--noEmit", "-p", "setup/javascript.tsconfig.json"]) },
  { name: "packages", run: checkPackages },
  { name: "readme", run: () => outcomeOf(readmeFaults()) },
];

export function runChecks(): Promise<CheckResult[]> {
  const lanes = Math.min(2, availableParallelism());
  return runSteps(steps, lanes, (result) => process.stdout.write(`${checkText(result)}\n`));
}

function existing(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(join(projectRoot, path)));
}

function checkPackages(): Promise<CheckOutcome> {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(projectRoot, name), "utf8"));
  const lock = read("package-lock.json") as LockFile & LicensedLockFile;
  return outcomeOf([...pinFaults(read("package.json") as Manifest, lock), ...licenceFaults(lock)]);
}

function outcomeOf(faults: readonly string[]): Promise<CheckOutcome> {
  return Promise.resolve({ ok: faults.length === 0, output: faults.join("\n") });
}
