// One look at everything: the group and its events as AWS tells them, both ends of every link as the servers do.
import { isOf } from "./events.ts";
import type { Contents } from "./mayStart.ts";
import { contentsByMetrics, readMetrics } from "./metricsLook.ts";
import { linkedShard, nodesBehind, resolveRoles } from "./nodeRoles.ts";
import type { GroupReading, Observation, ServerReading, ShardReading, TopologyReading } from "./observation.ts";
import type { TestAnswer } from "./outcomes.ts";
import type { Plan } from "./plan.ts";
import type { Clock, ElastiCachePort, MetricsPort, NetworkPort, RedisPort } from "./ports.ts";
import type { Finding } from "./findings.ts";
import { readiness } from "./readiness.ts";
import type { SourceReading } from "./sourceReading.ts";
import { endpointOf, primaryOf, sourceAddresses } from "./sourceNodes.ts";

export interface Eyes {
  readonly elastiCache: ElastiCachePort;
  readonly network: NetworkPort;
  /** Not asked at all without a probe. */
  readonly redis: RedisPort;
  readonly metrics: MetricsPort;
  readonly clock: Clock;
}

/** What StartMigration and `prepare` rest on: gathered only where it is about to decide something. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly contents: Contents;
  /** Empty without a probe. */
  readonly sources: readonly SourceReading[];
}

/** Throws PortError when AWS does not answer; a server that cannot be read is part of the observation. */
export async function observe(eyes: Eyes, plan: Plan, signal: AbortSignal): Promise<Observation> {
  const { redis } = eyes;
  const told = await observeAws(eyes, signal);
  const { group } = told;
  if (group.kind === "absent") return told;
  if (plan.probe === "none") return { ...told, ...(await metricsOf(eyes, group, plan, signal)) };
  // Targets before the source: the lag is then an upper bound.
  const targets = await redis.observe([...new Set(group.shards.flatMap(({ nodes }) => nodes.filter(isTold)))], signal);
  const sources = await observeSources(redis, plan, signal);
  const { topology } = sources;
  const resolved = { ...group, shards: group.shards.map((shard) => resolveRoles(shard, targets, { topology, plan })) };
  const metrics = await metricsOf(eyes, resolved, plan, signal);
  const shards = shardsOf(resolved, targets, sources, plan);
  return { ...told, group: resolved, shards, ...metrics };
}

/** AWS has these only while it migrates (assumed), and nothing else is decided by them. */
async function metricsOf(
  { metrics, clock }: Eyes,
  group: Extract<GroupReading, { kind: "present" }>,
  plan: Plan,
  signal: AbortSignal,
): Promise<Pick<Observation, "metrics"> & { readonly atMs: number }> {
  const told = group.status === "migrating" ? { metrics: await readMetrics(metrics, group, plan, signal) } : {};
  return { ...told, atMs: clock.nowMs() };
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
    ...nodesBehind(shard, topology, plan),
    primary: shard.primary === "" ? untold(shard.id) : reading(shard.primary),
    replicas: shard.replicas.map((address) => (isTold(address) ? reading(address) : withoutEndpoint(shard.id))),
  }));
}

const isTold = (address: string): boolean => address !== "";

const withoutEndpoint = (shard: string): ServerReading => ({
  kind: "unreadable",
  address: `a node of shard ${shard}`,
  reason: "AWS tells no endpoint of it",
});

const untoldParameters = {
  databases: undefined,
  reservedMemoryPercent: undefined,
  maxmemoryPolicy: undefined,
  keyspaceEvents: undefined,
};

const untold = (shard: string): ServerReading => ({
  kind: "unreadable",
  address: `the primary of shard ${shard}`,
  reason: "its nodes do not tell which of them it is",
});

/**
 * @param seenBefore a run in `prepare` saw this very group, or does so now
 * @param startsAttempt the attempt that StartMigration would be called for
 * @throws PortError when AWS does not answer
 */
export async function gather(
  { elastiCache, network, redis, metrics, clock }: Eyes,
  plan: Plan,
  { group }: Observation,
  seenBefore: boolean,
  test: TestAnswer,
  startsAttempt: number,
  signal: AbortSignal,
): Promise<Evidence> {
  const present = group.kind === "present";
  const nodes = await elastiCache.nodes(signal);
  const parameters =
    nodes.kind === "read" ? await elastiCache.parameters(nodes.parameterGroup, signal) : untoldParameters;
  const serverless = !present && (await elastiCache.serverless(signal));
  const probes = plan.probe === "direct";
  const isCluster = plan.source.clusterMode === "enabled";
  const topology = probes && isCluster ? await redis.topology(endpointOf(plan), signal) : undefined;
  // All at once: each is watched for a while, to see how much is written to it.
  const asked = probes ? sourceAddresses(plan, topology) : [];
  const sources = await Promise.all(asked.map((address) => redis.source(address, signal)));
  const paths = nodes.kind === "read" ? await network.read(nodes.securityGroupIds, signal) : undefined;
  // Last: all of the above may take minutes, and StartMigration replaces whatever was written meanwhile.
  const contents = probes
    ? await contentsOf(redis, group, plan, signal)
    : await contentsByMetrics({ metrics, clock }, group, { plan, seenBefore }, signal);
  const outcome = test.outcome === "running" ? "notRun" : test.outcome;
  const evidence = {
    group,
    nodes,
    parameters,
    serverless,
    nowMs: clock.nowMs(),
    sources,
    topology,
    network: paths,
    contents,
    startsAttempt,
    test: outcome,
    testEvidence: test.evidence,
  } as const;
  return { findings: readiness(plan, evidence), contents, sources };
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
