// Which processes above belong to the `npm run` that started this one. When they die by SIGKILL nothing tells the
// processes below: npm starts `sh -c`, that starts node, and both would go on as orphans.
import { isSame, readCommandLine, readProcess } from "./processes.mjs";

const shells = ["sh", "bash", "dash", "ash", "zsh", "busybox"];
const lookEveryMs = 250;

/**
 * The shell that npm put in between (if any) and npm itself. Empty when no npm is above: a command started by hand
 * may outlive its terminal (nohup), and nothing may end it then.
 * @type {typeof import("./npmAbove.mjs").processesAbove}
 */
export function processesAbove(env, ownParentPid, read, commandLine) {
  if (env["npm_lifecycle_event"] === undefined) return [];
  const parent = read(ownParentPid);
  if (parent === undefined) return [];
  if (isPackageManager(commandLine(parent.pid))) return [parent];
  if (!shells.includes(parent.name)) return [];
  const above = read(parent.parentPid);
  return above !== undefined && isPackageManager(commandLine(above.pid)) ? [parent, above] : [];
}

/** npm sets its title to `npm run rehearse`; others show as `node /path/to/pnpm.cjs run rehearse`. */
/** @param {string} commandLine */
function isPackageManager(commandLine) {
  const words = commandLine.split(" ").slice(0, 3);
  return words.some((word) => /(^|\/)(npm|npx|pnpm|yarn)(-cli|-prefix)?(\.c?js)?$/.test(word));
}

/** @type {typeof import("./npmAbove.mjs").watchNpm} */
export function watchNpm(onGone) {
  const above = processesAbove(process.env, process.ppid, readProcess, readCommandLine);
  const direct = above[0];
  if (direct === undefined) return { stop: () => undefined };
  const timer = setInterval(() => {
    if (process.ppid === direct.pid && above.every(isSame)) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
