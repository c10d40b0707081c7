// Whether the target's engine can load the snapshot that the source writes: a full synchronisation is an RDB file.

/** The newest RDB version that a server writes, by its version (engine sources, `rdb.h`). */
export function writtenBy(engine: "redis" | "valkey", version: string): number {
  const at = numeric(version);
  if (engine === "valkey") return at >= 9 ? 80 : 11;
  if (at >= 7.4) return 12;
  if (at >= 7.2) return 11;
  if (at >= 7) return 10;
  if (at >= 5) return 9;
  if (at >= 4) return 8;
  if (at >= 3.2) return 7;
  return 6;
}

/**
 * Versions 12 to 79 are Redis's own since 7.4; no engine of ElastiCache loads them. A Valkey 9 source writes 11 for an
 * older replica when it can, which nobody promises.
 */
export function loads(engine: "redis" | "valkey", version: string, rdb: number): "yes" | "no" | "maybe" {
  if (rdb >= 12 && rdb < 80) return "no";
  if (rdb === 80) return engine === "valkey" ? (numeric(version) >= 9 ? "yes" : "maybe") : "no";
  return rdb <= newestLoaded(engine, version) ? "yes" : "no";
}

function newestLoaded(engine: "redis" | "valkey", version: string): number {
  if (engine === "valkey") return 11;
  return numeric(version) >= 7 ? 10 : 9;
}

/** `7.0.15` -> 7.0, `7.2` -> 7.2: the minor version decides; minors above 9 do not exist in these engines. */
function numeric(version: string): number {
  return Number.parseFloat(/^\d+(\.\d)?/.exec(version)?.[0] ?? "0");
}

/** Compares dotted versions number by number. */
export function atLeast(version: string, floor: string): boolean {
  const [have, need] = [version, floor].map((text) => text.split(".").map(Number));
  for (let i = 0; i < (need?.length ?? 0); i++) {
    const difference = (have?.[i] ?? 0) - (need?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
