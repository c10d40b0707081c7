// Engines and versions as the provider compares them.
import type { Properties } from "../properties.ts";

export function engineOf({ engine }: Properties): unknown {
  return engine ?? "redis";
}

export function isDowngrade(olds: Properties, news: Properties): boolean {
  const wanted = numbers(news["engineVersion"]);
  // A change of engine brings versions that do not compare: Valkey's 8.0 follows Redis 7.1.
  return engineOf(olds) === engineOf(news) && isOlder(wanted, versionOf(olds).slice(0, wanted.length));
}

export function versionOf(olds: Properties): number[] {
  return numbers(olds["engineVersionActual"] ?? olds["engineVersion"]);
}

export function isOlder(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? 0;
    if (part !== against) return part < against;
  }
  return false;
}

/** `7.0` stays `7.0` while 7.0.7 runs: the provider compares versions 6 and later by major and minor only. */
export function shownVersion(given: unknown, actual: string | undefined): string | undefined {
  if (actual === undefined) return undefined;
  const [major = "", minor = ""] = actual.split(".");
  const asked = typeof given === "string" ? given : undefined;
  if (asked !== undefined && (actual === asked || actual.startsWith(`${asked.replace(/\.x$/, "")}.`))) return asked;
  return Number(major) >= 6 ? `${major}.${minor}` : actual;
}

/** The numbers of `7.0.7`; `6.x` is `6`. */
function numbers(version: unknown): number[] {
  if (typeof version !== "string") return [];
  return version
    .split(".")
    .map(Number)
    .filter((part) => !Number.isNaN(part));
}
