// INFO's text -> the part of it that decisions rest on. Fields are read by name and may be missing: no version has all.
import type { LinkInfo, ServerInfo } from "../migration/observation.ts";

/** @throws Error when the text is not a server's: nothing is taken for a master that does not say it is one */
export function parseInfo(text: string): ServerInfo {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const value = (name: string) => fields.get(name) ?? "";
  const role = value("role");
  if (role !== "master" && role !== "slave") throw new Error(`INFO tells no role, only ${text.length} characters`);
  return {
    version: value("valkey_version") || value("redis_version"),
    engine: fields.has("valkey_version") || value("server_name") === "valkey" ? "valkey" : "redis",
    role,
    replid: value("master_replid") || value("run_id"),
    replid2: /^0*$/.test(value("master_replid2")) ? "" : value("master_replid2"),
    offset: Number(role === "slave" ? value("slave_repl_offset") : value("master_repl_offset")),
    link: role === "slave" ? linkInfo(value) : undefined,
    loading: value("loading") === "1" || value("async_loading") === "1",
    clusterEnabled: value("cluster_enabled") === "1",
    keys: sumOfKeys(fields),
    usedMemoryBytes: Number(value("used_memory")),
  };
}

/** Keys by database, as INFO keyspace counts them (logically expired ones included). */
export function keysByDatabase(text: string): Map<number, number> {
  const found = [...text.matchAll(/^db(\d+):keys=(\d+)/gm)];
  return new Map(found.map(([, database, keys]) => [Number(database), Number(keys)]));
}

/** A diskless source tells no total (0, and a negative rest): then nothing is known rather than wrong. */
function linkInfo(value: (name: string) => string): LinkInfo {
  const total = Number(value("master_sync_total_bytes") || "0");
  const done = Number(value("master_sync_read_bytes") || "0");
  return {
    host: value("master_host"),
    port: Number(value("master_port")),
    up: value("master_link_status") === "up",
    syncing: value("master_sync_in_progress") === "1",
    syncDoneBytes: total > 0 ? done : undefined,
    syncTotalBytes: total > 0 ? total : undefined,
  };
}

function sumOfKeys(fields: ReadonlyMap<string, string>): number {
  let sum = 0;
  for (const [name, value] of fields) {
    if (/^db\d+$/.test(name)) sum += Number(/keys=(\d+)/.exec(value)?.[1] ?? "0");
  }
  return sum;
}
