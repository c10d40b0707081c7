// Runs one program of the set-up: quietly, within a bound, and ended together with the set-up.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { interruption } from "./interruption.mjs";
import { projectRoot } from "./places.mjs";

const keptOutputBytes = 64 * 1024;
const graceMs = 5_000;
const keeperFile = fileURLToPath(new URL("keeper.mjs", import.meta.url));

/**
 * @typedef {object} Limits
 * @property {number} boundMs the program is ended after this time
 * @property {number} [silentMs] and after this time without a word, where a stalled network is likely
 * @property {"end" | "leave"} [onInterruption] "leave" for the system's package manager: half-done is worse than late
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {string} [argv0] the name that the program is called by, where that decides what it is
 */
/** @typedef {{ ok: boolean, why: string, output: string }} StepResult */

/**
 * Never rejects for what the program does: `why` says how it ended, `output` holds the end of what it printed.
 * Rejects when the set-up is interrupted.
 * @param {readonly string[]} argv
 * @param {Limits} limits
 * @returns {Promise<StepResult>}
 */
export async function runStep(argv, limits) {
  interruption.throwIfAborted();
  const leave = limits.onInterruption === "leave";
  const keeper = leave ? undefined : startKeeper();
  try {
    const result = await runProgram(argv, limits, leave, (pid) => keeper?.stdin.write(`${pid}\n`));
    interruption.throwIfAborted();
    return result;
  } finally {
    keeper?.stdin.end("done\n");
  }
}

function startKeeper() {
  const keeper = spawn(process.execPath, [keeperFile], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  // It only reads; if it is killed the set-up goes on, merely without its guard.
  keeper.on("error", () => undefined);
  keeper.stdin.on("error", () => undefined);
  keeper.unref();
  return keeper;
}

/**
 * @param {readonly string[]} argv
 * @param {Limits} limits
 * @param {boolean} leave
 * @param {(pid: number) => void} onStarted
 * @returns {Promise<StepResult>}
 */
function runProgram(argv, limits, leave, onStarted) {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    let output = "";
    let endedBecause = "";
    const child = spawn(program, args, {
      cwd: limits.cwd ?? projectRoot,
      env: limits.env ?? process.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      ...(limits.argv0 === undefined ? {} : { argv0: limits.argv0 }),
    });
    /** @type {NodeJS.Timeout | undefined} */
    let hardEnd;
    if (child.pid !== undefined) onStarted(child.pid);

    /** @param {string} because */
    const end = (because) => {
      if (endedBecause !== "") return;
      endedBecause = because;
      killGroup(child.pid, "SIGTERM");
      hardEnd = setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
    };
    const bound = setTimeout(() => end(`it took longer than ${limits.boundMs / 1000} s`), limits.boundMs);
    const onInterruption = () => end("interrupted");
    if (!leave) interruption.addEventListener("abort", onInterruption, { once: true });
    /** @type {NodeJS.Timeout | undefined} */
    let silence;
    const listen = () => {
      clearTimeout(silence);
      const { silentMs } = limits;
      if (silentMs !== undefined) silence = setTimeout(() => end(`no word for ${silentMs / 1000} s`), silentMs);
    };
    listen();

    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString("utf8")).slice(-keptOutputBytes);
      listen();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);

    /** @param {string} why */
    const settle = (why) => {
      clearTimeout(bound);
      clearTimeout(silence);
      clearTimeout(hardEnd);
      interruption.removeEventListener("abort", onInterruption);
      // What the program left behind in its group would hold nothing but this machine's memory.
      if (endedBecause !== "") killGroup(child.pid, "SIGKILL");
      resolve({ ok: why === "", why, output });
    };
    child.on("error", (failure) => settle(failure.message));
    child.on("close", (code, signal) => {
      if (endedBecause !== "") settle(endedBecause);
      else if (signal !== null) settle(`it was ended by ${signal}`);
      else settle(code === 0 ? "" : `exit code ${code}`);
    });
  });
}

/**
 * @param {number | undefined} groupId
 * @param {NodeJS.Signals} signal
 */
function killGroup(groupId, signal) {
  if (groupId === undefined) return;
  try {
    process.kill(-groupId, signal);
  } catch (failure) {
    if (/** @type {NodeJS.ErrnoException} */ (failure).code !== "ESRCH") throw failure;
  }
}

/**
 * The last lines of a program's output, for a failure's text.
 * @param {string} output
 */
export function lastLines(output) {
  return output.trim().split("\n").slice(-12).join("\n");
}
