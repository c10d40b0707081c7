// Outlives the rehearsal by a moment: when the rehearsal ends, even by SIGKILL, everything of the run ends too.
//
// Started detached, with the rehearsal holding its standard input. Arguments: run id, run directory, keep|remove.
import { rmSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import { processesOf } from "./processes.ts";

const [runId = "", directory = "", whatThen = "remove"] = process.argv.slice(2);
const sweepForMs = 10_000;

process.stdin.resume();
process.stdin.on("data", (word: Buffer) => {
  if (word.toString().includes("release")) process.exit(0); // --keep: what stands shall stand
});
process.stdin.on("error", () => void sweep());
process.stdin.on("end", () => void sweep());

/** A killed engine may have been about to start a process, so one look is not enough. */
async function sweep(): Promise<void> {
  const until = Date.now() + sweepForMs;
  let quiet = 0;
  while (quiet < 3 && Date.now() < until) {
    const left = processesOf(runId, directory);
    quiet = left.length === 0 ? quiet + 1 : 0;
    for (const { pid } of left) end(pid);
    await after(50);
  }
  if (whatThen === "remove") rmSync(directory, { recursive: true, force: true });
  process.exit(0);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself meanwhile
  }
}
