// How a row about the source is violated and found: a server, what the direct port reads of it over the wire, the findings.
import { Redis } from "ioredis";
import { afterEach } from "vitest";
import type { Plan } from "../../migration/plan.ts";
import type { Clock } from "../../migration/ports.ts";
import { readiness } from "../../migration/readiness.ts";
import { directPort } from "../../redis/directPort.ts";
import { plan, ready, sourceAddress } from "../migration/samples.ts";
import { startRedis, type RedisServer } from "../servers/redisServer.ts";
import { hurriedClock } from "./hurriedClock.ts";

export const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
export const signal = new AbortController().signal;

export async function server(...config: readonly string[]): Promise<RedisServer> {
  const started = await startRedis({ config });
  open.push(() => started.stop());
  return started;
}

export async function client({ host, port }: RedisServer): Promise<Redis> {
  const redis = new Redis({ host, port, protocol: 2, lazyConnect: true, disableClientInfo: true });
  open.push(() => redis.disconnect());
  await redis.connect();
  return redis;
}

/** The findings about the source alone, as `up` makes them, of a server that stands for 10.0.0.241:6379. */
export async function found(address: string, changes: Partial<Plan["source"]> = {}, clock: Clock = hurriedClock()) {
  const port = directPort({ [sourceAddress]: address }, clock);
  open.push(() => port.close());
  const reading = await port.source(sourceAddress, signal);
  const judged = { ...plan, source: { ...plan.source, ...changes }, addresses: { [sourceAddress]: address } };
  const findings = readiness(judged, { ...ready, sources: [reading] });
  // What the same sample says of target and configuration is other tests' affair.
  return findings.filter(({ code }) => !["target-at-rest-encryption", "target-eviction"].includes(code));
}

export const addressOf = ({ host, port }: RedisServer) => `${host}:${port}`;
export const codes = (findings: Awaited<ReturnType<typeof found>>) =>
  findings.map((one) => `${one.code}: ${one.severity}`);

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs) throw new Error(`${what}: not in time`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
