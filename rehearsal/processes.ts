// Which processes belong to a run: they carry its mark in their environment, or work inside its directory. Read from
// /proc, so that nothing that was reparented, detached or renamed is missed.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { markName } from "./sandbox/environment.ts";

export interface RunProcess {
  readonly pid: number;
  readonly command: string;
}

/** @param directory the run's own directory, without a trailing slash */
export function processesOf(runId: string, directory: string): RunProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => belongs(pid, runId, directory))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() }))
    .filter(({ command }) => command !== ""); // a zombie has ended; its parent has only not asked yet
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
    return ""; // the process has ended meanwhile, or is not ours to read
  }
}

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ""; // as above
  }
}
