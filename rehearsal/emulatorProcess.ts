// The emulator as a child process, reached over HTTP only.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { markName } from "./sandbox/environment.ts";
import { RehearsalError } from "./failure.ts";
import type { RunDirectory } from "./runDirectory.ts";

const startsWithinMs = 30_000;
const answersWithinMs = 10_000;

export interface LoggedCall {
  readonly at: string;
  readonly service: string;
  readonly action: string;
  readonly outcome: string;
}

export interface Emulator {
  readonly endpoint: string;
  readonly pid: number;
  /** AWS-side `host:port` -> loopback `host:port`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Rejects when the emulator ends before it was told to. */
  readonly lost: Promise<never>;
  readonly log: () => Promise<LoggedCall[]>;
  readonly setDelays: (delays: Readonly<Record<string, number>>) => Promise<void>;
  readonly setFaults: (faults: readonly object[]) => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function startEmulator(
  root: string,
  run: RunDirectory,
  world: object,
  signal: AbortSignal,
): Promise<Emulator> {
  const worldFile = join(run.path, "world.json");
  writeFileSync(worldFile, JSON.stringify(world, undefined, 2));
  const args = [join(root, "emulator/main.ts"), "--world", worldFile, "--data", join(run.path, "servers")];
  // The kernel ends it with this process, and its servers with it.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", process.execPath, ...args], {
    cwd: run.path,
    env: { PATH: process.env["PATH"] ?? "", [markName]: run.id, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => told.push(line));
  const endpoint = await firstLine(child, told, signal);
  let ending = false;
  const lost = new Promise<never>((_, reject) => {
    child.once("exit", (code, by) => {
      if (!ending)
        reject(
          new RehearsalError(`the emulator ended (${by ?? `exit code ${code ?? "?"}`}): ${told.slice(-3).join(" ")}`),
        );
    });
  });
  lost.catch(() => undefined); // whoever waits for something races it; without anybody waiting it is no crash
  const control = (path: string, body?: unknown) => ask(`${endpoint}/_emulator/${path}`, body, signal);
  const { addresses } = (await control("world")) as { addresses: Record<string, string> };
  return {
    endpoint,
    pid: child.pid ?? 0,
    addresses,
    lost,
    log: async () => (await control("log")) as LoggedCall[],
    setDelays: async (delays) => {
      await control("delays", delays);
    },
    setFaults: async (faults) => {
      await control("faults", faults);
    },
    end: async () => {
      ending = true;
      await endChild(child);
    },
  };
}

async function firstLine(child: ChildProcess, told: readonly string[], signal: AbortSignal): Promise<string> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(startsWithinMs)]);
  if (child.stdout === null) throw new RehearsalError("the emulator has no standard output");
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit", { signal: bound }).then(([code]) => {
    throw new RehearsalError(`the emulator did not start (exit code ${String(code)}): ${told.join("\n")}`);
  });
  const [line] = (await Promise.race([once(lines, "line", { signal: bound }), ended])) as [string];
  ended.catch(() => undefined); // from here on `lost` tells
  const url = /^listening on (?<url>http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.groups?.["url"];
  if (url === undefined) throw new RehearsalError(`the emulator's first line was "${line}"`);
  return url;
}

async function ask(url: string, body: unknown, signal: AbortSignal): Promise<unknown> {
  const reply = await fetch(url, {
    ...(body === undefined
      ? {}
      : { method: "PUT", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]),
  });
  if (!reply.ok) throw new RehearsalError(`the emulator answered ${reply.status} to ${url}: ${await reply.text()}`);
  return await reply.json();
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}
