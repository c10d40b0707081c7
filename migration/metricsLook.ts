// One look at CloudWatch: which series a migrating group is asked for, how often, and whether a target is empty by them.
import { limits } from "./limits.ts";
import type { Contents } from "./mayStart.ts";
import { isFresh, type Datapoint, type Metric, type MetricsReading, type NodeMetrics, type Series } from "./metrics.ts";
import type { GroupReading, GroupShard } from "./observation.ts";
import type { Plan } from "./plan.ts";
import type { Clock, MetricsPort } from "./ports.ts";

type Present = Extract<GroupReading, { kind: "present" }>;

/** With a probe CloudWatch is contrary evidence only, and the health of the primaries is all that can be that. */
export async function readMetrics(
  port: MetricsPort,
  { shards }: Present,
  { probe }: Plan,
  signal: AbortSignal,
): Promise<MetricsReading> {
  const nodes = shards.flatMap((shard) =>
    shard.nodeIds.map((nodeId, index) => ({ nodeId, shard, role: roleOf(shard, index) })),
  );
  const wanted = nodes.flatMap(({ nodeId, role }) => [
    ...(role === "replica" ? [] : [{ metric: "PrimaryLinkHealthStatus", nodeId } as const]),
    ...(role === "primary" || probe === "direct" ? [] : [{ metric: "ReplicationLag", nodeId } as const]),
  ]);
  const told = wanted.length === 0 ? [] : await port.newest(wanted, signal);
  const of = (metric: Metric, nodeId: string) =>
    told[wanted.findIndex((one) => one.metric === metric && one.nodeId === nodeId)];
  return {
    shards: shards.map((shard) => ({
      shard: shard.id,
      nodes: nodes
        .filter((one) => one.shard === shard)
        .map(({ nodeId, role }): NodeMetrics => {
          return {
            nodeId,
            role,
            linkHealth: of("PrimaryLinkHealthStatus", nodeId),
            lagSeconds: of("ReplicationLag", nodeId),
          };
        }),
    })),
  };
}

function roleOf({ nodes, primary }: GroupShard, index: number): NodeMetrics["role"] {
  if (primary === "") return "untold";
  return nodes[index] === primary ? "primary" : "replica";
}

/**
 * Asks no more often than CloudWatch has news, and gives the last answer again in between. An answer in which something
 * was not told is not kept for longer than any other: the next one may tell it.
 */
export function sparingly(port: MetricsPort, clock: Clock, pollSeconds: number): MetricsPort {
  const everyMs = Math.min(limits.metricsEveryMs, limits.metricsEveryLooks * pollSeconds * 1000);
  let last: { readonly of: string; readonly atMs: number; readonly told: readonly Datapoint[] } | undefined;
  return {
    newest: async (wanted, signal) => {
      const of = JSON.stringify(wanted);
      const atMs = clock.nowMs();
      if (last?.of === of && atMs >= last.atMs && atMs < last.atMs + everyMs) return last.told;
      const told = await port.newest(wanted, signal);
      last = { of, atMs, told };
      return told;
    },
  };
}

/**
 * Without a probe: few enough items on every node that may be a primary, and a group that this very stack made. Of one
 * that was there before, the number of its items is no proof.
 *
 * @param seenBefore a run in `prepare` saw this very group
 */
export async function contentsByMetrics(
  { metrics, clock }: { readonly metrics: MetricsPort; readonly clock: Clock },
  group: GroupReading,
  { plan, seenBefore }: { readonly plan: Plan; readonly seenBefore: boolean },
  signal: AbortSignal,
): Promise<Contents> {
  const shards = group.kind === "present" ? group.shards : [];
  const wanted: Series[] = shards.flatMap((shard) =>
    shard.nodeIds
      .filter((_, index) => roleOf(shard, index) !== "replica")
      .map((nodeId) => ({ metric: "CurrItems", nodeId })),
  );
  if (group.kind === "absent" || wanted.length === 0) return { kind: "unknown", why: "AWS reports no primary" };
  const told = await metrics.newest(wanted, signal);
  const nowMs = clock.nowMs();
  const missing: string[] = [];
  const holding: string[] = [];
  let count = 0;
  let asOfMs = Infinity;
  for (const [index, { nodeId }] of wanted.entries()) {
    const point = told[index];
    if (!isFresh(point, nowMs)) {
      missing.push(`CurrItems of ${nodeId} ${point?.kind === "absent" ? point.why : "is stale"}`);
      continue;
    }
    asOfMs = Math.min(asOfMs, point.atMs);
    if (point.value <= limits.itemsOfEmptyNode) continue;
    count += point.value;
    holding.push(`${point.value} by CurrItems of ${nodeId}`);
  }
  if (holding.length > 0) return { kind: "keys", count, where: holding.join(", ") };
  if (missing.length > 0) return { kind: "unknown", why: `CloudWatch does not tell: ${missing.join("; ")}` };
  if (plan.target.existing || !seenBefore) {
    return { kind: "unknown", why: "CurrItems is proof only of a group that this stack made, and has seen in prepare" };
  }
  return { kind: "empty", asOfMs };
}
