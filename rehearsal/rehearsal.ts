// A rehearsal's stage: run directory, keeper, emulated AWS and engine, started together and ended together. The command
// drives it (rehearse.ts), and so do the tests that need the real engine:
//
//   const rehearsal = await startRehearsal({ stack: readStackFile(projectRoot, "dev") });
//   rehearsal.engine.setConfig("stage", "migrate");       // any key: "migration.deadlineMinutes", "target.tags.team"
//   const { ok, errors, outputs } = await rehearsal.engine.up(); // preview, refresh, destroy, cancel, exportStack too
//   await rehearsal.emulator.setDelays({ completeMs: 5_000 });   // setFaults, log, servers
//   await rehearsal.end();                                 // in a finally or afterAll; may be called twice
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Shards } from "./data/shards.ts";
import { everySlot } from "./data/shards.ts";
import { emulatedAws, type EmulatedAws } from "./emulatedAws.ts";
import { Engine } from "./engine.ts";
import { startEmulator, type Emulator } from "./emulatorProcess.ts";
import { RehearsalError } from "./failure.ts";
import { startKeeper, type Keeper } from "./keeperProcess.ts";
import { killProcessesOf, sweep, untilEnded } from "./processes.ts";
import { createRunDirectory, keptMark, type RunDirectory } from "./runDirectory.ts";
import { attemptsFile, sandboxEnvironment } from "./sandbox/environment.ts";
import { stackCopy, type Shortened } from "./sandbox/stackCopy.ts";
import { regionOf, settingsOf, type StackFile } from "./stackFile.ts";
import { worldOf } from "./world.ts";
import { sourceNodes } from "./world/sourceNodes.ts";

export const projectRoot = resolve(import.meta.dirname, "..");

export interface RehearsalArgs {
  readonly stack: StackFile;
  /** Holds pulumi, the Node language host and the shim; by default where the set-up put them (PULUMI_BIN_DIR). */
  readonly pulumiDirectory?: string | undefined;
  readonly sourceProgram?: string;
  readonly targetProgram?: string;
  /** Shall `keep` be possible? Then only the keeper ends the emulator after a SIGKILL of this process. */
  readonly mayKeep?: boolean;
  /** What program and providers print while an operation runs. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Ended {
  /** Processes that would not end, not even by SIGKILL. */
  readonly left: readonly string[];
  /** Processes that should have ended by themselves and were ended by force. */
  readonly endedByForce: readonly string[];
}

export interface Rehearsal {
  readonly run: RunDirectory;
  readonly emulator: Emulator;
  readonly engine: Engine;
  /** The source as this machine reaches it: the primary of its first shard. */
  readonly source: Address;
  /** All its primaries, with the slots that each owns. */
  readonly sourceShards: Shards;
  /** The rehearsal's own way to the emulated AWS. */
  readonly aws: EmulatedAws;
  readonly region: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly scale: Readonly<Record<string, Shortened>>;
  readonly keeperPid: number;
  /** Aborted when emulator or keeper are lost, when an operation does not end, and by the caller's signal. */
  readonly signal: AbortSignal;
  /** Ends the run, whatever goes on: `signal` is aborted with the reason, and every process is killed. */
  readonly giveUp: (reason: Error) => void;
  /** What the sandbox refused; a rehearsal that tried to leave it did not hold. */
  readonly refusedConnections: () => string[];
  /** Ends everything and removes the run's directory. */
  readonly end: () => Promise<Ended>;
  /** Leaves everything standing when this process ends; only with `mayKeep`. */
  readonly keep: () => Promise<void>;
}

