// Child processes of these tests: started, heard, and ended with the test, even when that is killed.
import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

export const projectRoot = new URL("../../../../", import.meta.url).pathname;

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** The first line that it wrote to stdout. */
  readonly firstLine: string;
  /** What it has written to stderr. */
  errors(): string;
  /** Resolves with its exit code or signal once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Asks it to end and waits for that. */
  stop(): Promise<void>;
}

const startWithinMs = 15_000;

export async function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = spawn("setpriv", ["--pdeathsig", "TERM", program, ...args], {
    cwd: projectRoot,
    env: { PATH: `${process.execPath.replace(/\/[^/]+$/, "")}:${process.env["PATH"] ?? ""}`, ...env },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // A plugin whose engine is gone has nobody at the other end of its pipe; its tests close that pipe on purpose.
  child.stdin.on("error", () => undefined);
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const lines = createInterface({ input: child.stdout });
  const bound = new AbortController();
  const firstLine = await Promise.race([
    once(lines, "line", { signal: bound.signal }).then(([line]) => String(line)),
    ended.then((how) => Promise.reject(new Error(`${program} ended (${how}) before its first line: ${errors}`))),
    delay(startWithinMs, undefined, { signal: bound.signal }).then(() =>
      Promise.reject(new Error(`${program} wrote no line within ${startWithinMs} ms: ${errors}`)),
    ),
  ]).finally(() => {
    bound.abort();
  });
  return {
    child,
    firstLine,
    errors: () => errors,
    ended,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
