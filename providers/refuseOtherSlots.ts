// The check of the slots before a cluster is made of them: a target's slots are given when it is created and never after.
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import { finding } from "../migration/findings.ts";
import { blockedBy } from "../migration/mayStart.ts";
import type { Plan } from "../migration/plan.ts";
import { canonicalSlots, equalDivision } from "../migration/slots.ts";
import { endpointOf } from "../migration/sourceNodes.ts";
import type { LiveStatus } from "../migration/stages.ts";

const answerWithinMs = 20_000;

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
  // Only here: every other start of the program does without.
  const { directPort } = await import("../redis/directPort.ts");
  const redis = directPort(plan.addresses);
  try {
    const topology = await redis.topology(endpointOf(plan), AbortSignal.timeout(answerWithinMs));
    if (topology.kind === "unreadable" || topology.shards.length !== target.shards) return;
    const wanted = topology.shards.map(({ slots }) => slots);
    const given = (target.slots.length > 0 ? target.slots : equalDivision(target.shards)).map(canonicalSlots);
    if (wanted.every((slots) => given.includes(slots))) return;
    const other = finding(
      "shard-slots",
      "blocking",
      `the target would own ${given.join("; ")}${target.slots.length > 0 ? "" : " (AWS's equal division)"}`,
      `the slots of the source's shards: ${wanted.join("; ")}`,
      `set target.slots: [${wanted.map((slots) => `"${slots}"`).join(", ")}]`,
    );
    throw new pulumi.RunError(wording(blockedBy([other], plan)));
  } finally {
    redis.close();
  }
}
