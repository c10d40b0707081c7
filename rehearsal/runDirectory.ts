// A run's own directory inside the project, where nothing of the user's is touched: generated project and stack files,
// state, home, server data. Runs that were killed together with their keeper are cleared away by the next one.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { processesOf } from "./processes.ts";

export interface RunDirectory {
  readonly id: string;
  readonly path: string;
}

export function createRunDirectory(root: string): RunDirectory {
  const runs = join(root, ".cache/rehearsals");
  mkdirSync(runs, { recursive: true });
  clearDeadRuns(runs);
  const id = `run-${randomBytes(6).toString("hex")}`;
  const path = join(runs, id);
  for (const part of ["", "home", "tmp", "state", "pulumi-home", "servers"]) mkdirSync(join(path, part));
  writeFileSync(join(path, "owner"), `${process.pid} ${startOf(process.pid)}`);
  writeProject(root, path);
  return { id, path };
}

/** The shipped project file with its program's place seen from here; stack files lie beside it. */
function writeProject(root: string, path: string): void {
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
  writeFileSync(join(path, "Pulumi.yaml"), stringify({ ...project, main: "../../../" }));
}

/** The owner writes its process and that process's start, so that a number used again is not taken for it. */
function clearDeadRuns(runs: string): void {
  for (const id of readdirSync(runs)) {
    const path = join(runs, id);
    const owner = join(path, "owner");
    const [pid = "", start = ""] = existsSync(owner) ? readFileSync(owner, "utf8").split(" ") : [];
    const alive = pid !== "" && startOf(Number(pid)) === start;
    if (!alive && !existsSync(join(path, "kept")) && processesOf(id, path).length === 0) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** Clock ticks since boot at which a process began; empty when there is none. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "";
  } catch {
    return ""; // no such process
  }
}
