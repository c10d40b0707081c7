// The check before the path is taken away: whoever is switched over to the target must not come over it. Networks and
// route tables tell that by themselves (settings/removalRules.ts); of a security group only AWS knows where it is.
import * as pulumi from "@pulumi/pulumi";
import { failure, wording } from "../migration/failures.ts";
import type { Settings } from "../settings.ts";
import { askTarget } from "./ec2Access.ts";
import { readVpcsOfGroups } from "./ec2Readings.ts";

/**
 * @throws RunError in `operate` with `network.afterMigration: remove` when an application's group is outside of the
 * target's VPC, or when AWS does not tell where it is
 */
export async function refuseCutOff(
  stackConfig: Readonly<Record<string, string>>,
  { stage, network, target, application }: Settings,
): Promise<void> {
  const { securityGroupIds } = application;
  const goes = stage === "operate" && network.afterMigration === "remove" && network.mode === "peering";
  if (!goes || securityGroupIds.length === 0) return;
  const vpcs = await askTarget(stackConfig, "ec2:DescribeSecurityGroups", (asking) =>
    readVpcsOfGroups(asking, securityGroupIds),
  );
  const elsewhere = vpcs.kind === "unread" ? [] : vpcs.value.filter(({ vpcId }) => vpcId !== target.vpcId);
  if (vpcs.kind === "read" && elsewhere.length === 0) return;
  const found =
    vpcs.kind === "unread"
      ? `where application.securityGroupIds are could not be asked (${vpcs.action}): ${vpcs.why}`
      : elsewhere.map(({ id, vpcId }) => `${id} is in ${vpcId}`).join(", ");
  const refusal = failure(
    "frozen-setting",
    `network.afterMigration: remove would take the application's way to the target: ${found}.`,
    `an application whose security groups are in target.vpcId ${target.vpcId}`,
    "set network.afterMigration to keep: the application reaches the target over the peering that would go",
  );
  throw new pulumi.RunError(wording(refusal));
}
