// Installing what the system lacks, with its own package manager: asked first on a terminal, said otherwise.
import { createInterface } from "node:readline/promises";
import { SetupFailure } from "./failure.mjs";
import { Interruption, interruption } from "./interruption.mjs";
import { commandToPrint, installCommand, packageManagers, refreshCommand } from "./packageManagers.mjs";
import { places } from "./places.mjs";
import { sayStep } from "./say.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { lastLines, runStep } from "./step.mjs";
import { findRedisServer, findSetpriv, oldestServer } from "./systemPrograms.mjs";
import { versionText } from "./versions.mjs";

/** @typedef {import("./packageManagers.mjs").SystemProgram} SystemProgram */
/** @typedef {import("./packageManagers.mjs").PackageManager} PackageManager */

const wanted = {
  "redis-server": `redis-server ${versionText(oldestServer)} or newer (or valkey-server)`,
  setpriv: "setpriv of util-linux, with --pdeathsig",
};

/** Long, because a package manager waits for another one's lock; it is never ended half-way by an interruption. */
const installBoundMs = 15 * 60_000;
/** How long a person has to answer. */
const answerBoundMs = 10 * 60_000;

/** @returns {Promise<Record<SystemProgram, string> | SystemProgram[]>} the paths, or what is missing */
export async function findSystemPrograms() {
  const [server, setpriv] = [await findRedisServer(), await findSetpriv()];
  if (server.kind === "found" && setpriv.kind === "found") {
    return { "redis-server": server.path, setpriv: setpriv.path };
  }
  /** @type {SystemProgram[]} */
  const missing = [];
  if (server.kind !== "found") missing.push("redis-server");
  if (setpriv.kind !== "found") missing.push("setpriv");
  return missing;
}

/** @param {SystemProgram[]} missing */
export async function installSystemPrograms(missing) {
  const what = missing.join(" and ");
  const expected = missing.map((program) => wanted[program]).join("; ");
  const directories = machineDirectories(process.env["PATH"], places);
  const manager = packageManagers.find(({ name }) => findProgram(name, directories) !== undefined);
  if (manager === undefined) {
    const known = packageManagers.map(({ name }) => name).join(", ");
    throw new SetupFailure(
      `This machine lacks ${what}, and none of these package managers is here to install it: ${known}.`,
      expected,
      "put it on PATH, then run the command again.",
    );
  }
  const isRoot = process.getuid?.() === 0;
  const toPrint = commandToPrint(manager, missing, isRoot);
  const rights = isRoot ? "root" : (await hasSudo()) ? "sudo" : "none";
  if (rights === "none") {
    throw new SetupFailure(`This machine lacks ${what}, and installing needs rights.`, expected, toPrint);
  }
  if (!(await mayInstall(what, toPrint))) {
    throw new SetupFailure(`This machine lacks ${what}, and it was not to be installed.`, expected, toPrint);
  }
  await sayStep(what, `installing with ${manager.name}`, async () => {
    await install(manager, missing, rights, toPrint);
    return { done: "installed", value: undefined };
  });
}

async function hasSudo() {
  const { ok } = await runStep(["sudo", "-n", "true"], { boundMs: 10_000 });
  return ok;
}

/**
 * Asks on a terminal; elsewhere nobody is there to ask. An answer that does not come is a no.
 * @param {string} what
 * @param {string} command
 */
async function mayInstall(what, command) {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const patience = AbortSignal.timeout(answerBoundMs);
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await questions.question(`set-up: ${what} is missing. Run "${command}"? [Y/n] `, {
      signal: AbortSignal.any([interruption, patience]),
    });
    return /^(y|yes|)$/i.test(answer.trim());
  } catch {
    process.stderr.write("\n");
    interruption.throwIfAborted();
    if (patience.aborted) return false;
    // The terminal is in raw mode while a question stands: its ^C comes as a refusal to answer, not as a signal.
    throw new Interruption("ended by SIGINT", "SIGINT");
  } finally {
    questions.close();
  }
}

/**
 * Package lists of a fresh container are empty or old: they are fetched once the first try has failed.
 * @param {PackageManager} manager
 * @param {SystemProgram[]} missing
 * @param {"root" | "sudo"} rights
 * @param {string} toPrint
 */
async function install(manager, missing, rights, toPrint) {
  const command = installCommand(manager, missing, rights);
  const limits = /** @type {const} */ ({ boundMs: installBoundMs, onInterruption: "leave" });
  let result = await runStep(command, limits);
  const refresh = refreshCommand(manager, rights);
  if (!result.ok && refresh !== undefined) {
    await runStep(refresh, limits);
    result = await runStep(command, limits);
  }
  if (!result.ok) {
    throw new SetupFailure(
      `${manager.name} failed: ${result.why}.\n${lastLines(result.output)}`,
      missing.map((program) => wanted[program]).join("; "),
      `see to what it names above, then: ${toPrint}`,
    );
  }
}

/** What is to be said when the package manager did its work and the program is still not fit. */
export async function stillUnfit() {
  const found = [await findRedisServer(), await findSetpriv()].filter((each) => each.kind === "unfit");
  const names = found.map((each) => `${each.path} (${each.what})`).join(", ");
  return new SetupFailure(
    `What the system's package manager offers does not do${names === "" ? "" : `: ${names}`}.`,
    Object.values(wanted).join("; "),
    "install a newer one by hand and put it on PATH, then run the command again.",
  );
}
