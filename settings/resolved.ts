// What one key takes from another where it says nothing itself.
import type { Parsed, Settings } from "./schema.ts";

export function resolved(parts: Parsed): Settings {
  const { source, target, ...others } = parts;
  return {
    ...others,
    source: { ...source, databases: databasesOf(source) },
    target: { ...target, shards: target.shards ?? source.shards },
  };
}

/** A cluster has database 0 only (Redis; Valkey before 9), a server alone 16 unless it says otherwise (engines' default). */
function databasesOf({ databases, clusterMode }: Parsed["source"]): number {
  return databases ?? (clusterMode === "enabled" ? 1 : 16);
}
