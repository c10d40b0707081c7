// A real redis-server for a test: its own loopback address and directory, gone with the test process.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import type { Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface RedisServerOptions {
  readonly signal?: AbortSignal | undefined;
  /** 16 by default, as Redis has it. */
  readonly databases?: number | undefined;
  /** Further directives, one per entry: "replicaof 127.1.2.3 6379". */
  readonly config?: readonly string[] | undefined;
  /** Found on PATH by default. */
  readonly program?: string | undefined;
}

export interface RedisServer {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves once the process is gone. */
  stop(): Promise<void>;
}

/** The same port for the claim as elsewhere in the project: whoever listens there on 127.a.b.254 has 127.a.b.0/24. */
const claimPort = 16_399;
const serverPort = 6379;
const startLimitMs = 10_000;
const stopLimitMs = 5_000;

let block: Promise<{ prefix: string; claim: Server }> | undefined;
let nextHost = 1;

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { signal, databases = 16, config = [], program = "redis-server" } = options;
  const { prefix } = await (block ??= claimBlock());
  const host = `${prefix}.${nextHost++}`;
  // setpriv lets the kernel end the server with this process, however that ends; the shell becomes the server only
  // after a word from a living parent, because a parent that died before setpriv ran would go unnoticed.
  const script = 'echo ready; IFS= read -r word && exec "$0" -';
  // A replica writes the snapshot that it receives to its directory, and a server loads what it finds there.
  const cwd = await mkdtemp(join(tmpdir(), "test-redis-"));
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", script, program], {
    cwd,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, killedBy) => resolve(`exit code ${String(code)}, signal ${String(killedBy)}`));
  });
  let output = "";
  const remember = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2_000));
  child.stdout.on("data", remember);
  child.stderr.on("data", remember);
  child.stdin.on("error", (error) => (output += `\nstdin: ${error.message}`));
  const stop = async () => {
    await end(child, ended);
    await rm(cwd, { recursive: true, force: true });
  };
  signal?.addEventListener("abort", () => void stop(), { once: true });

  let how: string | undefined;
  void ended.then((words) => (how = words));
  try {
    signal?.throwIfAborted();
    await Promise.race([once(child.stdout, "data"), ended]);
    const directives = [
      `bind ${host}`,
      // Before version 7 a server connects from the address that it is bound to anyway.
      ...(majorVersionOf(program) >= 7 ? [`bind-source-addr ${host}`] : []),
      `port ${serverPort}`,
      'save ""',
      "rdb-del-sync-files yes",
      "appendonly no",
      "protected-mode no",
      "repl-diskless-sync-delay 0",
      `databases ${databases}`,
      ...config,
    ];
    child.stdin.end(`go\n${directives.join("\n")}\n`);
    const giveUpAt = performance.now() + startLimitMs;
    while (!(await answers(host))) {
      signal?.throwIfAborted();
      if (how !== undefined) throw new Error(`${program} on ${host} did not start (${how}):\n${output}`);
      if (performance.now() > giveUpAt) throw new Error(`${program} on ${host} did not answer in time:\n${output}`);
      await pause(10);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, port: serverPort, pid: child.pid ?? -1, stop };
}

const majorVersions = new Map<string, number>();

function majorVersionOf(program: string): number {
  const known = majorVersions.get(program);
  if (known !== undefined) return known;
  const text = execFileSync(program, ["--version"], { encoding: "utf8", timeout: startLimitMs });
  const major = Number(/\bv=(\d+)\./.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(major)) throw new Error(`${program} --version tells no version: ${text}`);
  majorVersions.set(program, major);
  return major;
}

async function claimBlock(): Promise<{ prefix: string; claim: Server }> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const prefix = `127.${randomInt(16, 251)}.${randomInt(0, 255)}`;
    const claim = createServer((socket) => socket.destroy());
    const free = await new Promise<boolean>((resolve, reject) => {
      claim.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE") resolve(false);
        else reject(error);
      });
      claim.listen(claimPort, `${prefix}.254`, () => resolve(true));
    });
    if (!free) continue;
    // The claim lasts as long as the process, and does not prolong it.
    claim.unref();
    return { prefix, claim };
  }
  throw new Error("No free block of loopback addresses was found.");
}

function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(serverPort, host, () => socket.write("PING\r\n"));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("data", (reply: Buffer) => {
      // A server that loads or follows answers with an error, and that is an answer.
      resolve(/^[+-]/.test(reply.toString()));
      socket.destroy();
    });
    // Nobody listens yet: the caller asks again, and gives up by its own bound.
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}

async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  // A test may have stopped the server with SIGSTOP; it must still end.
  child.kill("SIGTERM");
  child.kill("SIGCONT");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await ended;
  clearTimeout(timer);
}
