// One look at everything: the group and its events as AWS tells them, both ends of every link as the servers do.
import { isOf } from "./events.ts";
import type { Contents } from "./mayStart.ts";
import { linkedShard, resolveRoles } from "./nodeRoles.ts";
import type { GroupReading, Observation, ServerReading, ShardReading, TopologyReading } from "./observation.ts";
import type { TestAnswer } from "./outcomes.ts";
import type { Plan } from "./plan.ts";
import type { Clock, ElastiCachePort, NetworkPort, RedisPort } from "./ports.ts";
import type { Finding } from "./findings.ts";
import { readiness } from "./readiness.ts";
import { endpointOf, primaryOf, sourceAddresses } from "./sourceNodes.ts";

export interface Eyes {
  readonly elastiCache: ElastiCachePort;
  readonly network: NetworkPort;
  readonly redis: RedisPort;
  readonly clock: Clock;
}

/** What StartMigration and `prepare` rest on: gathered only where it is about to decide something. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly contents: Contents;
}

/** Throws PortError when AWS does not answer; a server that cannot be read is part of the observation. */
export async function observe(eyes: Eyes, plan: Plan, signal: AbortSignal): Promise<Observation> {
  const { redis, clock } = eyes;
  const told = await observeAws(eyes, signal);
  const { group } = told;
  if (group.kind === "absent") return told;
  // Targets before the source: the lag is then an upper bound.
  const targets = await redis.observe([...new Set(group.shards.flatMap(({ nodes }) => nodes))], signal);
  const sources = await observeSources(redis, plan, signal);
  const { topology } = sources;
  const resolved = { ...group, shards: group.shards.map((shard) => resolveRoles(shard, targets, { topology, plan })) };
  return { ...told, atMs: clock.nowMs(), group: resolved, shards: shardsOf(resolved, targets, sources, plan) };
}

/** AWS alone: all of it in a stage in which no server's word decides anything any more. Throws PortError. */
export async function observeAws(
  { elastiCache, clock }: Pick<Eyes, "elastiCache" | "clock">,
  signal: AbortSignal,
): Promise<Observation> {
  const group = await elastiCache.group(signal);
  const told = group.kind === "absent" ? [] : await elastiCache.events(signal);
  const events = told.filter((event) => group.kind === "present" && isOf(group, event));
  return { atMs: clock.nowMs(), group, events, shards: [] };
}

interface Sources {
  readonly topology: TopologyReading | undefined;
  readonly readings: readonly ServerReading[];
}

async function observeSources(redis: RedisPort, plan: Plan, signal: AbortSignal): Promise<Sources> {
  const isCluster = plan.source.clusterMode === "enabled";
  const topology = isCluster ? await redis.topology(endpointOf(plan), signal) : undefined;
  return { topology, readings: await redis.observe(sourceAddresses(plan, topology), signal) };
}

function shardsOf(
  group: Extract<GroupReading, { kind: "present" }>,
  targets: readonly ServerReading[],
  { topology, readings }: Sources,
  plan: Plan,
): ShardReading[] {
  const all = [...targets, ...readings];
  const reading = (address: string): ServerReading =>
    all.find((one) => one.address === address) ?? { kind: "unreadable", address, reason: "not read" };
  const chained = primaryOf(plan) !== endpointOf(plan) && topology === undefined;
  return group.shards.map((shard) => ({
    shard: shard.id,
    source: topology === undefined ? reading(primaryOf(plan)) : linkedShard(shard, topology, plan, reading),
    ...(chained ? { via: reading(endpointOf(plan)) } : {}),
    primary: shard.primary === "" ? untold(shard.id) : reading(shard.primary),
    replicas: shard.replicas.map(reading),
  }));
}

const untoldParameters = { databases: undefined, reservedMemoryPercent: undefined };

const untold = (shard: string): ServerReading => ({
  kind: "unreadable",
  address: `the primary of shard ${shard}`,
  reason: "its nodes do not tell which of them it is",
});

/**
 * @param startsAttempt the attempt that StartMigration would be called for
 * @throws PortError when AWS does not answer
 */
export async function gather(
  { elastiCache, network, redis, clock }: Eyes,
  plan: Plan,
  { group }: Observation,
  test: TestAnswer,
  startsAttempt: number,
  signal: AbortSignal,
): Promise<Evidence> {
  const present = group.kind === "present";
  const nodes = await elastiCache.nodes(signal);
  const parameters =
    nodes.kind === "read" ? await elastiCache.parameters(nodes.parameterGroup, signal) : untoldParameters;
  const serverless = !present && (await elastiCache.serverless(signal));
  const isCluster = plan.source.clusterMode === "enabled";
  const topology = isCluster ? await redis.topology(endpointOf(plan), signal) : undefined;
  const sources = [];
  for (const address of sourceAddresses(plan, topology)) sources.push(await redis.source(address, signal));
  const contents = await contentsOf(redis, group, plan, signal);
  const outcome = test.outcome === "running" ? "notRun" : test.outcome;
  const evidence = {
    group,
    nodes,
    parameters,
    serverless,
    nowMs: clock.nowMs(),
    sources,
    topology,
    network: nodes.kind === "read" ? await network.read(nodes.securityGroupIds, signal) : undefined,
    contents,
    startsAttempt,
    test: outcome,
    testEvidence: test.evidence,
  } as const;
  return { findings: readiness(plan, evidence), contents };
}

/** Empty is what every shard has shown to be: one that nobody could look at may hold everything. */
async function contentsOf(redis: RedisPort, group: GroupReading, plan: Plan, signal: AbortSignal): Promise<Contents> {
  const shards = group.kind === "present" ? group.shards : [];
  const untold = shards.filter(({ primary }) => primary === "").map(({ id }) => id);
  if (untold.length > 0)
    return { kind: "unknown", why: `which node is the primary of shard ${untold.join(", ")} is not told` };
  const primaries = shards.map(({ primary }) => primary);
  return await redis.contents(primaries, plan.source.databases, signal);
}
