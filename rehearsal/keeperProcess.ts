// The keeper as this process sees it: started first, told at the end, and an end of the run when it is lost.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { RehearsalError } from "./failure.ts";
import type { RunDirectory } from "./runDirectory.ts";

export interface Keeper {
  readonly pid: number;
  /** Lets it sweep once more and end. */
  readonly end: () => Promise<void>;
  /** Lets it end without ending anything. */
  readonly release: () => Promise<void>;
}

/** Longer than the keeper's own bound. */
const endsWithinMs = 15_000;

/** @param onLost called when it ends without having been told to: nobody would clean up after a SIGKILL then */
export function startKeeper(run: RunDirectory, onLost: (reason: Error) => void): Keeper {
  const child = spawn(process.execPath, [join(import.meta.dirname, "keeper.ts"), run.id, run.path], {
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1" },
    detached: true, // a signal for the rehearsal's process group is not for it
    stdio: ["pipe", "ignore", "ignore"],
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  let isTold = false;
  const lost = (how: string) => {
    if (!isTold) onLost(new RehearsalError(`the keeper, which ends the run's processes, was lost (${how})`));
  };
  child.once("exit", (code, by) => lost(by ?? `exit code ${code ?? "?"}`));
  child.once("error", (error) => lost(error.message));
  child.stdin.on("error", () => undefined); // it has ended, which its exit tells
  const tell = async (word: string) => {
    isTold = true;
    if (hasEnded() || child.pid === undefined) return;
    const gone = once(child, "exit");
    child.stdin.end(word);
    const late = setTimeout(() => child.kill("SIGKILL"), endsWithinMs);
    await gone;
    clearTimeout(late);
  };
  return { pid: child.pid ?? 0, end: () => tell(""), release: () => tell("release\n") };
}
