// What a test opens and waits for: real servers and connections to them, closed after it in the opposite order.
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterEach } from "vitest";
import { startRedis, type RedisServer, type RedisServerOptions } from "../servers/redisServer.ts";

export const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export const signal = new AbortController().signal;

export async function server(options: RedisServerOptions = {}): Promise<RedisServer> {
  const started = await startRedis(options);
  open.push(() => started.stop());
  return started;
}

/** @param config directives, one each */
export const configured = (...config: readonly string[]) => server({ config });

export async function client({ host, port }: RedisServer): Promise<Redis> {
  const redis = new Redis({ host, port, protocol: 2, lazyConnect: true, disableClientInfo: true });
  open.push(() => redis.disconnect());
  await redis.connect();
  return redis;
}

export const addressOf = ({ host, port }: RedisServer) => `${host}:${port}`;

/** Asks until it holds: replication takes as long as it takes, within a bound. */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const giveUpAtMs = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > giveUpAtMs) throw new Error(`still ${JSON.stringify(answer)}`);
    await pause(20);
  }
}
