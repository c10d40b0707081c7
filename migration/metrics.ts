// What CloudWatch tells of a migrating group's nodes, and what it is worth. Absent and stale data are unknown, never in
// sync.
import { limits } from "./limits.ts";

/** Each of one node, in CloudWatch's namespace AWS/ElastiCache. */
export type Metric = "PrimaryLinkHealthStatus" | "ReplicationLag" | "CurrItems";

export interface Series {
  readonly metric: Metric;
  /** CacheClusterId. */
  readonly nodeId: string;
}

/** The newest one of a series. */
export type Datapoint =
  /** @property atMs beginning of the period that it is of, by this process's clock */
  | { readonly kind: "read"; readonly value: number; readonly atMs: number }
  | { readonly kind: "absent"; readonly why: string };

export interface MetricsReading {
  readonly shards: readonly ShardMetrics[];
}

export interface ShardMetrics {
  readonly shard: string;
  readonly nodes: readonly NodeMetrics[];
}

export interface NodeMetrics {
  readonly nodeId: string;
  /** `untold` with cluster mode, where AWS does not say: only a primary has a link health (assumed). */
  readonly role: "primary" | "replica" | "untold";
  /** PrimaryLinkHealthStatus: 1 in sync with the source, 0 not. Undefined where it was not asked for. */
  readonly linkHealth: Datapoint | undefined;
  /** ReplicationLag, seconds behind the primary. Undefined where it was not asked for. */
  readonly lagSeconds: Datapoint | undefined;
}

/** What the group was made with: what is not listed of it may be anything. */
export interface Wanted {
  readonly shards: number;
  readonly replicasPerShard: number;
}

export type MetricsVerdict =
  /** Every primary and every replica; no datapoint of it is older than `asOfMs`. */
  | { readonly says: "inSync"; readonly asOfMs: number }
  /** CloudWatch says that a primary is not in sync with the source. */
  | { readonly says: "down"; readonly nodeId: string; readonly asOfMs: number }
  | { readonly says: "behind"; readonly nodeId: string }
  | { readonly says: "unknown"; readonly why: string };

/** Whether CloudWatch alone proves every shard and every replica in sync. */
export function verdictOf({ shards }: MetricsReading, nowMs: number, wanted: Wanted): MetricsVerdict {
  const down = linkDown({ shards }, nowMs);
  if (down !== undefined) return { says: "down", ...down };
  const missing = [...unlisted(shards, wanted), ...shards.flatMap((shard) => missingOf(shard, nowMs))];
  if (missing.length > 0) return { says: "unknown", why: missing.join("; ") };
  const points = shards.flatMap(({ nodes }) => nodes.flatMap((node) => pointsOf(node, nowMs)));
  const behind = points.find(
    ({ metric, value }) => metric === "ReplicationLag" && value > limits.replicationLagSeconds,
  );
  if (behind !== undefined) return { says: "behind", nodeId: behind.nodeId };
  return { says: "inSync", asOfMs: Math.min(...points.map(({ atMs }) => atMs)) };
}

/**
 * The first node whose newest datapoint is fresh and says that it is not in sync: contrary evidence, whoever else says what.
 *
 * @param sinceMs only of periods that began no earlier
 */
export function linkDown(
  { shards }: MetricsReading,
  nowMs: number,
  sinceMs = -Infinity,
): { readonly nodeId: string; readonly asOfMs: number } | undefined {
  for (const { nodeId, linkHealth } of shards.flatMap(({ nodes }) => nodes)) {
    // Anything but 1 is not AWS's word for in sync.
    if (isFresh(linkHealth, nowMs) && linkHealth.value !== 1 && linkHealth.atMs >= sinceMs)
      return { nodeId, asOfMs: linkHealth.atMs };
  }
  return undefined;
}

interface Point extends Series {
  readonly value: number;
  readonly atMs: number;
}

/** Of a primary its link's, of a replica its lag's. */
function pointsOf({ nodeId, linkHealth, lagSeconds }: NodeMetrics, nowMs: number): Point[] {
  if (isFresh(linkHealth, nowMs)) return [{ metric: "PrimaryLinkHealthStatus", nodeId, ...linkHealth }];
  return isFresh(lagSeconds, nowMs) ? [{ metric: "ReplicationLag", nodeId, ...lagSeconds }] : [];
}

function* unlisted(shards: readonly ShardMetrics[], wanted: Wanted): Iterable<string> {
  if (shards.length < wanted.shards) yield `AWS lists ${shards.length} of ${wanted.shards} shards`;
  for (const { shard, nodes } of shards) {
    const replicas = Math.max(0, nodes.length - 1);
    if (replicas < wanted.replicasPerShard)
      yield `AWS lists ${replicas} of ${wanted.replicasPerShard} replicas of shard ${shard}`;
  }
}

function missingOf({ shard, nodes }: ShardMetrics, nowMs: number): string[] {
  const primaries = nodes.filter(
    ({ role, linkHealth }) => role === "primary" || (role === "untold" && isFresh(linkHealth, nowMs)),
  );
  if (primaries.length !== 1) {
    return [
      `${primaries.length} nodes of shard ${shard} have a fresh PrimaryLinkHealthStatus, which its primary alone has`,
    ];
  }
  return nodes.flatMap((node) => {
    const [metric, point] = primaries.includes(node)
      ? (["PrimaryLinkHealthStatus", node.linkHealth] as const)
      : (["ReplicationLag", node.lagSeconds] as const);
    return isFresh(point, nowMs) ? [] : [`${metric} of ${node.nodeId} ${whyNot(point, nowMs)}`];
  });
}

function whyNot(point: Datapoint | undefined, nowMs: number): string {
  if (point === undefined) return "was not asked for";
  if (point.kind === "absent") return point.why;
  return `is ${point.atMs > nowMs ? "of the future" : "stale"} (of ${new Date(point.atMs).toISOString()})`;
}

type Read = Extract<Datapoint, { kind: "read" }>;

/** Of a period that began no longer ago than AWS takes to end and publish one. */
export function isFresh(point: Datapoint | undefined, nowMs: number): point is Read {
  if (point?.kind !== "read" || !Number.isFinite(point.value)) return false;
  const ageMs = nowMs - point.atMs;
  return ageMs >= 0 && ageMs <= limits.metricFreshWithinMs;
}
