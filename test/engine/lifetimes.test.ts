// Whatever dies in the middle of a rehearsal, nothing of it is left, and whoever is left to tell says what died.
import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { processesOf } from "../../rehearsal/processes.ts";
import { projectRoot, startRehearsal } from "../../rehearsal/rehearsal.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { startRun, type StartedRun } from "./runs.ts";

vi.setConfig({ testTimeout: 120_000 });

/** For conditions; a busy machine is no failure. */
const waiting = { timeout: 20_000, interval: 50 };

const small = ["--keys", "200", "--write-rate", "100"];
/** The same npm that a shell would find, on the Node of these tests. */
function throughNpm() {
  const npm = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
  return { entry: [realpathSync(npm), "run", "--silent", "rehearse", "--"] };
}

/** A rehearsal in the middle of its first `up`: program and providers are running. */
async function inMidUp(options: Parameters<typeof startRun>[1] = {}): Promise<StartedRun> {
  const started = startRun([...small, "--until", "prepare"], options);
  await started.run();
  await started.says(/pulumi up: prepare \.\.\./);
  await started.process(/dynamic-provider/);
  return started;
}

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error("nothing to kill");
  process.kill(pid, "SIGKILL");
}

describe("SIGKILL in the middle of an up", () => {
  it("of the rehearsal: the keeper ends everything", async () => {
    const started = await inMidUp();
    kill(started.child.pid);
    expect(await started.ended).toBe("SIGKILL");
    await started.gone();
  });

  it("of the Pulumi CLI: the rehearsal says so and ends the rest", async () => {
    const started = await inMidUp();
    kill((await started.process(/\/pulumi up /)).pid);
    expect(await started.ended).toBe(1);
    expect(started.stdout()).toContain("problem: the Pulumi CLI was ended by SIGKILL in the middle of pulumi up");
    await started.gone();
  });

  it("of the emulator: the rehearsal says so and ends the rest", async () => {
    const started = await inMidUp();
    kill((await started.process(/emulator\/main\.ts/)).pid);
    expect(await started.ended).toBe(2);
    expect(started.stdout()).toContain("problem: the emulator ended in the middle of the rehearsal (SIGKILL)");
    await started.gone();
  });

  it("of the keeper: the rehearsal says so and ends the rest", async () => {
    const started = await inMidUp();
    kill(await started.keeperPid());
    expect(await started.ended).toBe(2);
    expect(started.stdout()).toContain("problem: the keeper, which ends the run's processes, was lost (SIGKILL)");
    await started.gone();
  });

  it("of the target's primary: the rehearsal names the server and ends the rest", async () => {
    const started = startRun([...small, "--until", "migrate"]);
    await started.says(/pulumi up: migrate \.\.\./);
    const source = (await started.servers()).find(({ name }) => name.startsWith("i-"));
    const primary = (await started.servers()).find(({ name, role }) => role === "master" && name !== source?.name);
    kill(primary?.pid ?? undefined);
    expect(await started.ended).toBe(2);
    const { name, address } = primary ?? { name: "", address: "" };
    expect(started.stdout()).toContain(
      `problem: the server ${name} (${address}) died in the middle of the rehearsal (signal SIGKILL)`,
    );
    await started.gone();
  });

  it("of the npm that started it: the rehearsal ends with it", async () => {
    const started = await inMidUp(throughNpm());
    kill(started.child.pid);
    await started.gone();
  });

  it("of rehearsal and keeper at once: the next run clears away what is left, and works", async () => {
    const started = await inMidUp();
    const [run, keeper] = await Promise.all([started.run(), started.keeperPid()]);
    for (const pid of [started.child.pid, keeper]) kill(pid);
    expect(existsSync(run.path)).toBe(true);

    const next = startRun([...small, "--until", "prepare"]);
    expect(await next.ended).toBe(0);
    await started.gone();
  });
});

it("ends in order on Ctrl-C, with exit code 130", async () => {
  const started = await inMidUp();
  started.child.kill("SIGINT");
  expect(await started.ended).toBe(130);
  expect(started.stdout()).toContain("problem: interrupted by SIGINT");
  await started.gone();
});

it("an operation that does not end within its bound ends the run, and says which it was", async () => {
  const rehearsal = await startRehearsal({ stack: readStackFile(projectRoot, "dev") });
  try {
    await expect(rehearsal.engine.up({ withinMs: 1_000 })).rejects.toThrow("pulumi up has not ended within 1 s");
    await vi.waitFor(() => expect(processesOf(rehearsal.run)).toStrictEqual([]), waiting);
  } finally {
    await rehearsal.end();
  }
});

it("two rehearsals at once do not meet", async () => {
  const two = [1, 2].map(() => startRun([...small, "--until", "prepare"]));
  const runs = await Promise.all(two.map(({ run }) => run()));
  expect(await Promise.all(two.map(({ ended }) => ended))).toStrictEqual([0, 0]);
  expect(runs[0]?.id).not.toBe(runs[1]?.id);
  for (const one of two) await one.gone();
});

it("--keep leaves it standing as it says, until it is ended as it says", async () => {
  const started = startRun([...small, "--until", "prepare", "--keep"]);
  const run = await started.run();
  expect(await started.ended).toBe(0);
  const said = (pattern: RegExp) => pattern.exec(started.stdout())?.groups?.["what"] ?? "";
  const inShell = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8", timeout: 20_000 });

  const answer = await fetch(`${said(/emulator +(?<what>http:\S+)/)}/_emulator/log`);
  expect(await answer.json()).not.toStrictEqual([]);
  expect(inShell(`${said(/source +(?<what>redis-cli .*)/)} dbsize`)).toMatch(/^[1-9]\d*\n$/);
  expect(inShell(`${said(/target +(?<what>redis-cli .*)/)} ping`)).toBe("PONG\n");
  expect(inShell(said(/pulumi +(?<what>cd .*)/))).toContain("Current stack is dev");

  inShell(said(/End it: +(?<what>.*)/));
  await vi.waitFor(() => expect(processesOf(run)).toStrictEqual([]), waiting);
  expect(existsSync(run.path)).toBe(false);
});
