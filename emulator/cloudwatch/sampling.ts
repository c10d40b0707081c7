// Goes on measuring the nodes of every group, once per period, as ElastiCache reports to CloudWatch.
import type { Cloud } from "../cloud.ts";
import type { Group, Shard } from "../elasticache/state.ts";
import type { Place } from "../place.ts";
import { metricNames, sampleShard } from "./sampleShard.ts";

/** While nothing is measured: how soon a period is noticed again. */
const idleMs = 100;

/** Ends with the emulator, by rejecting as its waits do. */
export async function measureNodes(cloud: Cloud): Promise<never> {
  const measuring = new Set<Shard>();
  const sent = new WeakMap<Shard, number>();
  for (;;) {
    const { metricPeriodMs } = cloud.delays;
    if (metricPeriodMs > 0) {
      for (const { at, group, shard } of shardsOf(cloud)) {
        // One that is slow to answer misses a period, and delays no other.
        if (measuring.has(shard)) continue;
        measuring.add(shard);
        void cloud
          .background(`the metrics of ${group.id}`, () => measure(shard, group, at, sent, cloud))
          .finally(() => measuring.delete(shard));
      }
    }
    await cloud.wait(metricPeriodMs > 0 ? metricPeriodMs : idleMs);
  }
}

function shardsOf({ places }: Cloud): { at: Place; group: Group; shard: Shard }[] {
  return places
    .all()
    .flatMap((at) =>
      [...at.elasticache.groups.values()].flatMap((group) => group.shards.map((shard) => ({ at, group, shard }))),
    );
}

async function measure(
  shard: Shard,
  group: Group,
  at: Place,
  sent: WeakMap<Shard, number>,
  cloud: Cloud,
): Promise<void> {
  const { metricPeriodMs, metricLagMs } = cloud.delays;
  const beganMs = Math.floor(cloud.now().getTime() / metricPeriodMs) * metricPeriodMs;
  const { samples, sent: sentNow } = await sampleShard(shard, group, sent.get(shard), cloud);
  if (sentNow !== undefined) sent.set(shard, sentNow);
  // Told when the period has ended, and never before it was measured.
  const toldMs = Math.max(beganMs + metricPeriodMs, cloud.now().getTime()) + metricLagMs;
  for (const metric of metricNames) {
    for (const { id } of shard.nodes) {
      const shown = samples.find((one) => one.metric === metric && one.nodeId === id)?.value;
      const value = cloud.disorders.measured(metric, id, shown);
      if (value === undefined) continue;
      at.cloudwatch.record(metric, id, { at: new Date(beganMs), visibleAt: new Date(toldMs), value });
    }
  }
}
