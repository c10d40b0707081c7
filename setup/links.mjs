// The directory of links that the command's PATH begins with.
import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { places } from "./places.mjs";

/**
 * Makes `name` in the set-up's bin directory lead to `target`; a link is swapped whole, never missing for a moment.
 * @param {string} name
 * @param {string} target
 */
export function link(name, target) {
  const path = join(places.bin, name);
  if (readTarget(path) === target) return;
  mkdirSync(places.bin, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  rmSync(unfinished, { force: true });
  symlinkSync(target, unfinished);
  renameSync(unfinished, path);
}

/** @param {string} path */
function readTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    // No link yet, or something else in its place: it is replaced.
    return undefined;
  }
}
