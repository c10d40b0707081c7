// One look at everything: the group and its events as AWS tells them, both ends of every link as the servers do.
import { isOf } from "./events.ts";
import type { Contents } from "./mayStart.ts";
import type { Observation } from "./observation.ts";
import type { TestAnswer } from "./outcomes.ts";
import type { Plan } from "./plan.ts";
import type { Clock, ElastiCachePort, RedisPort } from "./ports.ts";
import type { Finding } from "./findings.ts";
import { readiness } from "./readiness.ts";

export interface Eyes {
  readonly elastiCache: ElastiCachePort;
  readonly redis: RedisPort;
  readonly clock: Clock;
}

/** What StartMigration and `prepare` rest on: gathered only where it is about to decide something. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly contents: Contents;
}

/** Throws PortError when AWS does not answer; a server that cannot be read is part of the observation. */
export async function observe(
  { elastiCache, redis, clock }: Eyes,
  plan: Plan,
  signal: AbortSignal,
): Promise<Observation> {
  const group = await elastiCache.group(signal);
  const told = group.kind === "present" ? await elastiCache.events(signal) : [];
  const events = told.filter((event) => group.kind === "present" && isOf(group, event));
  const shards = group.kind === "present" ? group.shards : [];
  const targets = shards.flatMap((shard) => [shard.primary, ...shard.replicas]);
  // Targets before the source: the lag is then an upper bound.
  const readings = await redis.observe(targets, signal);
  const [source] = await redis.observe([sourceOf(plan)], signal);
  const reading = (address: string) =>
    readings.find((one) => one.address === address) ?? { kind: "unreadable" as const, address, reason: "not read" };
  return {
    atMs: clock.nowMs(),
    group,
    events,
    shards: shards.map((shard) => ({
      shard: shard.id,
      source: source ?? reading("the source"),
      primary: reading(shard.primary),
      replicas: shard.replicas.map(reading),
    })),
  };
}

/** Throws PortError when AWS does not answer. */
export async function gather(
  { elastiCache, redis }: Eyes,
  plan: Plan,
  { group }: Observation,
  test: TestAnswer,
  signal: AbortSignal,
): Promise<Evidence> {
  const primaries = group.kind === "present" ? group.shards.map((shard) => shard.primary) : [];
  const targetDatabases = await elastiCache.databases(signal);
  const source = await redis.source(sourceOf(plan), signal);
  const contents = await redis.contents(primaries, plan.source.databases, signal);
  const outcome = test.outcome === "running" ? "notRun" : test.outcome;
  return {
    findings: readiness(plan, { group, targetDatabases, source, test: outcome, testEvidence: test.evidence }),
    contents,
  };
}

const sourceOf = ({ source }: Plan) => `${source.host}:${source.port}`;
