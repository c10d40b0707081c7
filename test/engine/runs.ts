// Rehearsals by command, seen from outside: the run's directory, its processes and its emulated world.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, vi } from "vitest";
import type { EmulatedServer } from "../../rehearsal/emulatorProcess.ts";
import { processesOf, type RunProcess } from "../../rehearsal/processes.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { startCommand, type CommandOptions, type Started } from "../rehearsal/command.ts";

/** Long enough for a machine that is busy with other things; a condition ends the wait much sooner. */
const waiting = { timeout: 60_000, interval: 50 };

export interface StartedRun extends Started {
  /** Known once the run has a directory. */
  readonly run: () => Promise<{ readonly id: string; readonly path: string }>;
  /** The first process of the run whose command line matches; waits for it. */
  readonly process: (pattern: RegExp) => Promise<RunProcess>;
  readonly keeperPid: () => Promise<number>;
  readonly servers: () => Promise<EmulatedServer[]>;
  /** Waits until no process of the run and nothing of its directory is left. */
  readonly gone: () => Promise<void>;
}

export function startRun(args: readonly string[], options: CommandOptions = {}): StartedRun {
  const started = startCommand(args, options);
  const { pid } = started.child;
  const runs = join(projectRoot, ".cache/rehearsals");
  const find = () => readdirSync(runs).find((id) => descendsFrom(Number(id.split("-")[1]), pid));
  let known: { readonly id: string; readonly path: string } | undefined;
  const run = () =>
    vi.waitFor(() => {
      const id = known?.id ?? find();
      if (id === undefined) throw new Error(`no run has begun: ${started.stdout()}${started.stderr()}`);
      return (known ??= { id, path: join(runs, id) });
    }, waiting);
  return {
    ...started,
    run,
    process: async (pattern) => {
      const of = await run();
      return await vi.waitFor(() => {
        const found = processesOf(of).find(({ command }) => pattern.test(command));
        if (found === undefined) throw new Error(`no process of the run matches ${pattern.source}`);
        return found;
      }, waiting);
    },
    keeperPid: async () => {
      const { id } = await run();
      return await vi.waitFor(() => keeperOf(id), waiting);
    },
    servers: async () => {
      const { path } = await run();
      // The flip of the stage writes the file anew: for a moment it is empty.
      const [endpoints] = await vi.waitFor(() => {
        const file = parse(readFileSync(join(path, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
        return file.config["aws:endpoints"] as [{ elasticache: string }];
      }, waiting);
      const answer = await fetch(`${endpoints.elasticache}/_emulator/world`);
      return ((await answer.json()) as { servers: EmulatedServer[] }).servers;
    },
    gone: async () => {
      const of = await run();
      await vi.waitFor(() => {
        expect(processesOf(of)).toStrictEqual([]);
        expect(existsSync(of.path)).toBe(false);
      }, waiting);
    },
  };
}

/** The keeper is none of the run's own processes: it must outlive them. */
function keeperOf(runId: string): number {
  const found = readdirSync("/proc").find((pid) => {
    const [, program = "", id] = contents(`/proc/${pid}/cmdline`).split("\0");
    return id === runId && program.endsWith("/rehearsal/keeper.ts");
  });
  if (found === undefined) throw new Error(`the run ${runId} has no keeper`);
  return Number(found);
}

function descendsFrom(pid: number, ancestor: number | undefined): boolean {
  if (pid === ancestor) return true;
  const parent = Number(contents(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[1] ?? 0);
  return parent > 1 && descendsFrom(parent, ancestor);
}

function contents(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile, or is no process
  }
}
