// The parameters of ElastiCache's families: default, whether they can be changed, and what they mean to a real server.
import { invalidParameterValue } from "../fault.ts";
import type { Parameter } from "@aws-sdk/client-elasticache";

interface Entry {
  readonly value: string;
  readonly type: "string" | "integer" | "float";
  readonly allowed?: string;
  /** `fixed` cannot be changed, `unused` only while no group uses the parameter group. */
  readonly change: "immediate" | "requires-reboot" | "unused" | "fixed";
  /** Directive of redis-server that it is applied as; without one it is only stored. */
  readonly directive?: string;
  /** The only family that has it; without one all have. */
  readonly family?: string;
}

const yesNo = "yes,no";
const policies =
  "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction";

// Documented defaults (Redis and Valkey parameter pages). Parameters that this list lacks are refused by name.
const catalogue: Readonly<Record<string, Entry>> = {
  "acllog-max-len": { value: "128", type: "integer", change: "immediate" },
  "active-expire-effort": { value: "1", type: "integer", allowed: "1-10", change: "immediate" },
  activedefrag: { value: "no", type: "string", allowed: yesNo, change: "immediate" },
  activerehashing: { value: "yes", type: "string", allowed: yesNo, change: "requires-reboot" },
  appendfsync: { value: "everysec", type: "string", change: "fixed" },
  appendonly: { value: "no", type: "string", change: "fixed" },
  "client-output-buffer-limit-normal-hard-limit": { value: "0", type: "integer", change: "immediate" },
  "client-output-buffer-limit-normal-soft-limit": { value: "0", type: "integer", change: "immediate" },
  "client-output-buffer-limit-pubsub-hard-limit": { value: "33554432", type: "integer", change: "immediate" },
  "client-output-buffer-limit-pubsub-soft-limit": { value: "8388608", type: "integer", change: "immediate" },
  "close-on-replica-write": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  // The page's default (0) contradicts the engine's own, which is taken here. Only a node that starts in cluster mode is told.
  "cluster-databases": { value: "1", type: "integer", allowed: "1-10000", change: "unused", family: "valkey9" },
  "cluster-enabled": { value: "no", type: "string", allowed: yesNo, change: "unused" },
  databases: { value: "16", type: "integer", allowed: "1-10000", change: "unused" },
  "hash-max-listpack-entries": {
    value: "512",
    type: "integer",
    change: "immediate",
    directive: "hash-max-ziplist-entries",
  },
  "hash-max-listpack-value": { value: "64", type: "integer", change: "immediate", directive: "hash-max-ziplist-value" },
  "hash-max-ziplist-entries": {
    value: "512",
    type: "integer",
    change: "immediate",
    directive: "hash-max-ziplist-entries",
  },
  "hash-max-ziplist-value": { value: "64", type: "integer", change: "immediate", directive: "hash-max-ziplist-value" },
  "latency-tracking": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  "lazyfree-lazy-eviction": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  "lazyfree-lazy-expire": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  "lazyfree-lazy-server-del": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  "lazyfree-lazy-user-del": { value: "yes", type: "string", allowed: yesNo, change: "immediate" },
  "list-compress-depth": { value: "0", type: "integer", change: "immediate", directive: "list-compress-depth" },
  "lua-time-limit": { value: "5000", type: "integer", allowed: "5000", change: "fixed" },
  maxclients: { value: "65000", type: "integer", change: "fixed" },
  maxmemory: { value: "6854542746", type: "integer", change: "fixed" },
  "maxmemory-policy": {
    value: "volatile-lru",
    type: "string",
    allowed: policies,
    change: "immediate",
    directive: "maxmemory-policy",
  },
  "maxmemory-samples": { value: "3", type: "integer", change: "immediate", directive: "maxmemory-samples" },
  "min-replicas-max-lag": { value: "10", type: "integer", change: "immediate" },
  "min-replicas-to-write": { value: "0", type: "integer", change: "immediate" },
  "notify-keyspace-events": { value: "", type: "string", change: "immediate", directive: "notify-keyspace-events" },
  "proto-max-bulk-len": {
    value: "536870912",
    type: "integer",
    allowed: "1048576-536870912",
    change: "immediate",
    directive: "proto-max-bulk-len",
  },
  "rename-commands": { value: "", type: "string", change: "immediate" },
  "repl-backlog-size": {
    value: "1048576",
    type: "integer",
    allowed: "16384-4294967295",
    change: "immediate",
    directive: "repl-backlog-size",
  },
  "repl-backlog-ttl": { value: "3600", type: "integer", change: "immediate", directive: "repl-backlog-ttl" },
  "repl-timeout": { value: "60", type: "integer", change: "fixed" },
  "replica-ignore-maxmemory": { value: "yes", type: "string", change: "fixed" },
  "reserved-memory-percent": { value: "25", type: "integer", allowed: "0-100", change: "immediate" },
  "set-max-intset-entries": { value: "512", type: "integer", change: "immediate", directive: "set-max-intset-entries" },
  "slowlog-log-slower-than": {
    value: "10000",
    type: "integer",
    change: "immediate",
    directive: "slowlog-log-slower-than",
  },
  "slowlog-max-len": { value: "128", type: "integer", change: "immediate", directive: "slowlog-max-len" },
  "stream-node-max-bytes": { value: "4096", type: "integer", change: "immediate", directive: "stream-node-max-bytes" },
  "stream-node-max-entries": {
    value: "100",
    type: "integer",
    change: "immediate",
    directive: "stream-node-max-entries",
  },
  "tcp-keepalive": { value: "300", type: "integer", change: "immediate", directive: "tcp-keepalive" },
  timeout: { value: "0", type: "integer", change: "immediate", directive: "timeout" },
  "tracking-table-max-keys": { value: "1000000", type: "integer", change: "immediate" },
  "zset-max-listpack-entries": {
    value: "128",
    type: "integer",
    change: "immediate",
    directive: "zset-max-ziplist-entries",
  },
  "zset-max-listpack-value": { value: "64", type: "integer", change: "immediate", directive: "zset-max-ziplist-value" },
  "zset-max-ziplist-entries": {
    value: "128",
    type: "integer",
    change: "immediate",
    directive: "zset-max-ziplist-entries",
  },
  "zset-max-ziplist-value": { value: "64", type: "integer", change: "immediate", directive: "zset-max-ziplist-value" },
};

