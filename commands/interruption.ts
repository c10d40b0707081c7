// A signal ends a command: at once where nothing is under way that would have to be undone, else as soon as it is.
import { constants } from "node:os";

const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C may arrive twice: from the terminal, and handed on by whoever started this. */
const sameSignalWithinMs = 1_000;

/** As a shell tells it: 130 for SIGINT, 143 for SIGTERM. */
const exitCodeBy = (name: NodeJS.Signals): number => 128 + constants.signals[name];

export function endAtOnce(): void {
  for (const name of names) process.on(name, () => process.exit(exitCodeBy(name)));
}

export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(by: NodeJS.Signals) {
    super(`interrupted by ${by}`);
    this.name = "Interrupted";
    this.exitCode = exitCodeBy(by);
  }
}

/** Aborts with Interrupted; a second signal does not wait for what the first one has to clear up. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  let atMs = 0;
  for (const name of names) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        atMs = performance.now();
        stop.abort(new Interrupted(name));
      } else if (performance.now() - atMs > sameSignalWithinMs) process.exit(exitCodeBy(name));
    });
  }
  return stop.signal;
}

/** `| head -1`: whoever read has enough, and that is no failure. It shows with the next line that is written. */
export function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}
