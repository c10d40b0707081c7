// Which processes belong to a run, and that they can be ended however they were started.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { markName, processesOf, sweep, untilEnded } from "../../rehearsal/processes.ts";

let run: { id: string; path: string };
let planted: ChildProcess[];
beforeEach(() => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "processes-")));
  run = { id: `run-of-test-${process.pid}-${path.slice(-6)}`, path };
  planted = [];
});
afterEach(async () => {
  for (const child of planted) child.kill("SIGKILL");
  await rm(run.path, { recursive: true });
});

/** A process that says a line when it runs, and then stays. */
async function plant(script: string, env: Record<string, string>, cwd = "/"): Promise<number> {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", script], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  planted.push(child);
  const [line] = (await once(child.stdout, "data", { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  return Number(line.toString());
}

const stay = "echo $$; exec sleep 60";
const pids = () => processesOf(run).map(({ pid }) => pid);

it("finds a process with the run's mark, and one inside the run's directory", async () => {
  const marked = await plant(stay, { [markName]: run.id });
  const inside = await plant(stay, {}, run.path);
  expect(pids().sort()).toStrictEqual([marked, inside].sort());
  expect(processesOf(run).map(({ command }) => command)).toStrictEqual(["sleep 60", "sleep 60"]);
});

it("finds a marked process whose parent is gone", async () => {
  const orphan = await plant("(sleep 60 >&- & echo $!); wait", { [markName]: run.id });
  planted[0]?.kill("SIGKILL");
  await once(planted[0] ?? process, "exit");
  expect(pids()).toStrictEqual([orphan]);
  expect(await sweep(run, 5_000)).toStrictEqual([]);
});

it("finds no process of another run, and none beside the run's directory", async () => {
  await plant(stay, { [markName]: `${run.id}-2` });
  await plant(stay, { OTHER: `${markName}=${run.id}` });
  await plant(stay, {}, tmpdir());
  expect(pids()).toStrictEqual([]);
});

it("ends all of them, those too that ignore being asked", async () => {
  await plant(`trap '' TERM INT HUP; echo $$; while :; do sleep 1; done`, { [markName]: run.id });
  await plant(stay, {}, run.path);
  expect(await sweep(run, 5_000)).toStrictEqual([]);
  expect(pids()).toStrictEqual([]);
});

it("waits for processes that end by themselves, and names those that do not", async () => {
  const stays = await plant(stay, { [markName]: run.id });
  expect((await untilEnded(run, 50)).map(({ pid }) => pid)).toStrictEqual([stays]);
  const ends = untilEnded(run, 10_000);
  process.kill(stays, "SIGTERM");
  expect(await ends).toStrictEqual([]);
});
