// One look at a server of the source: everything that the prerequisites ask of it, in two exchanges and a short while.
import type { Redis } from "ioredis";
import { atLeast } from "../migration/rdb.ts";
import type {
  ClusterReading,
  LoadReading,
  Refusal,
  SourceRead,
  SourceReading,
  SourceStats,
} from "../migration/sourceReading.ts";
import type { Connections } from "./connections.ts";
import { parseInfo } from "./info.ts";
import { infoFields } from "./infoFields.ts";
import { isReply, Questions } from "./questions.ts";
import { isUnknown, readAcl, readCommands } from "./sourceAccess.ts";
import type { SourceLoads } from "./sourceLoad.ts";
import { readSettings } from "./sourceSettings.ts";
import { speaksTls } from "./tlsProbe.ts";

/** Written by ElastiCache itself into every cluster (AWS, Clusters.Create): not the user's data. */
export const awsOwnKey = "ElastiCacheMasterReplicationTimestamp";

export async function readSource(
  connections: Connections,
  loads: SourceLoads,
  address: string,
  signal: AbortSignal,
): Promise<SourceReading> {
  try {
    const told = await connections.with(address, (redis) => readServer(redis, address), signal);
    return { ...told, load: await loadOf(connections, loads, address, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    const told = refusalIn(reason);
    const silent = told === "nothing" && !isReply(error);
    const refuses = silent ? await refusalOfPlainText(reason, connections.reached(address), signal) : told;
    return { kind: "unreadable", address, reason, refuses };
  }
}

/** Everything but its load is known by then: a server that goes away meanwhile leaves that unmeasured. */
async function loadOf(
  connections: Connections,
  loads: SourceLoads,
  address: string,
  signal: AbortSignal,
): Promise<LoadReading> {
  try {
    return await loads.of(address, () => connections.with(address, (redis) => redis.info(), signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unmeasured", why: error instanceof Error ? error.message : String(error) };
  }
}

/** An error reply begins with its code. */
function refusalIn(reason: string): Refusal {
  if (/^(NOAUTH|WRONGPASS)\b/.test(reason)) return "withoutPassword";
  if (reason.startsWith("DENIED ")) return "protectedMode";
  if (reason.startsWith("NOPERM ")) return "withoutPermission";
  return isUnknown(reason) ? "unknownInfo" : "nothing";
}

/** A server that speaks TLS only hangs up on plain text. */
async function refusalOfPlainText(reason: string, reached: string, signal: AbortSignal): Promise<Refusal> {
  if (/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH/.test(reason)) return "nothing";
  return (await speaksTls(reached, signal)) ? "plainText" : "nothing";
}

async function readServer(redis: Redis, address: string): Promise<Omit<SourceRead, "load">> {
  const questions = new Questions(redis);
  const [text, commandStats] = await Promise.all([
    redis.info(),
    questions.text("INFO commandstats", "INFO", "commandstats"),
  ]);
  const info = parseInfo(text);
  const since = (version: string) => info.engine === "valkey" || atLeast(info.version, version);
  const [settings, commands, modules, functions, acl, cluster, sentinels] = await Promise.all([
    readSettings(questions),
    readCommands(questions),
    since("4.0.0") ? readModules(questions) : [],
    since("7.0.0") ? readFunctions(questions) : [],
    since("6.0.0") ? readAcl(questions) : { kind: "none" as const },
    info.clusterEnabled ? readCluster(questions) : undefined,
    readSentinels(questions),
  ]);
  const configRefusal = questions.refused.find(({ command }) => command === "CONFIG GET");
  return {
    kind: "read",
    address,
    info,
    stats: statsOf(infoFields(text), infoFields(commandStats ?? "")),
    settings,
    ...commands,
    modules,
    functions,
    acl,
    cluster,
    sentinels,
    hasAwsOwnKey: isUnknown(configRefusal?.reason) && (await questions.ask("EXISTS", "EXISTS", awsOwnKey)) === 1,
    refused: questions.refused,
  };
}

function statsOf(info: ReadonlyMap<string, string>, commands: ReadonlyMap<string, string>): SourceStats {
  const number = (name: string) => (info.has(name) ? Number(info.get(name)) : undefined);
  return {
    residentBytes: number("used_memory_rss"),
    systemMemoryBytes: number("total_system_memory"),
    latestForkMicros: number("latest_fork_usec") ?? 0,
    lastSnapshotFailed: info.get("rdb_last_bgsave_status") === "err",
    connectedClients: number("connected_clients") ?? 0,
    evalshaCalls: Number(/calls=(\d+)/.exec(commands.get("cmdstat_evalsha") ?? "")?.[1] ?? 0),
    databasesInUse: [...info.keys()].flatMap((name) => (/^db\d+$/.test(name) ? [Number(name.slice(2))] : [])),
  };
}

async function readModules(questions: Questions): Promise<string[]> {
  const reply = await questions.ask("MODULE LIST", "MODULE", "LIST");
  if (!Array.isArray(reply)) return [];
  const loaded = reply.map((entry: unknown) => (Array.isArray(entry) ? entry.map(String) : ["name", "?"]));
  return loaded.filter((entry) => !isServersOwn(entry)).map(([, name = "?"]) => name);
}

/** Valkey 9 lists its own scripting as a module, `name lua ver 1 path lua`: it is in every one, and has no types. */
function isServersOwn(entry: readonly string[]): boolean {
  return entry[1] === "lua" && entry[entry.indexOf("path") + 1] === "lua";
}

/** `[["library_name", NAME, …], …]` */
async function readFunctions(questions: Questions): Promise<string[]> {
  const reply = await questions.ask("FUNCTION LIST", "FUNCTION", "LIST");
  return Array.isArray(reply) ? reply.map((entry: unknown) => (Array.isArray(entry) ? String(entry[1]) : "?")) : [];
}

async function readCluster(questions: Questions): Promise<ClusterReading | undefined> {
  const [told, nodes] = await Promise.all([
    questions.text("CLUSTER INFO", "CLUSTER", "INFO"),
    questions.text("CLUSTER NODES", "CLUSTER", "NODES"),
  ]);
  if (told === undefined) return undefined;
  const fields = infoFields(told);
  const own = (nodes ?? "").split("\n").find((line) => line.split(" ")[2]?.includes("myself") === true) ?? "";
  return {
    state: fields.get("cluster_state") ?? "",
    assignedSlots: Number(fields.get("cluster_slots_assigned") ?? 0),
    movingSlots: own.match(/\[[^\]]*\]/g) ?? [],
  };
}

const sentinelChannel = "__sentinel__:hello";

/** Every Sentinel subscribes to one channel of each server that it watches; who they are is asked for only then. */
async function readSentinels(questions: Questions): Promise<string[]> {
  const channels = await questions.ask("PUBSUB CHANNELS", "PUBSUB", "CHANNELS", sentinelChannel);
  if (!Array.isArray(channels) || channels.length === 0) return [];
  const clients = (await questions.text("CLIENT LIST", "CLIENT", "LIST")) ?? "";
  const named = clients.split("\n").filter((line) => / name=sentinel-\S*-pubsub /.test(line));
  const addresses = named.map((line) => / addr=(\S+)/.exec(line)?.[1] ?? "?");
  return addresses.length > 0 ? addresses : [`a subscriber of ${sentinelChannel}`];
}
