// The keeper: everything of a run ends with whoever started it, unless it was told otherwise.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startKeeper } from "../../rehearsal/keeperProcess.ts";
import { markName } from "../../rehearsal/processes.ts";

let run: { id: string; path: string };
let member: ChildProcess;
let ended: Promise<unknown>;
const losses: Error[] = [];
const waiting = { timeout: 10_000, interval: 10 };

beforeEach(async () => {
  const path = await realpath(await mkdtemp(join(tmpdir(), "keeper-")));
  run = { id: `run-kept-by-test-${path.slice(-6)}`, path };
  member = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", "echo; exec sleep 60"], {
    env: { PATH: process.env["PATH"], [markName]: run.id },
    stdio: ["ignore", "pipe", "ignore"],
  });
  ended = once(member, "exit");
  await once(member.stdout ?? member, "data");
  losses.length = 0;
});
afterEach(async () => {
  member.kill("SIGKILL");
  await rm(run.path, { recursive: true, force: true });
});

const keep = () => startKeeper(run, (reason) => losses.push(reason));

it("ends the run's processes and removes its directory when it is told to end", async () => {
  await keep().end();
  expect(await ended).toStrictEqual([null, "SIGKILL"]);
  expect(existsSync(run.path)).toBe(false);
  expect(losses).toStrictEqual([]);
});

it("lets everything stand when it is released", async () => {
  await keep().release();
  expect(existsSync(run.path)).toBe(true);
  expect(member.exitCode ?? member.signalCode).toBe(null);
  expect(losses).toStrictEqual([]);
});

it("does the same when whoever started it is killed", async () => {
  const script = `
    const { startKeeper } = await import(${JSON.stringify(new URL("../../rehearsal/keeperProcess.ts", import.meta.url))});
    startKeeper(${JSON.stringify(run)}, () => undefined);
    console.log("started");
    setInterval(() => undefined, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(owner.stdout, "data");
  owner.kill("SIGKILL");
  expect(await ended).toStrictEqual([null, "SIGKILL"]);
  await vi.waitFor(() => expect(existsSync(run.path)).toBe(false), waiting);
});

it("is missed when it is killed itself", async () => {
  const keeper = keep();
  process.kill(keeper.pid, "SIGKILL");
  await vi.waitFor(() => expect(losses).toHaveLength(1), waiting);
  expect(losses.map(({ message }) => message)).toStrictEqual([
    "the keeper, which ends the run's processes, was lost (SIGKILL)",
  ]);
  await keeper.end(); // nobody is left to be told, which is no reason to wait
});
