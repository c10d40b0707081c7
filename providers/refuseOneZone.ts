// The check of the subnets before a group is made of them: AWS wants a Multi-AZ group in two zones or more, and a group's
// subnets are chosen when it is created.
import * as pulumi from "@pulumi/pulumi";
import { zonesBeforeCreation } from "../migration/beforeCreation.ts";
import { wording } from "../migration/failures.ts";
import { blockedBy } from "../migration/mayStart.ts";
import type { Plan } from "../migration/plan.ts";
import type { LiveStatus } from "../migration/stages.ts";
import { askTarget } from "./ec2Access.ts";
import { readSubnets } from "./ec2Readings.ts";

/**
 * Asks only while there is no group yet: from then on its nodes tell their zones. Where AWS gives no answer nothing is
 * judged, and AWS itself will when it is asked to create the group.
 *
 * @throws RunError naming the key, the subnets and the zone that all of them are in
 */
export async function refuseOneZone(
  stackConfig: Readonly<Record<string, string>>,
  plan: Plan,
  live: LiveStatus,
): Promise<void> {
  if (live.kind !== "absent" || plan.target.existing) return;
  const { subnetIds } = plan.path.target;
  const subnets = await askTarget(stackConfig, "ec2:DescribeSubnets", (asking) => readSubnets(asking, subnetIds));
  if (subnets.kind === "unread") return;
  const oneZone = [...zonesBeforeCreation(plan, subnets.value)];
  if (oneZone.length > 0) throw new pulumi.RunError(wording(blockedBy(oneZone, plan)));
}
