// Which of two versions is newer, for programs that print theirs in a sentence.

/**
 * The first `x.y.z` or `x.y` in a program's answer: "Redis server v=7.0.15 sha=…", "go version go1.26.8 linux/amd64".
 * @type {typeof import("./versions.mjs").findVersion}
 */
export function findVersion(text) {
  const match = /(?<![\d.])(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.replace(/(?<=[a-z])(?=\d)/gi, " "));
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** @type {typeof import("./versions.mjs").isAtLeast} */
export function isAtLeast(found, wanted) {
  if (found[0] !== wanted[0]) return found[0] > wanted[0];
  if (found[1] !== wanted[1]) return found[1] > wanted[1];
  return found[2] >= wanted[2];
}

/** @type {typeof import("./versions.mjs").versionText} */
export function versionText(version) {
  return version.join(".");
}
