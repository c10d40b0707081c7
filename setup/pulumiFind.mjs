// Whether a directory holds a Pulumi engine that can run this project: the CLI, new enough, with its Node language host.
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { learn } from "./notes.mjs";
import { places } from "./places.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { runStep } from "./step.mjs";
import { findVersion, isAtLeast } from "./versions.mjs";

/** The oldest CLI that the project's SDK is used with. */
export const oldestCli = /** @type {const} */ ([3, 200, 0]);

/** @typedef {{ pulumi: string, languageHost: string, shim: string }} Engine */

/** The script that starts dynamic providers; official installations have one beside the CLI, and so has the SDK. */
const shimOfSdk = join(places.nodeModules, "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs");

/**
 * The first engine that will do, in the order: PATH, ~/.pulumi, downloaded before, built before.
 * @returns {Promise<Engine | undefined>}
 */
export async function findEngine() {
  const onPath = machineDirectories(process.env["PATH"], places);
  return (
    (await engineFrom(onPath, onPath)) ??
    (await engineFrom([join(homedir(), ".pulumi", "bin")], onPath)) ??
    (await engineFrom([join(places.pulumiDownloaded, "bin")], [])) ??
    (await engineFrom([places.pulumiBuilt], []))
  );
}

/**
 * @param {string[]} directories
 * @param {string[]} alsoForHost
 * @returns {Promise<Engine | undefined>}
 */
export async function engineFrom(directories, alsoForHost) {
  const pulumi = findProgram("pulumi", directories);
  if (pulumi === undefined) return undefined;
  const real = realpathSync(pulumi);
  // The npm package `pulumi` installed globally is a downloader under the same name, not an engine.
  if (real.endsWith("/pulumi/run.js")) return undefined;
  const beside = dirname(real);
  const languageHost = findProgram("pulumi-language-nodejs", [beside, ...directories, ...alsoForHost]);
  if (languageHost === undefined) return undefined;
  const version = findVersion((await learn(pulumi, "pulumi version", () => askVersion(pulumi))) ?? "");
  if (version === undefined || !isAtLeast(version, oldestCli)) return undefined;
  const shim = findProgram("pulumi-resource-pulumi-nodejs", [beside, ...directories]) ?? shimOfSdk;
  return existsSync(shim) ? { pulumi, languageHost, shim } : undefined;
}

/** @param {string} pulumi */
async function askVersion(pulumi) {
  const { ok, output } = await runStep([pulumi, "version"], {
    boundMs: 20_000,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: join(places.pulumi, "home") },
  });
  return ok ? /v\d+\.\d+\.\d+\S*/.exec(output)?.[0] : undefined;
}
