// CONFIG GET -> the settings of a source that a migration rests on. Names are those of before 5.0, which all versions know.
import type { ReplicaBuffer, SourceSettings } from "../migration/sourceReading.ts";
import type { Questions } from "./questions.ts";

/** One question per name: before 7.0 CONFIG GET takes one only, and `*` would tell passwords too. */
const names = [
  "protected-mode",
  "bind",
  "port",
  "tls-port",
  "databases",
  "cluster-databases",
  "maxmemory",
  "maxmemory-policy",
  "repl-backlog-size",
  "client-output-buffer-limit",
  "repl-timeout",
  "min-slaves-to-write",
  "maxclients",
  "repl-diskless-sync",
  "repl-diskless-sync-delay",
  "notify-keyspace-events",
  "slave-read-only",
] as const;

type Name = (typeof names)[number];

export async function readSettings(questions: Questions): Promise<SourceSettings> {
  const found = new Map<Name, string>();
  const ask = async (name: Name) => {
    const reply = await questions.ask("CONFIG GET", "CONFIG", "GET", name);
    if (Array.isArray(reply) && typeof reply[1] === "string") found.set(name, reply[1]);
  };
  await Promise.all(names.map(ask));
  const number = (name: Name) => {
    const value = Number(found.get(name) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const isOn = (name: Name) => (found.has(name) ? found.get(name) === "yes" : undefined);
  return {
    protectedMode: found.get("protected-mode"),
    bind: found.get("bind"),
    port: number("port"),
    tlsPort: number("tls-port"),
    databases: number("databases"),
    clusterDatabases: number("cluster-databases"),
    maxmemoryBytes: number("maxmemory"),
    maxmemoryPolicy: found.get("maxmemory-policy"),
    backlogBytes: number("repl-backlog-size"),
    replicaBuffer: replicaBuffer(found.get("client-output-buffer-limit") ?? ""),
    replTimeoutSeconds: number("repl-timeout"),
    minReplicasToWrite: number("min-slaves-to-write"),
    maxClients: number("maxclients"),
    diskless: isOn("repl-diskless-sync"),
    disklessDelaySeconds: number("repl-diskless-sync-delay"),
    keyspaceEvents: found.get("notify-keyspace-events"),
    replicaReadOnly: isOn("slave-read-only"),
  };
}

/** `normal 0 0 0 slave 268435456 67108864 60 pubsub …`; the class has been called either name. */
function replicaBuffer(text: string): ReplicaBuffer | undefined {
  const [, hard, soft, seconds] = /\b(?:slave|replica) (\d+) (\d+) (\d+)/.exec(text) ?? [];
  if (hard === undefined || soft === undefined || seconds === undefined) return undefined;
  return { hardBytes: Number(hard), softBytes: Number(soft), softSeconds: Number(seconds) };
}
