// No command outlives what started it.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Running } from "./scratchProject.ts";
import { isAlive, ScratchProject, until } from "./scratchProject.ts";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject().withNpmPackages().withServers();
});

afterEach(async () => {
  await project.end();
});

/** A command that never ends by itself and writes down the signals that it gets. */
function commandThatStays(onSignal: string): void {
  project.write(
    "emulator/main.ts",
    `import { appendFileSync, renameSync, writeFileSync } from "node:fs";
     for (const signal of ["SIGINT", "SIGTERM"] as const) {
       process.on(signal, () => { appendFileSync("signals", signal + "\\n"); ${onSignal} });
     }
     setInterval(() => undefined, 1000);
     writeFileSync("pid.unfinished", String(process.pid));
     renameSync("pid.unfinished", "pid");`,
  );
}

async function pidOfCommand(): Promise<number> {
  await until("the command has started", () => project.has("pid"));
  return Number(project.read("pid"));
}

async function endsWithin(pid: number, what: string): Promise<void> {
  await until(what, () => !isAlive(pid), 5_000);
}

function startThroughNpm(): Running {
  project.linkSystemProgram("npm");
  project.write(
    "package.json",
    JSON.stringify({ private: true, scripts: { emulator: "node setup/run.mjs emulator" } }),
  );
  return project.start("npm", ["run", "emulator"]);
}

test("ends the command when the set-up is killed, even one that ignores signals", async () => {
  commandThatStays("");
  const running = project.startRun("emulator");
  const pid = await pidOfCommand();
  running.process.kill("SIGKILL");
  await endsWithin(pid, "the command has ended");
});

test("ends the command gently when npm is killed", async () => {
  commandThatStays("process.exit(0)");
  const running = startThroughNpm();
  const pid = await pidOfCommand();
  running.process.kill("SIGKILL");
  await endsWithin(pid, "the command has ended");
  expect(project.read("signals")).toBe("SIGTERM\n");
});

test("ends the command when npm is asked to end", async () => {
  commandThatStays("process.exit(0)");
  const running = startThroughNpm();
  const pid = await pidOfCommand();
  running.process.kill("SIGTERM");
  await endsWithin(pid, "the command has ended");
});

test.each(["SIGINT", "SIGTERM"] as const)("hands %s on once and keeps the exit code of the command", async (signal) => {
  commandThatStays("process.exit(9)");
  const running = project.startRun("emulator");
  await pidOfCommand();
  running.process.kill(signal);
  expect(await running.ended).toMatchObject({ code: 9, signal: null });
  expect(project.read("signals")).toBe(`${signal}\n`);
});

test("reports a command that a signal ended as shells do", async () => {
  commandThatStays("");
  const running = project.startRun("emulator");
  process.kill(await pidOfCommand(), "SIGKILL");
  expect(await running.ended).toMatchObject({ code: 128 + 9, signal: null });
});

test("ends the tools of a check when the set-up is killed", async () => {
  const hang =
    '#!/bin/sh\necho $$ > "${0##*/}.pid.unfinished"\nmv "${0##*/}.pid.unfinished" "${0##*/}.pid"\nexec sleep 600\n';
  project.linkSystemProgram("mv");
  for (const tool of ["eslint", "tsc"]) project.writeProgram(`node_modules/.bin/${tool}`, hang);
  const running = project.startRun("check");
  await until("lint has started", () => project.has("eslint.pid"));
  const pid = Number(project.read("eslint.pid"));
  running.process.kill("SIGKILL");
  await endsWithin(pid, "lint has ended");
});
