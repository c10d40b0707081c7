import type { ProcessFacts } from "./processes.mjs";
export function processesAbove(
  env: Readonly<Record<string, string | undefined>>,
  ownParentPid: number,
  read: (pid: number) => ProcessFacts | undefined,
  commandLine: (pid: number) => string,
): ProcessFacts[];
export function watchNpm(onGone: () => void): { stop(): void };
