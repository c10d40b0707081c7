// Starts the command on the pinned Node and lives exactly as long as it does: ends it when this process or the npm
// above ends, hands signals on, and keeps its exit code.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { guarded, programAndArgs } from "./guard.mjs";
import { interrupt, Interruption, interruption, listenForSignals } from "./interruption.mjs";
import { watchNpm } from "./npmAbove.mjs";
import { places, projectRoot } from "./places.mjs";
import { readProcess } from "./processes.mjs";
import { commandPath } from "./searchPath.mjs";

/** How long a command may take to clean up after it was told to end because npm is gone. */
const graceMs = 10_000;

/** From now on a signal or the loss of npm aborts `interruption`; returns how to hand both on to a command. */
export function watchOver() {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let command;
  listenForSignals((signal) => {
    if (!isFromTerminal(signal)) command?.kill(signal);
  });
  watchNpm(() => {
    interrupt(new Interruption("ended because the npm that started it is gone", "SIGTERM"));
    command?.kill("SIGTERM");
    setTimeout(() => command?.kill("SIGKILL"), graceMs).unref();
  });
  return (/** @type {import("node:child_process").ChildProcess} */ started) => {
    command = started;
  };
}

/**
 * @param {string} entry
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} lackingServers why, by name
 * @param {(started: import("node:child_process").ChildProcess) => void} onStarted
 * @returns {Promise<number>} the exit code
 */
export function launch(entry, args, lackingServers, onStarted) {
  interruption.throwIfAborted();
  const command = [places.pinnedNode, join(projectRoot, entry), ...args];
  const [program, guardedArgs] = programAndArgs(guarded(command));
  return new Promise((resolve, reject) => {
    const child = spawn(program, guardedArgs, {
      cwd: projectRoot,
      stdio: "inherit",
      env: {
        ...process.env,
        PATH: commandPath(process.env["PATH"], places),
        PULUMI_BIN_DIR: places.bin,
        SERVERS_LACKING: JSON.stringify(lackingServers),
      },
    });
    onStarted(child);
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]));
  });
}

/**
 * A key pressed in the terminal reaches the whole foreground group: the command has it already, and a second one
 * would read as "end at once".
 * @param {NodeJS.Signals} signal
 */
function isFromTerminal(signal) {
  if (signal !== "SIGINT") return false;
  const own = readProcess(process.pid);
  return own !== undefined && own.terminalGroupId === own.groupId;
}
