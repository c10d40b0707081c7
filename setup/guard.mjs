// How a program is started so that it never outlives this process.
import { places } from "./places.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";

/** Goes on only if the parent is still the one that asked: it may have died before the kernel heard of it. */
const unlessOrphan = 'test "$PPID" = "$0" && exec "$@"';

/**
 * The command behind setpriv, with which the kernel kills it when this process dies. KILL, not TERM: a stuck command
 * would live on after TERM, and what a command starts must end after that command's SIGKILL anyway. On a machine
 * without setpriv the command is started bare; every command that starts servers needs setpriv and so has it.
 * @type {typeof import("./guard.mjs").guarded}
 */
export function guarded(command) {
  const setpriv = findProgram("setpriv", [places.bin, ...machineDirectories(process.env["PATH"], places)]);
  if (setpriv === undefined) return command;
  return [setpriv, "--pdeathsig", "KILL", "sh", "-c", unlessOrphan, String(process.pid), ...command];
}

/** @type {typeof import("./guard.mjs").programAndArgs} */
export function programAndArgs(command) {
  const [program = "", ...args] = command;
  return [program, args];
}
