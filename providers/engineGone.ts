// The engine starts this process and holds its standard input: when that ends, the engine is gone, even by SIGKILL, and
// whoever holds the stack next must not meet an orphan that still acts.

let watching = false;

/** Ends the process with its engine. Nothing is held that would have to be undone first. */
export function endWithEngine(): void {
  if (watching) return;
  watching = true;
  // A broken pipe to a dead engine would otherwise spin in the SDK's uncaughtException handler.
  process.stdout.on("error", ignore);
  process.stderr.on("error", ignore);
  process.stdin.on("end", () => process.exit(1)).on("error", () => process.exit(1));
  process.stdin.resume();
}

function ignore(): void {
  // The reader is gone; the end of standard input says so too and ends the process.
}
