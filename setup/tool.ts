// Runs one of the project's tools to its end and keeps what it says.
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { CheckOutcome } from "./checkStep.ts";
import { guarded, programAndArgs } from "./guard.mjs";
import { places, projectRoot } from "./places.mjs";

const boundMs = 10 * 60_000;

/** `node_modules/.bin/NAME` on the pinned Node. */
export function runTool(name: string, args: readonly string[]): Promise<CheckOutcome> {
  return new Promise((resolve) => {
    let output = "";
    const [program, guardedArgs] = programAndArgs(guarded([join(places.npmBin, name), ...args]));
    const child = spawn(program, guardedArgs, {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: boundMs,
      killSignal: "SIGKILL",
    });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (failure) => resolve({ ok: false, output: `${output}${failure.message}` }));
    child.on("close", (code, signal) => {
      if (signal !== null) output += `\n${name} was ended by ${signal} (its bound is ${boundMs / 60_000} minutes)`;
      resolve({ ok: code === 0, output });
    });
  });
}
