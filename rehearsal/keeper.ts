// Outlives the rehearsal by a moment: when the rehearsal ends, even by SIGKILL, everything of the run ends too, and its
// directory is removed.
//
// Started detached, with the rehearsal holding its standard input. Arguments: run id, run directory.
import { rmSync } from "node:fs";
import { sweep } from "./processes.ts";

const [id = "", path = ""] = process.argv.slice(2);
const sweepWithinMs = 10_000;
let released = false;

process.stdin.on("data", (word: Buffer) => {
  released ||= word.toString().includes("release"); // --keep: what stands shall stand
});
process.stdin.on("error", () => void clear());
process.stdin.on("end", () => void clear());

async function clear(): Promise<void> {
  if (!released) {
    await sweep({ id, path }, sweepWithinMs);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
  process.exit(0);
}
