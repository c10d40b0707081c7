// What a stage will do to the data, in plain words, before it does it.
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";

/** One sentence per line; none for a stage that changes nobody's data. */
export function consequences(stage: Stage, plan: Plan): readonly string[] {
  const { groupId, source, target, inSyncForSeconds, maxLagBytes, waitFor } = plan;
  const from = `${source.host}:${source.port}`;
  const shards = target.shards === 1 ? "its one shard" : `all ${target.shards} shards`;
  const lag = plan.probe === "none" ? "by CloudWatch's word" : `at most ${maxLagBytes} bytes behind`;
  switch (stage) {
    case "prepare":
      return [];
    case "migrate":
      return [
        `migrate calls StartMigration, at most once per attempt (and not where a migration in flight is adopted): whatever ${groupId} holds is replaced by the data of ${from}, and it takes no writes until complete or abort.`,
        `It forks the source once for the copy. pulumi up judges readiness anew before it, and ends when the target ${waitFor === "inSync" ? "is in sync" : "replicates"}.`,
      ];
    case "complete":
      return [
        `complete promotes ${groupId} in ${shards} and ends the replication from ${from}: what the source acknowledges after that is not on the target. It cannot be undone: stop or switch the writers first.`,
        `The gate is judged in pulumi up, not in a preview: every shard and every replica in sync for ${inSyncForSeconds} s, ${lag}; otherwise nothing is completed.`,
      ];
    case "abort":
      return [
        `abort ends the replication from ${from} by force: ${groupId} becomes a primary of its own with what had arrived, and nothing tells which keys those are. The application keeps using the source.`,
        "Another attempt begins in prepare, and replaces what had arrived.",
      ];
    case "operate":
      return [
        `operate opens target and path for edits again; readiness is not judged any more. There is no way back to ${from}: it lacks what was written to ${groupId} since.`,
      ];
  }
}
