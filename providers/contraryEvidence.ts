// What speaks against a completion already in the preview: CloudWatch's fresh word that a shard is not in sync. The gate
// itself is judged in `up`; a preview opens no connection to a server.
import { failure, type Failure } from "../migration/failures.ts";
import { limits } from "../migration/limits.ts";
import { linkDown } from "../migration/metrics.ts";
import { readMetrics } from "../migration/metricsLook.ts";
import { firstInSyncMs } from "../migration/milestones.ts";
import { currentAttempt, type Memory } from "../migration/phases.ts";
import type { Plan } from "../migration/plan.ts";
import { elastiCacheClients, type ConfigReader } from "./awsAccess.ts";
import { cloudWatchPort } from "./cloudWatchPort.ts";
import { askGroup } from "./elastiCachePort.ts";
import { unanswered } from "./unanswered.ts";
import { wallClock } from "./wallClock.ts";

/**
 * Undefined where AWS does not answer, and of a group that does not migrate: that is the journal's to judge.
 *
 * @param memory of the runs so far: with a probe, what CloudWatch measured before one saw the target in sync does not count
 */
export async function contraryEvidence(
  read: ConfigReader,
  groupId: string,
  plan: Plan,
  { history, milestones }: Memory,
): Promise<Failure | undefined> {
  const signal = AbortSignal.timeout(limits.answerWithinMs);
  try {
    const group = await askGroup(await elastiCacheClients(read), groupId, signal);
    if (group.kind === "absent" || group.status !== "migrating") return undefined;
    const metrics = cloudWatchPort(read, wallClock);
    try {
      const reading = await readMetrics(metrics, group, plan, signal);
      const nowMs = wallClock.nowMs();
      const sinceMs = plan.probe === "none" ? -Infinity : firstInSyncMs(milestones, currentAttempt(history), nowMs);
      const down = linkDown(reading, nowMs, sinceMs);
      return down === undefined ? undefined : notInSync(groupId, down);
    } finally {
      metrics.close();
    }
  } catch (error) {
    unanswered(error); // throws what is a defect
    return undefined;
  }
}

function notInSync(groupId: string, { nodeId, asOfMs }: { readonly nodeId: string; readonly asOfMs: number }): Failure {
  return failure(
    "not-in-sync",
    `CloudWatch says that ${groupId} is not in sync with its source: PrimaryLinkHealthStatus of ${nodeId} is 0 (${new Date(asOfMs).toISOString()}).`,
    "PrimaryLinkHealthStatus 1 on every primary before the stage is set to complete",
    "wait for a minute and run the preview again: if it stays 0, mend the link (pulumi up in migrate tells what it waits for); nothing was changed",
  );
}
