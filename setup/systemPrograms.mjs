// Whether this machine has redis-server and setpriv, each able to do what is asked of it.
import { learn } from "./notes.mjs";
import { places } from "./places.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { runStep } from "./step.mjs";
import { findVersion, isAtLeast, versionText } from "./versions.mjs";

/** The oldest server that the rehearsal is made for: 6.2 brought what its proofs read (COPY, GETEX, failover states). */
export const oldestServer = /** @type {const} */ ([6, 2, 0]);
const answerBoundMs = 10_000;

/**
 * @typedef {{ kind: "found", path: string }
 *   | { kind: "unfit", path: string, what: string }
 *   | { kind: "missing" }} Found
 */

/**
 * A server under any of its names: Debian's redis-tools holds it as redis-check-rdb only, distributions that moved to
 * Valkey as valkey-server. The set-up links it as redis-server.
 * @returns {Promise<Found>}
 */
export async function findRedisServer() {
  const directories = machineDirectories(process.env["PATH"], places);
  /** @type {Found} */
  let best = { kind: "missing" };
  for (const name of ["redis-server", "redis-check-rdb", "valkey-server"]) {
    const path = findProgram(name, directories);
    if (path === undefined) continue;
    const version = findVersion((await learn(path, "server version", () => askServer(path))) ?? "");
    if (version === undefined) continue;
    if (isAtLeast(version, oldestServer)) return { kind: "found", path };
    best = { kind: "unfit", path, what: `version ${versionText(version)}` };
  }
  return best;
}

/** @param {string} path */
async function askServer(path) {
  const { ok, output } = await runStep([path, "--version"], { boundMs: answerBoundMs, argv0: "redis-server" });
  return ok ? / v=(\S+)/.exec(output)?.[1] : undefined;
}

/**
 * setpriv starts a program that the kernel ends together with its parent. Older and smaller ones (busybox) lack that.
 * @returns {Promise<Found>}
 */
export async function findSetpriv() {
  const path = findProgram("setpriv", machineDirectories(process.env["PATH"], places));
  if (path === undefined) return { kind: "missing" };
  const answer = await learn(path, "knows --pdeathsig", async () => {
    const { ok } = await runStep([path, "--pdeathsig", "KILL", "true"], { boundMs: answerBoundMs });
    return ok ? "yes" : undefined;
  });
  return answer === "yes" ? { kind: "found", path } : { kind: "unfit", path, what: "without --pdeathsig" };
}
