// `npm run rehearse`: flags in, summary and report out.
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import { CommanderError } from "commander";
import { RehearsalError } from "./failure.ts";
import { readFlags, type Flags } from "./flags.ts";
import type { Rehearsed } from "./rehearse.ts";
import { listed, scenarioNamed } from "./scenarios.ts";
import { serverProgram } from "./servers.ts";
import { readStackFile } from "./stackFile.ts";
import { summary } from "./summary.ts";

const couldNotBeDone = 2;

/** By the first of the signals that end a run; a second one ends this process at once, and the keeper clears up. */
let interruptedBy: NodeJS.Signals | undefined;
let interruptedAtMs = 0;

/** One Ctrl-C may arrive twice: from the terminal, and handed on by whoever started this. */
const sameSignalWithinMs = 1_000;

// `npm run rehearse | head`: without a reader there is still a report to write and a world to end.
process.stdout.on("error", () => undefined);

try {
  process.exitCode = await main(readFlags(process.argv.slice(2)));
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

async function main(flags: Flags): Promise<number> {
  if (flags.list === true) {
    console.log(listed(flags.json === true));
    return 0;
  }
  const stack = readStackFile(resolve(import.meta.dirname, ".."), flags.stack);
  // The engine's library takes a second to load, which nobody waits for who has asked for help or made a slip.
  const { rehearse } = await import("./rehearse.ts");
  const rehearsed = await rehearse({
    stack,
    until: flags.until,
    scenario: scenarioNamed(flags.scenario),
    keys: flags.keys,
    writeRate: flags.writeRate,
    seed: flags.seed ?? 0,
    keep: flags.keep === true,
    sourceProgram: serverProgram("--source-server", flags.sourceServer),
    targetProgram: serverProgram("--target-server", flags.targetServer),
    terminal: process.stdout.isTTY && process.env["CI"] === undefined,
    signal: untilInterrupted(),
  });
  tell(rehearsed, flags);
  return interruptedBy === undefined ? rehearsed.exitCode : exitCodeBy(interruptedBy);
}

function tell(rehearsed: Rehearsed, flags: Flags): void {
  console.log(summary(rehearsed));
  if (flags.report === undefined) return;
  try {
    writeFileSync(flags.report, `${JSON.stringify(rehearsed.report, undefined, 2)}\n`);
  } catch (error) {
    throw new RehearsalError(`--report ${flags.report}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  // Listeners that stay: a library of the engine's takes a process whose last own listener is gone for one to be killed.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted && performance.now() - interruptedAtMs > sameSignalWithinMs)
        process.exit(exitCodeBy(name));
      if (stop.signal.aborted) return;
      interruptedAtMs = performance.now();
      interruptedBy = name;
      stop.abort(new RehearsalError(`interrupted by ${name}`));
    });
  }
  return stop.signal;
}

function exitCodeBy(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : couldNotBeDone; // it has said why already
  console.error(error instanceof RehearsalError ? error.message : error);
  return error instanceof RehearsalError ? error.exitCode : couldNotBeDone;
}
