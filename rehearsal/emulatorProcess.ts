// The emulator as a child process, reached over HTTP only.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { RehearsalError } from "./failure.ts";
import { markName } from "./processes.ts";
import type { RunDirectory } from "./runDirectory.ts";
import { guardOf } from "./sandbox/environment.ts";

const startsWithinMs = 30_000;
const perServerMs = 2_000;
const answersWithinMs = 10_000;
const endsWithinMs = 5_000;

export interface LoggedCall {
  readonly at: string;
  readonly service: string;
  readonly action: string;
  /** "ok" or the code of the fault. */
  readonly outcome: string;
  readonly requestId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface EmulatedServer {
  readonly name: string;
  readonly address: string;
  readonly pid: number | null;
  /** "master" or "slave" as the server says, "dead" when its process has ended, "silent" when it does not answer. */
  readonly role: string;
  /** Of a dead server: how it ended. */
  readonly how?: string;
}

/** A call that the emulator holds: not carried out yet (`before`), or carried out and not answered (`after`). */
export interface HeldCall {
  readonly action: string;
  readonly when: "before" | "after";
  /** The one that the log shows, or will show. */
  readonly requestId: string;
}

/** Whether one node of a group is reached, and what stands in the way. */
export interface Reached {
  readonly node: string;
  readonly ok: boolean;
  readonly element?: string;
  readonly reason?: string;
}

export interface Emulator {
  readonly endpoint: string;
  readonly pid: number;
  /** AWS-side `host:port` -> loopback `host:port`, as they were at the start. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Rejects when the emulator ends before it was told to. */
  readonly lost: Promise<never>;
  readonly log: () => Promise<LoggedCall[]>;
  readonly servers: () => Promise<EmulatedServer[]>;
  /** Changes some delays; the others stay. */
  readonly setDelays: (delays: Readonly<Record<string, number>>) => Promise<void>;
  readonly delays: () => Promise<Readonly<Record<string, number>>>;
  /** Would a network of the application reach the nodes of a group, each on its port? */
  readonly reach: (from: { securityGroupId: string } | { cidr: string }, toGroup: string) => Promise<Reached[]>;
  /** Replaces the list of faults. */
  readonly setFaults: (faults: readonly object[]) => Promise<void>;
  /** Calls that a `hold` fault holds now. */
  readonly held: () => Promise<HeldCall[]>;
  /** Lets what is held go on, or closes its connection, and then does not carry out what is held before that. */
  readonly letGo: (outcome: "go" | "drop") => Promise<void>;
  readonly end: () => Promise<void>;
  /** Lets it stand on after this process. */
  readonly release: () => void;
}

export interface EmulatorArgs {
  readonly root: string;
  readonly run: RunDirectory;
  readonly world: object;
  /** May it be left standing after this process? Otherwise the kernel ends it with this process, and its servers with it. */
  readonly mayOutlive: boolean;
  readonly signal: AbortSignal;
}

export async function startEmulator({ root, run, world, mayOutlive, signal }: EmulatorArgs): Promise<Emulator> {
  const worldFile = join(run.path, "world.json");
  writeFileSync(worldFile, JSON.stringify(world, undefined, 2));
  const program = [process.execPath, join(root, "emulator/main.ts"), "--world", worldFile];
  const args = [...program, "--data", join(run.path, "servers")];
  const [command = "", ...rest] = mayOutlive ? args : ["setpriv", "--pdeathsig", "KILL", "--", ...args];
  const child = spawn(command, rest, {
    cwd: run.path,
    env: { PATH: process.env["PATH"] ?? "", [markName]: run.id, NODE_NO_WARNINGS: "1", ...guardOf(root, run.path) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // Ctrl-C in a terminal is for the rehearsal, which then ends the emulator
  });
  const told: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => told.push(line));
  const endpoint = await firstLine(child, told, serverCountOf(world), signal);
  let ending = false;
  const lost = new Promise<never>((_, reject) => {
    child.once("exit", (code, by) => {
      const how = [by ?? `exit code ${code ?? "?"}`, ...told.slice(-3)].join(": ");
      if (!ending) reject(new RehearsalError(`the emulator ended in the middle of the rehearsal (${how})`));
    });
  });
  lost.catch(() => undefined); // whoever waits for something races it; without anybody waiting it is no crash
  const control = (path: string, body?: unknown, method: "PUT" | "POST" = "PUT") =>
    ask(`${endpoint}/_emulator/${path}`, body === undefined ? {} : { method, body: JSON.stringify(body) }, signal);
  const { addresses } = (await control("world")) as { addresses: Record<string, string> };
  return {
    endpoint,
    pid: child.pid ?? 0,
    addresses,
    lost,
    log: async () => (await control("log")) as LoggedCall[],
    servers: async () => ((await control("world")) as { servers: EmulatedServer[] }).servers,
    delays: async () => (await control("delays")) as Readonly<Record<string, number>>,
    setDelays: async (delays) => {
      await control("delays", delays);
    },
    reach: async (from, toGroup) => (await control("reach", { from, toGroup }, "POST")) as Reached[],
    setFaults: async (faults) => {
      await control("faults", faults);
    },
    held: async () => ((await control("faults")) as (HeldCall & { reached?: true })[]).filter(({ reached }) => reached),
    letGo: async (outcome) => {
      await control("release", { outcome }, "POST");
    },
    end: async () => {
      ending = true;
      await endChild(child);
    },
    release: () => {
      ending = true;
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** An instance without a server costs nothing. */
function serverCountOf(world: object): number {
  const instances: unknown = "instances" in world ? world.instances : undefined;
  return Array.isArray(instances) ? instances.filter((one: object) => "server" in one).length : 0;
}

async function firstLine(
  child: ChildProcess,
  told: readonly string[],
  serverCount: number,
  signal: AbortSignal,
): Promise<string> {
  const boundMs = startsWithinMs + serverCount * perServerMs;
  if (child.stdout === null) throw new RehearsalError("the emulator has no standard output");
  const over = new AbortController();
  const bound = AbortSignal.any([signal, over.signal, AbortSignal.timeout(boundMs)]);
  const line = once(createInterface({ input: child.stdout }), "line", { signal: bound });
  const ended = once(child, "exit", { signal: bound });
  try {
    const [first] = (await Promise.race([line, ended])) as [unknown];
    const url = /^listening on (?<url>http:\/\/127\.0\.0\.1:\d+)$/.exec(String(first))?.groups?.["url"];
    if (url !== undefined) return url;
    const said = told.length > 0 ? told.join("\n") : String(first);
    throw new RehearsalError(`the emulator did not start: ${said}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RehearsalError) throw error;
    throw new RehearsalError(
      bound.aborted
        ? [
            `the emulator did not start within ${boundMs / 1000} s, while it waited for the ${serverCount} servers of its world to answer and for their clusters to form`,
            ...told,
          ].join("\n")
        : `the emulator could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    line.catch(() => undefined); // the race has been decided
    ended.catch(() => undefined);
    over.abort();
  }
}

async function ask(url: string, request: RequestInit, signal: AbortSignal): Promise<unknown> {
  const reply = await fetch(url, {
    ...request,
    headers: { "content-type": "application/json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]),
  });
  if (!reply.ok) throw new RehearsalError(`the emulator answered ${reply.status} to ${url}: ${await reply.text()}`);
  return await reply.json();
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), endsWithinMs);
  await gone;
  clearTimeout(late);
}
