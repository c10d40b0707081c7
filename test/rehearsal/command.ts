// The command of the rehearsal as a child process: what it says, and how it ends.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { projectRoot } from "../../rehearsal/rehearsal.ts";

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with exit code or signal once it has ended and its output has been read. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves with the matched text as soon as stdout has it; rejects when it ends without. */
  readonly says: (pattern: RegExp) => Promise<string>;
}

export interface Ended {
  readonly exitCode: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Further words between Node and the command's file. */
  readonly entry?: readonly string[];
}

/** Dies with the test, even when that is killed. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): Started {
  const { root = projectRoot, env = {}, entry = [join(root, "rehearsal/main.ts")] } = options;
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, ...entry, ...args], {
    cwd: root,
    env: { ...process.env, PULUMI_BIN_DIR: join(projectRoot, ".cache/bin"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
  }
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const says = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(said.stdout);
        if (match !== null) resolve(match[0]);
      };
      child.stdout.on("data", look);
      look();
      void ended.then((how) =>
        reject(new Error(`it ended (${how}) without ${pattern.source}: ${Object.values(said).join("\n")}`)),
      );
    });
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, ended, says };
}

export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { ended, stdout, stderr } = startCommand(args, options);
  const exitCode = await ended;
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** A copy of the project, for what must not be written into the real one. */
export async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "rehearsal-project-"));
  const parts = ["rehearsal", "emulator", "settings", "settings.ts", "migration", "package.json", "Pulumi.yaml"];
  await Promise.all(parts.map((part) => cp(join(projectRoot, part), join(copy, part), { recursive: true })));
  await symlink(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  return copy;
}
