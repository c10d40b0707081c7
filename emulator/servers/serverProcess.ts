// One redis-server or valkey-server process: started, watched, ended.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { converse } from "./connection.ts";
import type { Credentials } from "./connection.ts";
import { versionOf } from "./programVersion.ts";
import type { ProgramVersion } from "./programVersion.ts";
import { ServerFailure } from "./serverFailure.ts";

export interface ServerSpec {
  /** As `/_emulator/world` shows it. */
  readonly name: string;
  readonly program: string;
  readonly address: string;
  readonly port: number;
  /** Directives beside address and port. They reach the server on its standard input: no secret is in an argument. */
  readonly directives: readonly string[];
  /** Working directory; its own, and empty unless it is restarted: what lies there is loaded as its data. */
  readonly directory: string;
  readonly credentials: Credentials | undefined;
  readonly signal: AbortSignal;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended, with how: "exit code 1", "signal SIGKILL". */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const startLimitMs = 10_000;
const stopLimitMs = 5_000;
const pollEveryMs = 10;

/**
 * The server dies with the emulator, even with one that is killed: `setpriv` asks the kernel for that. As a parent
 * that dies before that request would go unnoticed, the shell waits for a word from a living parent, and only then
 * becomes the server.
 */
const launch = ["--pdeathsig", "KILL", "sh", "-c", 'echo ready; IFS= read -r word && exec "$0" -'];

/** Starts a server and waits until it answers PING. */
export async function startServer(spec: ServerSpec): Promise<ServerProcess> {
  const cwd = spec.directory;
  const version = await versionOf(spec.program);
  spec.signal.throwIfAborted();
  await mkdir(cwd, { recursive: true });
  const child = spawn("setpriv", [...launch, spec.program], {
    cwd,
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C in a terminal reaches the emulator alone, which then ends its servers in order.
    detached: true,
  });
  const complaints: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => {
    if (complaints.length < 20) complaints.push(chunk.toString());
  });
  child.stdout.on("data", () => {
    // Read so that the server never blocks on a full pipe; what it has to say is in its log file.
  });
  const ended = endOf(child);
  let how: string | undefined;
  void ended.then((end) => (how = end));
  const hasEnded = () => how;
  const whyNot = async (what: string) =>
    new ServerFailure(
      `The server ${spec.name} (${spec.program} on ${spec.address}:${spec.port}) ${what}${await lastWords(spec, complaints)}`,
    );

  const server = { pid: child.pid ?? -1, ended, stop: () => stopProcess(child, ended) };
  try {
    await Promise.race([once(child.stdout, "data", { signal: spec.signal }), ended]);
    const early = hasEnded();
    if (early !== undefined) throw await whyNot(`did not start: ${early}.`);
    child.stdin.on("error", () => {
      // The process has ended before it read its configuration; `ended` tells how, and is looked at below.
    });
    child.stdin.end(`go\n${configOf(spec, version).join("\n")}\n`);
    const giveUpAt = performance.now() + startLimitMs;
    // Whoever else holds the port may accept a connection and never answer; the process has ended by then.
    const gone = ended.then(() => false);
    while (!(await Promise.race([answers(spec), gone]))) {
      spec.signal.throwIfAborted();
      const end = hasEnded();
      if (end !== undefined) throw await whyNot(`ended at once: ${end}.`);
      if (performance.now() > giveUpAt) throw await whyNot(`did not answer within ${startLimitMs / 1000} s.`);
      await pause(pollEveryMs, undefined, { signal: spec.signal });
    }
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function configOf({ address, port, directives }: ServerSpec, { engine, major }: ProgramVersion): string[] {
  // Those before Valkey 9 have one database in cluster mode, and no name for the number.
  const isKnown = (directive: string) =>
    !directive.startsWith("cluster-databases ") || (engine === "valkey" && major >= 9);
  return [
    `bind ${address}`,
    // Before version 7 a server connects from the address that it is bound to anyway.
    ...(major >= 7 ? [`bind-source-addr ${address}`] : []),
    `port ${port}`,
    "daemonize no",
    "logfile server.log",
    ...directives.filter(isKnown),
  ];
}

// A server that wants a password has started as well: a world may declare a source that AWS would refuse. So has one
// that still loads what it held before a restart.
async function answers({ address, port, credentials }: ServerSpec): Promise<boolean> {
  try {
    return await converse(
      { address, port, credentials },
      async (connection) => (await connection.call("PING")) === "PONG",
    );
  } catch (error) {
    // Not listening yet is what is waited for; one that never answers runs into the caller's limit.
    return error instanceof Error && /^(NOAUTH|LOADING)/.test(error.message);
  }
}

async function stopProcess(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await ended;
  clearTimeout(timer);
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`it could not be run (${error.message})`));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`),
    );
  });
}

/** Empty as long as the server has not written a line. */
export async function readServerLog(directory: string): Promise<string> {
  return readFile(join(directory, "server.log"), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
}

async function lastWords({ directory }: ServerSpec, complaints: readonly string[]): Promise<string> {
  const log = await readServerLog(directory);
  // What it could not even log comes last: the log may be of an earlier start.
  const words = [...log.split("\n"), ...complaints.join("").split("\n")].filter((line) => line.trim() !== "").slice(-6);
  return words.length === 0 ? "" : `\nIts last words:\n${words.map((line) => `  ${line}`).join("\n")}`;
}
