// Which processes belong to a run: they carry its mark in their environment, or work inside its directory. Read from
// /proc, so that nothing that was reparented, detached or renamed is missed.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";

/** The environment variable that marks every process of a run with the run's id. */
export const markName = "REHEARSAL_RUN";

export interface RunProcess {
  readonly pid: number;
  readonly command: string;
}

interface Run {
  readonly id: string;
  /** Without a trailing slash. */
  readonly path: string;
}

export function processesOf({ id, path }: Run): RunProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => belongs(pid, id, path))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() }))
    .filter(({ command }) => command !== ""); // a zombie has ended; its parent has only not asked yet
}

/** Ends them all at once, without a chance to clean up: nothing of a run is worth cleaning up. */
export function killProcessesOf(run: Run): RunProcess[] {
  const found = processesOf(run);
  for (const { pid } of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it has ended by itself meanwhile; one that may not be ended is found again by the next look
    }
  }
  return found;
}

/** Ends all of them and what they may still have started; returns those that did not end within the bound. */
export async function sweep(run: Run, withinMs: number): Promise<RunProcess[]> {
  const until = performance.now() + withinMs;
  // A process that was just about to start another is seen ending before the other is seen: one look is not enough.
  for (let quietLooks = 0; ;) {
    const left = killProcessesOf(run);
    quietLooks = left.length === 0 ? quietLooks + 1 : 0;
    if (quietLooks === 3 || performance.now() > until) return left;
    await after(30);
  }
}

/** Waits until all have ended by themselves; returns those that had not within the bound. */
export async function untilEnded(run: Run, withinMs: number): Promise<RunProcess[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = processesOf(run);
    if (left.length === 0 || performance.now() > until) return left;
    await after(30);
  }
}

function belongs(pid: string, runId: string, directory: string): boolean {
  const marked = read(`/proc/${pid}/environ`).split("\0").includes(`${markName}=${runId}`);
  const cwd = workingDirectory(pid);
  return marked || cwd === directory || cwd.startsWith(`${directory}/`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the process has ended meanwhile, or is another user's and so none of ours
  }
}

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ""; // as above
  }
}
