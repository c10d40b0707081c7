// The set-up as a whole: what is missing for a command, and its steps in order. With nothing missing it only looks.
import { link } from "./links.mjs";
import { alone } from "./lock.mjs";
import { installNpmPackages, npmPackagesAreInstalled } from "./npmPackages.mjs";
import { linkOtherServers, prepareOtherServers } from "./otherServers.mjs";
import { places, projectRoot } from "./places.mjs";
import { engineAtHand, linkEngine, obtainEngine } from "./pulumiEngine.mjs";
import { findSystemPrograms, installSystemPrograms, stillUnfit } from "./systemInstall.mjs";

/**
 * Sees to what the command needs.
 * @param {import("./commands.mjs").Needs} needs
 * @returns {Promise<Record<string, string>>} why a server that the command can do without is not here, by its name
 */
export async function prepare(needs) {
  if (await isReady(needs)) return {};
  // Asked again under the lock: whoever held it may have done the work.
  return await alone(projectRoot, async () => {
    if (!npmPackagesAreInstalled()) await installNpmPackages();
    link("node", places.pinnedNode);
    if (needs.servers) await prepareServers();
    if (needs.engine) await prepareEngine();
    return await prepareOtherServers(needs.otherServers);
  });
}

/** @param {import("./commands.mjs").Needs} needs */
async function isReady(needs) {
  if (!npmPackagesAreInstalled()) return false;
  link("node", places.pinnedNode);
  if (needs.servers) {
    const programs = await findSystemPrograms();
    if (Array.isArray(programs)) return false;
    linkServers(programs);
  }
  if (needs.engine) {
    const engine = await engineAtHand();
    if (engine === undefined) return false;
    linkEngine(engine);
  }
  return (await linkOtherServers(needs.otherServers)).length === 0;
}

async function prepareServers() {
  let programs = await findSystemPrograms();
  if (Array.isArray(programs)) {
    await installSystemPrograms(programs);
    programs = await findSystemPrograms();
    if (Array.isArray(programs)) throw await stillUnfit();
  }
  linkServers(programs);
}

/** @param {Record<import("./packageManagers.mjs").SystemProgram, string>} programs */
function linkServers(programs) {
  link("redis-server", programs["redis-server"]);
  link("setpriv", programs.setpriv);
}

async function prepareEngine() {
  let engine = await engineAtHand();
  if (engine === undefined) {
    await obtainEngine();
    engine = await engineAtHand();
  }
  if (engine === undefined) throw new Error("an engine was obtained and is not found: this is a defect of the set-up");
  linkEngine(engine);
}
