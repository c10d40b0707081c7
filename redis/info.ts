// INFO's text -> the part of it that decisions rest on. Fields are read by name and may be missing: no version has all.
import type { FollowerInfo, LinkInfo, ServerInfo, ServingInfo } from "../migration/observation.ts";
import { infoFields } from "./infoFields.ts";

/** @throws Error when the text is not a server's: nothing is taken for a master that does not say it is one */
export function parseInfo(text: string): ServerInfo {
  const fields = infoFields(text);
  const value = (name: string) => fields.get(name) ?? "";
  const role = value("role");
  if (role !== "master" && role !== "slave") throw new Error(`INFO tells no role, only ${text.length} characters`);
  return {
    version: value("valkey_version") || value("redis_version"),
    engine: fields.has("valkey_version") || value("server_name") === "valkey" ? "valkey" : "redis",
    role,
    replid: value("master_replid") || value("run_id"),
    replid2: /^0*$/.test(value("master_replid2")) ? "" : value("master_replid2"),
    replid2Offset: /^0*$/.test(value("master_replid2")) ? undefined : Number(value("second_repl_offset")),
    offset: Number(role === "slave" ? value("slave_repl_offset") : value("master_repl_offset")),
    link: role === "slave" ? linkInfo(value) : undefined,
    loading: value("loading") === "1" || value("async_loading") === "1",
    clusterEnabled: value("cluster_enabled") === "1",
    keys: sumOfKeys(fields),
    usedMemoryBytes: Number(value("used_memory")),
    uptimeSeconds: Number(value("uptime_in_seconds")),
    serves: servingInfo(value),
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
  const left = Number(value("master_sync_left_bytes") || "0");
  return {
    host: value("master_host"),
    port: Number(value("master_port")),
    up: value("master_link_status") === "up",
    syncing: value("master_sync_in_progress") === "1",
    syncDoneBytes: total > 0 || done > 0 ? done : undefined,
    syncTotalBytes: total > 0 ? total : undefined,
    syncLeftBytes: left > 0 ? left : undefined,
    silentSeconds: silentSeconds(value("master_last_io_seconds_ago")),
    downSeconds: downSeconds(value("master_link_down_since_seconds"), value("uptime_in_seconds")),
  };
}

/** -1 while the link is down. */
function silentSeconds(text: string): number | undefined {
  return text === "" || Number(text) < 0 ? undefined : Number(text);
}

/** A link that never was up is told as -1, and before 6.0 as down since 1970. */
function downSeconds(text: string, uptime: string): number | undefined {
  const seconds = text === "" ? -1 : Number(text);
  return seconds < 0 || seconds > Number(uptime || "Infinity") ? undefined : seconds;
}

function servingInfo(value: (name: string) => string): ServingInfo {
  const runs = value("rdb_bgsave_in_progress") === "1";
  const total = Number(value("current_save_keys_total") || "0");
  const tells = runs && total > 0;
  return {
    snapshotRuns: runs,
    snapshotDoneKeys: tells ? Number(value("current_save_keys_processed")) : undefined,
    snapshotTotalKeys: tells ? total : undefined,
    fullSyncs: Number(value("sync_full") || "0"),
    partialSyncsRefused: Number(value("sync_partial_err") || "0"),
    replicas: followers(value),
  };
}

/** `slave0:ip=…,port=…,state=…,offset=…,lag=…`: by name, since versions add keys and take none away. */
function followers(value: (name: string) => string): FollowerInfo[] {
  const found: FollowerInfo[] = [];
  for (let index = 0; value(`slave${index}`) !== ""; index += 1) {
    const parts = new Map(
      value(`slave${index}`)
        .split(",")
        .map((part) => pair(part)),
    );
    const part = (name: string) => parts.get(name) ?? "";
    found.push({ address: `${part("ip")}:${part("port")}`, state: part("state"), offset: Number(part("offset")) });
  }
  return found;
}

function pair(part: string): [string, string] {
  const equals = part.indexOf("=");
  return [part.slice(0, equals), part.slice(equals + 1)];
}

function sumOfKeys(fields: ReadonlyMap<string, string>): number {
  let sum = 0;
  for (const [name, value] of fields) {
    if (/^db\d+$/.test(name)) sum += Number(/keys=(\d+)/.exec(value)?.[1] ?? "0");
  }
  return sum;
}
