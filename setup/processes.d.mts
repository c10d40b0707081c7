export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
  /** Clock ticks since boot; tells a process from a later one with the same id. */
  readonly startedAtTicks: number;
  readonly groupId: number;
  /** The group that the terminal's keys go to; -1 without a terminal. */
  readonly terminalGroupId: number;
}
export function readProcess(pid: number): ProcessFacts | undefined;
export function parseStat(text: string): ProcessFacts;
export function readCommandLine(pid: number): string;
export function isSame(facts: ProcessFacts): boolean;
