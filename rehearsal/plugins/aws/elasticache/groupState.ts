// A replication group as AWS describes it, and waiting for it as the real provider does.
import type { ElastiCacheClient, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Context } from "../resourceType.ts";
import { waitFor } from "../wait.ts";

/** The group, or undefined when AWS knows it no more. */
export async function describeGroup(
  client: ElastiCacheClient,
  id: string,
  signal: AbortSignal,
): Promise<ReplicationGroup | undefined> {
  const { DescribeReplicationGroupsCommand, ReplicationGroupNotFoundFault } =
    await import("@aws-sdk/client-elasticache");
  try {
    const { ReplicationGroups } = await client.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }), {
      abortSignal: signal,
    });
    return ReplicationGroups?.[0];
  } catch (error) {
    if (error instanceof ReplicationGroupNotFoundFault) return undefined;
    throw error;
  }
}

/** What the real provider's waiter takes for "not there yet"; any other status but `available` ends it at once. */
const pendingStatuses: readonly (string | undefined)[] = ["creating", "modifying", "snapshotting"];

/** Refuses a group that is `migrating` in the words of the real provider: it is no status that leads to `available`. */
export async function waitAvailable(
  client: ElastiCacheClient,
  id: string,
  context: Context,
): Promise<ReplicationGroup> {
  return waitFor(`ElastiCache Replication Group (${id}) to be available`, context, async () => {
    const group = await describeGroup(client, id, context.signal);
    if (group === undefined) throw new Error(`couldn't find resource: ElastiCache Replication Group (${id})`);
    if (group.Status === "available") return group;
    if (pendingStatuses.includes(group.Status)) return undefined;
    throw unexpectedState(id, group.Status);
  });
}

export function unexpectedState(id: string, status: string | undefined): Error {
  return new Error(
    `waiting for ElastiCache Replication Group (${id}): unexpected state '${status ?? ""}', wanted target 'available'`,
  );
}
