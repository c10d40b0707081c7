// What the kernel says of a process: its parent, its start, its group.
import { readFileSync } from "node:fs";

/** @type {typeof import("./processes.mjs").readProcess} */
export function readProcess(pid) {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (failure) {
    const code = /** @type {NodeJS.ErrnoException} */ (failure).code;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw failure;
  }
}

/**
 * The name is in parentheses and may hold spaces and parentheses of its own: fields are counted from the last one.
 * @type {typeof import("./processes.mjs").parseStat}
 */
export function parseStat(text) {
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(text.indexOf("(") + 1, end),
    parentPid: Number(fields[1]),
    groupId: Number(fields[2]),
    terminalGroupId: Number(fields[5]),
    startedAtTicks: Number(fields[19]),
  };
}

/** @type {typeof import("./processes.mjs").readCommandLine} */
export function readCommandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    // Gone, or another user's: nothing is known of it, and the caller treats that as "not npm".
    return "";
  }
}

/** @type {typeof import("./processes.mjs").isSame} */
export function isSame(facts) {
  const now = readProcess(facts.pid);
  return now !== undefined && now.startedAtTicks === facts.startedAtTicks;
}
