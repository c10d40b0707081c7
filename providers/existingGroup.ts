// A group that exists and is not changed: what the path to it needs to know, asked before anything is registered.
import * as pulumi from "@pulumi/pulumi";
import { failure, wording } from "../migration/failures.ts";
import { limits } from "../migration/limits.ts";
import type { Settings } from "../settings.ts";
import { elastiCacheClients } from "./awsAccess.ts";
import { askGroup, askNodes } from "./elastiCachePort.ts";
import { unanswered } from "./unanswered.ts";

export interface ExistingGroup {
  /** At least one. */
  readonly securityGroupIds: readonly string[];
  /** Of the group's ARN. */
  readonly accountId: string;
  readonly arn: string;
}

/**
 * @returns undefined when the program provisions the group itself
 * @throws RunError when AWS knows no such group, tells no security group of it, or gives no answer, in previews too:
 * without them nobody can say which rules the path consists of
 */
export async function existingGroup(
  stackConfig: Readonly<Record<string, string>>,
  { target: { existing, replicationGroupId } }: Settings,
): Promise<ExistingGroup | undefined> {
  if (!existing) return undefined;
  const why = await found(stackConfig, replicationGroupId);
  if (typeof why !== "string") return why;
  const refusal = failure(
    "group-absent",
    `target.existing is true, and ${replicationGroupId} cannot be used: ${why}`,
    "a replication group of this account and region, with a security group",
    "set target.replicationGroupId to one, or target.existing to false so that the program provisions it",
  );
  throw new pulumi.RunError(wording(refusal));
}

async function found(stackConfig: Readonly<Record<string, string>>, groupId: string): Promise<ExistingGroup | string> {
  try {
    const clients = await elastiCacheClients((key) => stackConfig[key]);
    const signal = AbortSignal.timeout(limits.answerWithinMs);
    const group = await askGroup(clients, groupId, signal);
    if (group.kind === "absent") return "AWS knows no such group";
    const nodes = await askNodes(clients, groupId, signal);
    if (nodes.kind === "unknown") return nodes.why;
    const { securityGroupIds } = nodes;
    if (securityGroupIds.length === 0) return "AWS tells no security group of its nodes";
    return { securityGroupIds, accountId: group.arn.split(":")[4] ?? "", arn: group.arn };
  } catch (error) {
    return unanswered(error);
  }
}
