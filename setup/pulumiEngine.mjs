// The Pulumi engine that the command runs on: found, else downloaded, else built.
import { chmodSync, copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { SetupFailure } from "./failure.mjs";
import { link } from "./links.mjs";
import { places } from "./places.mjs";
import { buildEngine, builtEngineIsCurrent } from "./pulumiBuild.mjs";
import { downloadEngine } from "./pulumiDownload.mjs";
import { engineFrom, findEngine } from "./pulumiFind.mjs";
import { say, sayStep } from "./say.mjs";

/** @typedef {import("./pulumiFind.mjs").Engine} Engine */

/**
 * An engine that needs nothing to be done. A build from other go.mod files than today's does not count.
 * @returns {Promise<Engine | undefined>}
 */
export async function engineAtHand() {
  const engine = await findEngine();
  if (engine === undefined) return undefined;
  return engine.pulumi === join(places.pulumiBuilt, "pulumi") && !builtEngineIsCurrent() ? undefined : engine;
}

/**
 * The download is tried first, because it takes seconds and a build takes minutes. That it failed is not
 * remembered: the build that follows is, and as long as it stands nothing is asked of the network.
 */
export async function obtainEngine() {
  const whyNot = await tryDownload();
  if (whyNot === "") return;
  say(`Pulumi CLI: no download (${whyNot}): building it from Go modules; the first time that takes minutes`);
  await sayStep("Pulumi CLI", "building", async () => {
    await buildEngine(whyNot);
    if ((await engineFrom([places.pulumiBuilt], [])) === undefined) {
      throw new SetupFailure(
        "The Pulumi CLI was built and does not answer.",
        `a version from ${join(places.pulumiBuilt, "pulumi")} version.`,
        "run that command and see what it says.",
      );
    }
    return { done: "built", value: undefined };
  });
}

async function tryDownload() {
  return sayStep("Pulumi CLI", "downloading", async () => {
    const whyNot = await downloadEngine();
    return { done: whyNot === "" ? "downloaded" : "not possible here", value: whyNot };
  });
}

/**
 * Puts CLI, language host and shim into the directory of links.
 * @param {Engine} engine
 */
export function linkEngine(engine) {
  link("pulumi", engine.pulumi);
  link("pulumi-language-nodejs", engine.languageHost);
  link("pulumi-resource-pulumi-nodejs", executable(engine.shim));
}

/**
 * npm does not make the SDK's shim executable; node_modules is left as npm made it.
 * @param {string} shim
 */
function executable(shim) {
  if (!shim.startsWith(places.nodeModules)) return shim;
  const copy = join(places.pulumi, "pulumi-resource-pulumi-nodejs");
  mkdirSync(places.pulumi, { recursive: true });
  copyFileSync(shim, `${copy}.${process.pid}`);
  chmodSync(`${copy}.${process.pid}`, 0o755);
  renameSync(`${copy}.${process.pid}`, copy);
  return copy;
}
