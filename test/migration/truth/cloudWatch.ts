// CloudWatch over the truth of the data: once a minute it measures, and tells the newest datapoint of each series.
import type { Datapoint, Series } from "../../../migration/metrics.ts";
import { allowedLagBytes, type Shard } from "./servers.ts";

export const periodMs = 60_000;

/** One measurement of everything, with what was true at that moment. */
export interface Tick {
  /** The beginning of the period at whose end it was measured. */
  readonly atMs: number;
  readonly inSync: boolean;
  readonly values: ReadonlyMap<string, number>;
}

export const nodeIdOf = (shard: number, node: "primary" | "replica"): string =>
  `cache-prod-000${shard + 1}-00${node === "primary" ? 1 : 2}`;

const key = (metric: string, nodeId: string): string => `${metric} ${nodeId}`;

/** Links are measured only while AWS migrates. */
export function measure(shards: readonly Shard[], nowMs: number, migrating: boolean): Tick {
  const values = new Map<string, number>();
  for (const shard of shards) {
    const [primary, replica] = [nodeIdOf(shard.index, "primary"), nodeIdOf(shard.index, "replica")];
    for (const nodeId of [primary, replica]) values.set(key("CurrItems", nodeId), shard.primary.keys + 1);
    if (!migrating) continue;
    const { source } = shard;
    const { follows, link, history, lacksBytes } = shard.primary;
    const linked = follows === "source" && link === "up" && history === source.history && !source.demoted;
    values.set(key("PrimaryLinkHealthStatus", primary), linked && lacksBytes <= allowedLagBytes ? 1 : 0);
    const follower = shard.replica;
    const lags = follower.link !== "up" || follower.lacksBytes > allowedLagBytes || follower.history !== history;
    values.set(key("ReplicationLag", replica), lags ? 5 : 0);
  }
  return { atMs: nowMs - periodMs, inSync: shards.every(({ inSync }) => inSync), values };
}

export function told(tick: Tick | undefined, { metric, nodeId }: Series): Datapoint {
  const value = tick?.values.get(key(metric, nodeId));
  if (tick === undefined || value === undefined) return { kind: "absent", why: "has no datapoint" };
  return { kind: "read", value, atMs: tick.atMs };
}