export async function startRehearsal(args: RehearsalArgs): Promise<Rehearsal> {
  const pulumiDirectory = args.pulumiDirectory ?? setUpDirectory();
  const region = regionOf(args.stack.config);
  const { sourceProgram = "redis-server", targetProgram = "redis-server" } = args;
  const world = worldOf({ settings: args.stack.settings, region, sourceProgram, targetProgram });
  args.signal?.throwIfAborted();

  const run = createRunDirectory(projectRoot);
  const stop = new AbortController();
  const signal = args.signal === undefined ? stop.signal : AbortSignal.any([args.signal, stop.signal]);
  // Nothing of a run that is given up is waited for: an engine that is told to end first lets its providers finish.
  const endAtOnce = () => void killProcessesOf(run);
  signal.addEventListener("abort", endAtOnce, { once: true });
  const giveUp = (reason: Error) => stop.abort(reason);
  const keeper = startKeeper(run, giveUp);
  let emulator: Emulator | undefined;
  let aws: EmulatedAws | undefined;
  let ended: Promise<Ended> | undefined;
  const end = () => (ended ??= endRun({ run, keeper, emulator, aws, inOrder: !signal.aborted }));
  try {
    emulator = await startEmulator({ root: projectRoot, run, world, mayOutlive: args.mayKeep === true, signal });
    emulator.lost.catch((error: unknown) => stop.abort(error));
    const { config, scale } = stackCopy(args.stack.config, emulator.endpoint, emulator.addresses);
    settingsOf(config);
    const environment = sandboxEnvironment({
      runId: run.id,
      directory: run.path,
      root: projectRoot,
      pulumiDirectory,
      endpoint: emulator.endpoint,
      inherited: process.env,
    });
    const engine = await Engine.create({
      run,
      stackName: args.stack.name,
      pulumiDirectory,
      environment,
      config,
      onLine: args.onLine ?? (() => undefined),
      giveUp,
      signal,
    });
    const { source } = args.stack.settings;
    aws = emulatedAws({
      endpoint: emulator.endpoint,
      region,
      sourceRegion: source.region,
      hasSourceAccount: source.accountId !== undefined,
    });
    const sourceShards = shardsOf(args.stack.settings, emulator.addresses);
    const [first] = sourceShards;
    return {
      run,
      emulator,
      engine,
      source: first?.address ?? addressOf(""),
      sourceShards,
      aws,
      region,
      environment,
      scale,
      keeperPid: keeper.pid,
      signal,
      giveUp,
      refusedConnections: () => linesOf(attemptsFile(run.path)),
      end,
      keep: async () => {
        aws?.end();
        signal.removeEventListener("abort", endAtOnce);
        writeFileSync(keptMark(run.path), "");
        emulator?.release();
        await keeper.release();
      },
    };
  } catch (error) {
    await end();
    throw signal.aborted && signal.reason instanceof Error ? signal.reason : error;
  }
}

/**
 * @param text `host:port`, on this machine
 * @throws RehearsalError for any other: it is about to be connected to, and written to
 */
export function addressOf(text: string): Address {
  const { host, port } = /^(?<host>127(?:\.\d{1,3}){3}):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (host === undefined)
    throw new RehearsalError(`the address "${text}" is not on this machine; expected 127.x.y.z:port`);
  return { host, port: Number(port) };
}

/** The source's primaries; a server without cluster mode owns every slot. */
function shardsOf(settings: StackFile["settings"], addresses: Emulator["addresses"]): Shards {
  return sourceNodes(settings)
    .filter(({ replicaOf }) => replicaOf === "")
    .map(({ host, port, slots }) => ({
      address: addressOf(addresses[`${host}:${port}`] ?? ""),
      slots: slots === "" ? everySlot : slots,
    }));
}

function setUpDirectory(): string {
  const inProject = join(projectRoot, ".cache/bin");
  const named = process.env["PULUMI_BIN_DIR"] ?? (existsSync(join(inProject, "pulumi")) ? inProject : undefined);
  if (named !== undefined) return named;
  throw new RehearsalError("PULUMI_BIN_DIR is not set; start it by npm run rehearse, which finds the Pulumi CLI");
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

/** Providers and language hosts end after their engine, by themselves; this long is waited for them. */
const endByThemselvesWithinMs = 3_000;
const endByForceWithinMs = 5_000;

interface Parts {
  readonly run: RunDirectory;
  readonly keeper: Keeper;
  readonly emulator: Emulator | undefined;
  readonly aws: EmulatedAws | undefined;
  readonly inOrder: boolean;
}

async function endRun({ run, keeper, emulator, aws, inOrder }: Parts): Promise<Ended> {
  aws?.end();
  await emulator?.end();
  const late = await untilEnded(run, inOrder ? endByThemselvesWithinMs : 0);
  const left = await sweep(run, endByForceWithinMs);
  await keeper.end();
  rmSync(run.path, { recursive: true, force: true, maxRetries: 5 });
  const shown = (list: typeof left) => list.map(({ pid, command }) => `${pid} ${command}`);
  return { left: shown(left), endedByForce: inOrder ? shown(late) : [] };
}
