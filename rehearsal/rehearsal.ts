// A rehearsal's stage: run directory, keeper, emulated world and engine, started together and ended together. The
// command drives it, and so do the tests that need the real engine.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Engine } from "./engine.ts";
import { startEmulator, type Emulator } from "./emulatorProcess.ts";
import { RehearsalError } from "./failure.ts";
import { processesOf } from "./processes.ts";
import { createRunDirectory, type RunDirectory } from "./runDirectory.ts";
import { attemptsFile, sandboxEnvironment } from "./sandbox/environment.ts";
import { stackCopy, type Shortened } from "./sandbox/stackCopy.ts";
import { settingsOf, type StackFile } from "./stackFile.ts";
import { worldOf } from "./world.ts";

export const projectRoot = resolve(import.meta.dirname, "..");

export interface RehearsalArgs {
  readonly stack: StackFile;
  /** Holds pulumi, the Node language host and the shim; the set-up names it in PULUMI_BIN_DIR. */
  readonly pulumiDirectory?: string | undefined;
  readonly sourceProgram?: string;
  readonly targetProgram?: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Rehearsal {
  readonly run: RunDirectory;
  readonly emulator: Emulator;
  readonly engine: Engine;
  /** The source as this machine reaches it. */
  readonly source: Address;
  readonly environment: Readonly<Record<string, string>>;
  readonly scale: Readonly<Record<string, Shortened>>;
  readonly keeper: ChildProcess;
  /** Aborted when the emulator or the keeper is lost, or by the caller's signal. */
  readonly signal: AbortSignal;
  /** What the sandbox refused; a rehearsal that tried to leave it did not hold. */
  readonly refusedConnections: () => string[];
  /** Ends everything; returns what could not be ended. */
  readonly end: () => Promise<string[]>;
  /** Leaves everything standing when this process ends. */
  readonly keep: () => void;
}

export async function startRehearsal(args: RehearsalArgs): Promise<Rehearsal> {
  const pulumiDirectory = args.pulumiDirectory ?? process.env["PULUMI_BIN_DIR"];
  if (pulumiDirectory === undefined) {
    throw new RehearsalError("PULUMI_BIN_DIR is not set; start it by npm run rehearse, which finds the Pulumi CLI");
  }
  const run = createRunDirectory(projectRoot);
  const stop = new AbortController();
  const signal = args.signal === undefined ? stop.signal : AbortSignal.any([args.signal, stop.signal]);
  const keeper = startKeeper(run);
  let emulator: Emulator | undefined;
  const end = async () => {
    await emulator?.end();
    const left = await sweep(run);
    keeper.removeAllListeners("exit");
    if (keeper.exitCode === null && keeper.signalCode === null) {
      const gone = once(keeper, "exit");
      keeper.stdin?.end();
      await gone;
    }
    rmSync(run.path, { recursive: true, force: true });
    return left;
  };
  try {
    keeper.once("exit", () =>
      stop.abort(new RehearsalError("the keeper, which ends the run's processes, was ended from outside")),
    );
    const { settings, config } = args.stack;
    const region = typeof config["aws:region"] === "string" ? config["aws:region"] : "us-east-1";
    const { sourceProgram = "redis-server", targetProgram = "redis-server" } = args;
    const world = worldOf({ settings, region, sourceProgram, targetProgram });
    emulator = await startEmulator(projectRoot, run, world, signal);
    emulator.lost.catch((error: unknown) => stop.abort(error));
    const copy = stackCopy(config, emulator.endpoint, emulator.addresses);
    settingsOf(copy.config);
    const environment = sandboxEnvironment({
      runId: run.id,
      directory: run.path,
      root: projectRoot,
      pulumiDirectory,
      endpoint: emulator.endpoint,
      inherited: process.env,
    });
    const onLine = args.onLine ?? (() => undefined);
    const engine = await Engine.create({
      run,
      stackName: args.stack.name,
      pulumiDirectory,
      environment,
      config: copy.config,
      onLine,
      signal,
    });
    const at = `${settings.source.endpoint.host}:${settings.source.endpoint.port}`;
    const refusals = attemptsFile(run.path);
    return {
      run,
      emulator,
      engine,
      source: addressOf(emulator.addresses[at] ?? at),
      environment,
      scale: copy.scale,
      keeper,
      signal,
      refusedConnections: () => (existsSync(refusals) ? readFileSync(refusals, "utf8").trim().split("\n") : []),
      end,
      keep: () => {
        keeper.removeAllListeners("exit");
        writeFileSync(join(run.path, "kept"), "");
        keeper.stdin?.end("release\n");
        keeper.unref();
      },
    };
  } catch (error) {
    await end();
    throw signal.aborted && signal.reason instanceof Error ? signal.reason : error;
  }
}

export function addressOf(text: string): Address {
  const [host = "", port = ""] = text.split(":");
  return { host, port: Number(port) };
}

function startKeeper(run: RunDirectory): ChildProcess {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, "keeper.ts"), run.id, run.path, "remove"], {
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  keeper.stdin.on("error", () => undefined); // its end is noticed by its exit
  return keeper;
}

const sweepWithinMs = 5_000;

/** Ends what the engine left behind (a language host outlives a killed CLI), and names what would not end. */
async function sweep(run: RunDirectory): Promise<string[]> {
  const until = Date.now() + sweepWithinMs;
  for (;;) {
    const left = processesOf(run.id, run.path);
    if (left.length === 0 || Date.now() > until) return left.map(({ pid, command }) => `${pid} ${command}`);
    for (const { pid } of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it has ended by itself meanwhile
      }
    }
    await new Promise((resume) => setTimeout(resume, 30));
  }
}
