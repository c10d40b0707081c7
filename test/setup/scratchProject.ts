// A project of its own in a temporary directory: this project's set-up, with stand-ins for what it would start or fetch.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectRoot } from "../../setup/places.mjs";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Everything below the project's root is the test's own; `programs` is the only directory on PATH. */
export class ScratchProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "setup-test-")));
  readonly programs = join(this.root, "machine", "bin");
  readonly home = join(this.root, "home");
  readonly #running: ChildProcess[] = [];

  constructor() {
    cpSync(join(projectRoot, "setup"), join(this.root, "setup"), { recursive: true });
    // The one part of the product that the checks read: the README's table is made of it.
    for (const rules of ["migration/prerequisites.ts", "migration/sourcePrerequisites.ts"]) {
      cpSync(join(projectRoot, rules), join(this.root, rules));
    }
    mkdirSync(this.programs, { recursive: true });
    mkdirSync(this.home);
    for (const name of ["sh", "env", "sleep", "mkdir", "cat", "dirname", "true"]) this.linkSystemProgram(name);
    this.linkProgram("node", realpathSync(process.execPath));
  }

  /** node_modules as `npm ci` leaves it, with the real lists of packages. */
  withNpmPackages(): this {
    cpSync(join(projectRoot, "package.json"), join(this.root, "package.json"));
    cpSync(join(projectRoot, "package-lock.json"), join(this.root, "package-lock.json"));
    const lock = readFileSync(join(projectRoot, "package-lock.json"));
    this.write("node_modules/.package-lock.json", lock.toString("utf8"));
    mkdirSync(join(this.root, "node_modules", ".bin"), { recursive: true });
    symlinkSync(realpathSync(process.execPath), join(this.root, "node_modules", ".bin", "node"));
    return this;
  }

  /** A machine that has what the servers need. */
  withServers(): this {
    this.linkSystemProgram("setpriv");
    this.script("redis-server", 'echo "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"');
    return this;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  writeProgram(path: string, text: string): void {
    this.write(path, text);
    chmodSync(join(this.root, path), 0o755);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  script(name: string, body: string): void {
    writeFileSync(join(this.programs, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  /** Takes a program from the machine again. */
  remove(name: string): void {
    rmSync(join(this.programs, name));
  }

  linkProgram(name: string, target: string): void {
    symlinkSync(target, join(this.programs, name));
  }

  linkSystemProgram(name: string): void {
    const directory = (process.env["PATH"] ?? "").split(":").find((each) => existsSync(join(each, name)));
    if (directory === undefined) throw new Error(`this machine has no ${name}`);
    this.linkProgram(name, join(directory, name));
  }

  start(program: string, args: readonly string[]): Running {
    const child = spawn(program, args, {
      cwd: this.root,
      env: {
        PATH: this.programs,
        HOME: this.home,
        npm_config_cache: join(this.home, "npm"),
        npm_config_update_notifier: "false",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.push(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { process: child, ended };
  }

  /** `node setup/run.mjs …` in this project. */
  run(...args: string[]): Promise<Ended> {
    return this.startRun(...args).ended;
  }

  startRun(...args: string[]): Running {
    return this.start(join(this.programs, "node"), ["setup/run.mjs", ...args]);
  }

  async end(): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
    await Promise.all(
      this.#running.map((child) =>
        until("a started process has ended", () => child.exitCode !== null || child.signalCode !== null),
      ),
    );
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for a condition; fails by name when it does not come true in time. */
export async function until(what: string, isTrue: () => boolean, boundMs = 18_000): Promise<void> {
  const endMs = performance.now() + boundMs;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${boundMs} ms`);
    await delay(20);
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie still takes signals: only its state tells it from a living process.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // No such entry: the process is gone.
    return false;
  }
}
