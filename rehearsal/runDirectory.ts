// A run's own directory inside the project, where nothing of the user's is touched: generated project and stack files,
// state, home, server data. Runs that were killed together with their keeper are cleared away by the next one.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { namespace } from "../settings.ts";
import { killProcessesOf, processesOf } from "./processes.ts";

export interface RunDirectory {
  readonly id: string;
  readonly path: string;
}

/** @param program where the program to run is; the project's own by default */
export function createRunDirectory(root: string, program = root): RunDirectory {
  const runs = join(root, ".cache/rehearsals");
  mkdirSync(runs, { recursive: true });
  clearDeadRuns(runs);
  // The owner is in the name, so that there is no moment in which another run could take this one for a dead one.
  const id = `run-${process.pid}-${startOf(process.pid)}-${randomBytes(4).toString("hex")}`;
  const path = join(runs, id);
  for (const part of ["", "home", "tmp", "state", "pulumi-home", "servers"]) mkdirSync(join(path, part));
  writeProject(root, path, program);
  return { id, path };
}

/**
 * Of the shipped project file only what the program needs; stack files lie beside it. A backend, plugins or provider
 * settings that somebody keeps there stay behind, and so does what reaches stacks as a default (`aws:profile`).
 */
function writeProject(root: string, path: string, program: string): void {
  const file: unknown = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  const { name, runtime, config } = file as { name: unknown; runtime: unknown; config?: Record<string, unknown> };
  const own = Object.entries(config ?? {}).filter(([key]) => !key.includes(":") || key.startsWith(`${namespace}:`));
  const project = { name, runtime, main: `${relative(path, program)}/`, config: Object.fromEntries(own) };
  writeFileSync(join(path, "Pulumi.yaml"), stringify(project));
}

/** Marks a run that stands on after its rehearsal has ended; it goes once its processes are gone. */
export const keptMark = (path: string): string => join(path, "kept");

/** What was kept goes once it stands no more; of any other run whose owner is gone even the processes go. */
function clearDeadRuns(runs: string): void {
  for (const id of readdirSync(runs)) {
    const path = join(runs, id);
    const [, pid = "", start = ""] = id.split("-");
    const isKept = existsSync(keptMark(path));
    // The process's start is compared too: its number may have been used again.
    const isOwned = !isKept && start !== "" && startOf(Number(pid)) === start;
    const isStanding = isKept && processesOf({ id, path }).length > 0;
    if (isOwned || isStanding) continue;
    killProcessesOf({ id, path });
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
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
