// What a provider calls for an engine that is gone is told of. Engine and provider are processes that only stand for them, and
// AWS is a list: that the real provider calls nothing is in test/engine (engineKilled, interrupted).
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HeldCall, LoggedCall } from "../../../rehearsal/emulatorProcess.ts";
import type { OperationOptions } from "../../../rehearsal/operation.ts";
import { scenarioNamed } from "../../../rehearsal/scenarios.ts";
import { happen, type CrashArgs } from "../../../rehearsal/scenarios/crash.ts";

vi.setConfig({ testTimeout: 60_000 });

const call = (action: string, requestId = ""): LoggedCall => ({
  ...{ at: "", service: "elasticache", action, outcome: "ok", requestId, parameters: {} },
});

/** What AWS answers, and when. */
interface Played {
  readonly held?: readonly HeldCall[];
  /** While the engine still lives: after the first Ctrl-C. */
  readonly whileItLives?: readonly LoggedCall[];
  /** Between the engine's end and its providers' end. */
  readonly asOrphan?: readonly LoggedCall[];
  readonly afterAll?: readonly LoggedCall[];
  /** Does the provider live on? */
  readonly stays?: true;
}

let run: string;
let started: ChildProcess[];
beforeEach(() => {
  run = realpathSync(mkdtempSync(join(tmpdir(), "orphans-")));
  started = [];
  write("state/.pulumi/stacks/dev.json", JSON.stringify({ checkpoint: { latest: {} } }));
  // As the CLI: the first Ctrl-C is taken note of, the second ends it. No shell: one that forks is there twice for a moment.
  write(
    "pulumi",
    `process.once("SIGINT", () => {
       process.once("SIGINT", () => process.exit(1));
       console.log("received; cancelling");
     });
     console.log("running");
     setInterval(() => {}, 1000);`,
  );
  write("cmd/dynamic-provider/run", "setInterval(() => {}, 1000);");
});
afterEach(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(run, { recursive: true, maxRetries: 5 });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(run, path)), { recursive: true });
  writeFileSync(join(run, path), text);
}

function startProcess(...command: string[]): ChildProcess {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, ...command], { cwd: run });
  started.push(child);
  return child;
}

async function problemsOf(name: string, { held = [], whileItLives = [], asOrphan = [], afterAll = [], stays }: Played) {
  const { crash } = scenarioNamed(name);
  if (crash === undefined) throw new Error("the scenario has no crash");
  const log = [call("TestMigration"), call("StartMigration")];
  let isHeld = false;
  const up = ({ hears }: OperationOptions) => {
    const provider = startProcess(join(run, "cmd/dynamic-provider/run"));
    const engine = startProcess(join(run, "pulumi"), "up", "--yes");
    engine.stdout?.on("data", (said: Buffer) => {
      if (said.toString().includes("received")) log.push(...whileItLives);
      else {
        isHeld = true;
        hears?.line("waiting for the target to stay in sync for 20 s");
      }
      hears?.cli(said.toString());
    });
    return new Promise((resolve) => {
      engine.once("exit", () => {
        log.push(...asOrphan);
        if (stays !== true) provider.kill("SIGKILL");
        resolve({ ok: false, errors: ["it ended"] });
      });
    });
  };
  const rehearsal = {
    engine: { up, getConfig: () => undefined, setConfig: () => undefined },
    emulator: {
      log: () => Promise.resolve([...log]),
      held: () => Promise.resolve(isHeld ? held : []),
      letGo: () => Promise.resolve(void log.push(...afterAll)),
      setFaults: () => Promise.resolve(),
    },
    run: { id: "run-of-the-orphans", path: run },
    signal: new AbortController().signal,
    aws: { own: new Set(["own"]) },
  } as unknown as CrashArgs["rehearsal"];
  return (await happen({ crash, groupId: "g", rehearsal })).problems;
}

const atTheGate = ["engine-killed-at-the-gate", "interrupted-twice-at-the-gate"];
const completed = "CompleteMigration was called although its engine was gone";

it.each(atTheGate)("%s: tells of a completion by a provider that outlives its engine", async (name) => {
  const asOrphan = [call("DescribeEvents"), call("CompleteMigration")];
  expect(await problemsOf(name, { asOrphan })).toStrictEqual([completed]);
});

it.each(atTheGate)("%s: lets a question pass that was under way when the engine ended", async (name) => {
  expect(await problemsOf(name, { asOrphan: [call("DescribeEvents")] })).toStrictEqual([]);
});

it.each(atTheGate)("%s: tells of whatever is called when all providers have ended", async (name) => {
  const afterAll = [call("DescribeEvents")];
  expect(await problemsOf(name, { afterAll })).toStrictEqual([
    "DescribeEvents was called although its engine was gone",
  ]);
});

it("takes the call that was held, the rehearsal's own, and those before the second Ctrl-C for nobody's orphan", async () => {
  const problems = await problemsOf("interrupted-twice-after-start-was-carried-out", {
    held: [{ action: "StartMigration", when: "after", requestId: "held" }],
    whileItLives: [call("TestMigration")],
    asOrphan: [call("StartMigration", "own")],
    afterAll: [call("StartMigration", "held"), call("DescribeReplicationGroups", "own")],
  });
  expect(problems).toStrictEqual([]);
});

it("does not wait for providers that would see the end of their watch", async () => {
  await expect(problemsOf("engine-killed-at-the-gate", { stays: true })).rejects.toThrow(
    "the providers end with their engine: not within 10 s",
  );
});
