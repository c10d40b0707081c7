// Whether node_modules holds what package-lock.json asks for, and how it gets there.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupFailure } from "./failure.mjs";
import { places, projectRoot } from "./places.mjs";
import { sayStep } from "./say.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { lastLines, runStep } from "./step.mjs";

const boundMs = 15 * 60_000;

/**
 * npm writes its own list of what it installed last of all, and `npm ci` removes the old one first: an interrupted
 * installation has none. Packages for other machines are optional and may be absent.
 * @type {typeof import("./npmPackages.mjs").isInstalled}
 */
export function isInstalled(wanted, installed) {
  const want = wanted.packages ?? {};
  const have = installed?.packages ?? {};
  const isThere = Object.entries(want).every(([path, entry]) => {
    if (path === "") return true;
    const found = have[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
  return isThere && Object.entries(have).every(([path, entry]) => path in want || entry.extraneous === true);
}

/** @type {typeof import("./npmPackages.mjs").npmPackagesAreInstalled} */
export function npmPackagesAreInstalled() {
  const installed = readLock(join(places.nodeModules, ".package-lock.json"));
  const wanted = readLock(join(projectRoot, "package-lock.json"));
  return wanted !== undefined && isInstalled(wanted, installed) && existsSync(places.pinnedNode);
}

/**
 * @param {string} file
 * @returns {import("./npmPackages.mjs").LockFile | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Missing or cut off: nothing that counts is installed, and `npm ci` says what is wrong with the project's own.
    return undefined;
  }
}

/**
 * Development packages are asked for by name, because NODE_ENV or the user's npm settings may leave them out.
 * @type {typeof import("./npmPackages.mjs").installNpmPackages}
 */
export async function installNpmPackages() {
  const directories = machineDirectories(process.env["PATH"], places);
  const npm = findProgram("npm", directories);
  if (npm === undefined) {
    throw new SetupFailure(
      "npm is not on PATH.",
      "npm 10 or newer beside Node.",
      "install npm, then run the command again.",
    );
  }
  await sayStep("npm packages", "installing", async () => {
    const result = await runStep([npm, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], {
      boundMs,
      env: { ...process.env, PATH: directories.join(delimiter) },
    });
    if (!result.ok) throw npmFailure(result);
    return { done: "installed", value: undefined };
  });
  if (existsSync(places.pinnedNode)) return;
  throw new SetupFailure(
    `The pinned Node did not come with the npm packages: there is none for ${process.platform} on ${process.arch}.`,
    "Linux on x64 or arm64.",
    "run the project on such a machine.",
  );
}

/** @param {import("./step.mjs").StepResult} result */
function npmFailure(result) {
  return new SetupFailure(
    `npm ci failed: ${result.why}.\n${lastLines(result.output)}`,
    "the packages of package-lock.json, from the registry that npm is set to.",
    "see to what npm names above (network, registry, disk), then run the command again.",
  );
}
