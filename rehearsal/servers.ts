// Which server programs a rehearsal may run, and what a running one says of itself.
import { execFileSync } from "node:child_process";
import { Redis } from "ioredis";
import { RehearsalError } from "./failure.ts";
import type { Address } from "./rehearsal.ts";

export const serverNames = ["system", "redis-7.0", "redis-6.2", "valkey-9"] as const;
export type ServerName = (typeof serverNames)[number];

/** @returns the program; a name that this machine's program does not honour is refused */
export function serverProgram(flag: string, name: ServerName): string {
  const program = "redis-server";
  const version = /v=(?<version>[\d.]+)/.exec(versionText(program))?.groups?.["version"] ?? "unknown";
  const honoured = name === "system" || (name === "redis-7.0" && version.startsWith("7.0."));
  if (!honoured) {
    throw new RehearsalError(
      `${flag} ${name}: this machine's redis-server is ${version}; other servers are not supported yet (use system)`,
    );
  }
  return program;
}

function versionText(program: string): string {
  try {
    return execFileSync(program, ["--version"], { encoding: "utf8", timeout: 5_000 });
  } catch (error) {
    throw new RehearsalError(`${program} --version failed: ${error instanceof Error ? error.message : String(error)}`);
  }
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
