// The check of the slots before a cluster is made of them: a target's slots are given when it is created and never after.
import * as pulumi from "@pulumi/pulumi";
import { slotsBeforeCreation } from "../migration/beforeCreation.ts";
import { wording } from "../migration/failures.ts";
import { limits } from "../migration/limits.ts";
import { blockedBy } from "../migration/mayStart.ts";
import type { Plan } from "../migration/plan.ts";
import { endpointOf } from "../migration/sourceNodes.ts";
import type { LiveStatus } from "../migration/stages.ts";
import { wallClock } from "./wallClock.ts";

/**
 * Asks the source itself, in `up` only (a preview opens no socket to it), and only while there is no group yet. A source
 * that does not tell its shards is a finding in `prepare`.
 *
 * @throws RunError with the line to put into the configuration
 */
export async function refuseOtherSlots(plan: Plan, live: LiveStatus): Promise<void> {
  const { source, target } = plan;
  if (pulumi.runtime.isDryRun() || live.kind !== "absent" || target.existing || source.clusterMode === "disabled")
    return;
  if (plan.probe === "none") return; // nobody may ask the source; `prepare` says what is therefore not known
  // Only here: every other start of the program does without.
  const { directPort } = await import("../redis/directPort.ts");
  const redis = directPort(plan.addresses, wallClock);
  try {
    const topology = await redis.topology(endpointOf(plan), AbortSignal.timeout(limits.answerWithinMs));
    const other = [...slotsBeforeCreation(plan, topology)];
    if (other.length > 0) throw new pulumi.RunError(wording(blockedBy(other, plan)));
  } finally {
    redis.close();
  }
}
