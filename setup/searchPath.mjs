// Which directories a program is looked for in: by the set-up (the machine's own), and by the command that it starts.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * PATH without what is the project's own. npm puts node_modules/.bin of the project and of every directory above it
 * first, where `pulumi` is only a downloader and `node` is the pinned one.
 * @type {typeof import("./searchPath.mjs").machineDirectories}
 */
export function machineDirectories(searchPath, own) {
  const onPath = (searchPath ?? "").split(delimiter).filter((directory) => {
    if (!isAbsolute(directory)) return false;
    return (
      directory !== own.bin &&
      directory !== own.npmBin &&
      !/\/node_modules\/(.*\/)?(\.bin|node-gyp-bin)$/.test(directory)
    );
  });
  return [...new Set([...onPath, ...onPath.map(sbinBeside)])];
}

/**
 * PATH of the started command: the set-up's links come before node_modules/.bin, because its `pulumi` is the real
 * one; both come before everything else, because `node` must be the pinned one in every process below.
 * @type {typeof import("./searchPath.mjs").commandPath}
 */
export function commandPath(searchPath, own) {
  const rest = (searchPath ?? "").split(delimiter).filter((entry) => entry !== "");
  return [own.bin, own.npmBin, ...rest.filter((entry) => entry !== own.bin && entry !== own.npmBin)].join(delimiter);
}

/**
 * Servers lie in sbin on some distributions, and an ordinary user's PATH often lacks it.
 * @param {string} directory
 */
function sbinBeside(directory) {
  return directory.replace(/\/bin$/, "/sbin");
}

/** @type {typeof import("./searchPath.mjs").findProgram} */
export function findProgram(name, directories) {
  return directories.map((directory) => join(directory, name)).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: either way this is not the program that is looked for.
    return false;
  }
}
