// Whether a source in cluster mode is whole and at rest: every slot owned, none on its way.
import { finding, type Finding } from "./findings.ts";
import type { SourceRead } from "./sourceReading.ts";

const allSlots = 16_384;

export function* clusterState({ address, cluster }: SourceRead): Iterable<Finding> {
  if (cluster === undefined) return;
  const { state, assignedSlots, movingSlots } = cluster;
  if (state !== "ok" || assignedSlots !== allSlots) {
    yield finding(
      "source-cluster-state",
      "blocking",
      `${address} tells cluster_state ${state} with ${assignedSlots} slots assigned`,
      `cluster_state ok with all ${allSlots} slots assigned: a slot that nobody owns has no data to copy`,
      "mend the source's cluster (redis-cli --cluster check, then --cluster fix)",
    );
  }
  if (movingSlots.length > 0) {
    yield finding(
      "source-cluster-state",
      "blocking",
      `${address} has slots on their way: ${movingSlots.join(", ")}`,
      "no slot that is being moved: its keys are on two shards, and the target's shards follow one each",
      "let the resharding end (redis-cli --cluster fix ends one that was broken off), and reshard no more until the migration has ended",
    );
  }
}