/** Refuses what AWS would: an unknown name, a value of another kind, a parameter that cannot be changed. */
export function checkParameter(name: string, value: string, family: string, isUsed: boolean): void {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined || !isOf(family, entry))
    throw invalidParameterValue(`Could not find parameter with name: ${name}`);
  if (entry.change === "fixed" || (entry.change === "unused" && isUsed)) {
    const why = entry.change === "fixed" ? "" : " while a replication group uses its parameter group";
    throw invalidParameterValue(`The parameter ${name} cannot be modified${why}.`);
  }
  if (!isAllowed(entry, value)) {
    throw invalidParameterValue(
      `Invalid value "${value}" for ${name}. Allowed values are: ${entry.allowed ?? entry.type}.`,
    );
  }
}

const isOf = (family: string, entry: Entry): boolean => entry.family === undefined || entry.family === family;

function isAllowed({ type, allowed }: Entry, value: string): boolean {
  // Values become lines of a server's configuration, so none may hold a line break or a quote.
  if (type === "string") return allowed?.split(",").includes(value) ?? /^[\w .,$-]*$/.test(value);
  if (!/^-?\d+(\.\d+)?$/.test(value) || (type === "integer" && value.includes("."))) return false;
  const [least = "", most = least] = (allowed ?? "").split("-");
  return allowed === undefined || (Number(value) >= Number(least) && Number(value) <= Number(most));
}

/** All parameters as DescribeCacheParameters lists them; nobody has set those of a default group. */
export function describeParameters(set: ReadonlyMap<string, string>, family: string, isDefault: boolean): Parameter[] {
  const known = Object.entries(catalogue).filter(([, entry]) => isOf(family, entry));
  return known.map(([name, entry]) => ({
    ParameterName: name,
    ParameterValue: set.get(name) ?? entry.value,
    Source: set.has(name) && !isDefault ? "user" : "system",
    DataType: entry.type,
    ...(entry.allowed === undefined ? {} : { AllowedValues: entry.allowed }),
    IsModifiable: entry.change !== "fixed",
    ChangeType: entry.change === "immediate" ? "immediate" : "requires-reboot",
  }));
}

export function databasesOf(set: ReadonlyMap<string, string>): number {
  return Number(set.get("databases") ?? catalogue["databases"]?.value);
}

/** In cluster mode a server has as many databases as this says, whatever `databases` says. */
export function clusterDatabasesOf(set: ReadonlyMap<string, string>): number {
  return Number(set.get("cluster-databases") ?? catalogue["cluster-databases"]?.value);
}

/**
 * What a real server is told: every parameter that it knows under a lasting name. What the user has set comes last, as
 * two parameters may stand for one directive.
 */
export function directivesOf(set: ReadonlyMap<string, string>): { name: string; value: string }[] {
  const defaults = Object.entries(catalogue).map(([parameter, { value }]) => [parameter, value] as const);
  return [...defaults, ...set].flatMap(([parameter, value]) => {
    const name = catalogue[parameter]?.directive;
    return name === undefined ? [] : [{ name, value }];
  });
}
