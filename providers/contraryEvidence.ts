// What speaks against a completion already in the preview: CloudWatch's fresh word that a shard is not in sync. The gate
// itself is judged in `up`; a preview opens no connection to a server.
import { failure, MigrationError, type Failure } from "../migration/failures.ts";
import { linkDown } from "../migration/metrics.ts";
import { readMetrics } from "../migration/metricsLook.ts";
import type { Plan } from "../migration/plan.ts";
import { elastiCacheClients, type ConfigReader } from "./awsAccess.ts";
import { cloudWatchPort } from "./cloudWatchPort.ts";
import { askGroup } from "./elastiCachePort.ts";
import { unanswered } from "./unanswered.ts";
import { wallClock } from "./wallClock.ts";

const answerWithinMs = 20_000;

/**
 * Says nothing where AWS does not answer, and nothing of a group that does not migrate: that is the journal's to judge.
 *
 * @throws MigrationError when CloudWatch says that a primary is not in sync with the source
 */
export async function refuseContrary(read: ConfigReader, groupId: string, plan: Plan): Promise<void> {
  const found = await lookUp(read, groupId, plan);
  if (found === undefined) return;
  const error = new MigrationError(found);
  error.stack = ""; // the engine would print message and stack a second time
  throw error;
}

async function lookUp(read: ConfigReader, groupId: string, plan: Plan): Promise<Failure | undefined> {
  const signal = AbortSignal.timeout(answerWithinMs);
  try {
    const group = await askGroup(await elastiCacheClients(read), groupId, signal);
    if (group.kind === "absent" || group.status !== "migrating") return undefined;
    const metrics = await cloudWatchPort(read, wallClock);
    try {
      const down = linkDown(await readMetrics(metrics, group, plan, signal), wallClock.nowMs());
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
