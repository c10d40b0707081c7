// The Redis port over plain connections from this process. It reads; it never writes, pauses or configures.
import type { Redis } from "ioredis";
import type { Contents } from "../migration/mayStart.ts";
import type { Refusal, ServerReading, SourceReading, TopologyReading } from "../migration/observation.ts";
import type { RedisPort } from "../migration/ports.ts";
import { Connections } from "./connections.ts";
import { keysByDatabase, parseInfo } from "./info.ts";
import { parseTopology } from "./topology.ts";

/** Written by ElastiCache itself into every cluster (AWS, Clusters.Create): not the user's data. */
const awsOwnKey = "ElastiCacheMasterReplicationTimestamp";

/** Commands that AWS's online migration needs on the source under their own names (AWS, Migration-Prepare). */
const neededCommands = ["sync", "psync", "info", "config", "command", "cluster"];

/** @param addresses AWS-side `host:port` -> `host:port` as this machine reaches it */
export function directPort(addresses: Readonly<Record<string, string>>): RedisPort {
  const connections = new Connections(addresses);
  return {
    observe: (wanted, signal) => Promise.all(wanted.map((address) => observe(connections, address, signal))),
    topology: (address, signal) => readTopology(connections, address, signal),
    source: (address, signal) => readSource(connections, address, signal),
    contents: (primaries, databases, signal) => contents(addresses, primaries, databases, signal),
    close: () => connections.close(),
  };
}

async function observe(connections: Connections, address: string, signal: AbortSignal): Promise<ServerReading> {
  try {
    const info = await connections.with(address, async (redis) => parseInfo(await redis.info()), signal);
    return { kind: "read", address, info };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreadable", address, reason: messageOf(error) };
  }
}

async function readTopology(connections: Connections, address: string, signal: AbortSignal): Promise<TopologyReading> {
  try {
    const reply = await connections.with(address, (redis) => redis.call("CLUSTER", "SLOTS"), signal);
    return { kind: "read", shards: parseTopology(reply, address.split(":")[0] ?? "") };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreadable", reason: messageOf(error) };
  }
}

async function readSource(connections: Connections, address: string, signal: AbortSignal): Promise<SourceReading> {
  try {
    return await connections.with(
      address,
      async (redis) => ({
        kind: "read" as const,
        address,
        info: parseInfo(await redis.info()),
        protectedMode: await configured(redis, "protected-mode"),
        databases: numberOf(await configured(redis, "databases")),
        missingCommands: await missing(redis),
        modules: await modules(redis),
      }),
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = messageOf(error);
    return { kind: "unreadable", address, reason, refuses: refusalIn(reason) };
  }
}

/** An error reply begins with its code. */
function refusalIn(reason: string): Refusal {
  if (/^(NOAUTH|WRONGPASS)\b/.test(reason)) return "withoutPassword";
  return reason.startsWith("DENIED ") ? "protectedMode" : "nothing";
}

/** Undefined where the server refuses to tell: CONFIG may be renamed or denied, and that is a finding, not a failure. */
async function configured(redis: Redis, name: string): Promise<string | undefined> {
  const reply = await answer(redis.config("GET", name));
  return Array.isArray(reply) && typeof reply[1] === "string" ? reply[1] : undefined;
}

async function missing(redis: Redis): Promise<string[]> {
  const reply = await answer(redis.call("COMMAND", "INFO", ...neededCommands));
  if (!Array.isArray(reply)) return ["command"];
  return neededCommands.filter((_, index) => reply[index] === null);
}

async function modules(redis: Redis): Promise<string[]> {
  const reply = await answer(redis.call("MODULE", "LIST"));
  if (!Array.isArray(reply)) return []; // before 4.0 there are no modules
  return reply.map((entry: unknown) => (Array.isArray(entry) ? String(entry[1]) : "?"));
}

/** An error reply of the server (unknown command, no permission) is an answer too; a lost connection is not. */
async function answer(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Error && error.name === "ReplyError") return undefined;
    throw error;
  }
}

/** On connections of its own: SELECT would move the ones that observe. */
async function contents(
  addresses: Readonly<Record<string, string>>,
  primaries: readonly string[],
  databases: number,
  signal: AbortSignal,
): Promise<Contents> {
  const connections = new Connections(addresses);
  let count = 0;
  const where: string[] = [];
  try {
    if (primaries.length === 0) return { kind: "unknown", why: "AWS reports no primary" };
    for (const primary of primaries) {
      const found = await connections.with(primary, keysBesidesAwsOwn, signal);
      for (const [database, keys] of found) {
        if (keys === 0) continue;
        count += keys;
        where.push(`${keys} in database ${database} of ${primary}`);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unknown", why: messageOf(error) };
  } finally {
    connections.close();
  }
  const shown = where.slice(0, databases).join(", ");
  return count === 0 ? { kind: "empty" } : { kind: "keys", count, where: shown };
}

/** AWS's key is looked for before the keys are counted: should it appear in between, one too many is the safe error. */
async function keysBesidesAwsOwn(redis: Redis): Promise<Map<number, number>> {
  const databases = keysByDatabase(await redis.info("keyspace")).keys();
  const keys = new Map<number, number>();
  for (const database of [...databases]) {
    await redis.select(database);
    const own = await redis.exists(awsOwnKey);
    keys.set(database, (await redis.dbsize()) - own);
  }
  return keys;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
