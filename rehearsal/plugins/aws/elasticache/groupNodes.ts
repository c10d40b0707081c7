// Changes of how many shards and nodes a group has; each is a call of its own.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { Change, Context } from "../resourceType.ts";
import type { GroupInputs } from "./groupRequests.ts";
import { describeGroup } from "./groupState.ts";

export type NodeStep = () => Promise<unknown>;

export interface NodeSteps {
  /** Shards and more nodes, before anything else of the update. */
  readonly first: readonly NodeStep[];
  /** Fewer nodes, after everything else. */
  readonly last: readonly NodeStep[];
}

export async function nodeSteps(
  client: ElastiCacheClient,
  { id, olds, news, changed }: Change<GroupInputs>,
  context: Context,
): Promise<NodeSteps> {
  const sdk = await import("@aws-sdk/client-elasticache");
  const replicas = (count: number, before: number): NodeStep => {
    const request = { ReplicationGroupId: id, NewReplicaCount: count, ApplyImmediately: true };
    return count > before
      ? () => client.send(new sdk.IncreaseReplicaCountCommand(request))
      : () => client.send(new sdk.DecreaseReplicaCountCommand(request));
  };
  const first: NodeStep[] = [];
  const last: NodeStep[] = [];
  const { numNodeGroups: shards, replicasPerNodeGroup, numCacheClusters: nodes } = news;
  if (shards !== undefined && changed.has("numNodeGroups") && shards !== olds["numNodeGroups"]) {
    first.push(async () => {
      const NodeGroupsToRemove = await surplus(client, id, shards, context);
      const request = { ReplicationGroupId: id, NodeGroupCount: shards, ApplyImmediately: true };
      const more = NodeGroupsToRemove.length > 0 ? { NodeGroupsToRemove } : {};
      await client.send(new sdk.ModifyReplicationGroupShardConfigurationCommand({ ...request, ...more }));
    });
  }
  const replicasBefore = Number(olds["replicasPerNodeGroup"]);
  if (
    replicasPerNodeGroup !== undefined &&
    changed.has("replicasPerNodeGroup") &&
    replicasPerNodeGroup !== replicasBefore
  ) {
    first.push(replicas(replicasPerNodeGroup, replicasBefore));
  }
  const nodesBefore = Number(olds["numCacheClusters"]);
  if (nodes !== undefined && changed.has("numCacheClusters") && nodes !== nodesBefore) {
    (nodes > nodesBefore ? first : last).push(replicas(nodes - 1, nodesBefore - 1));
  }
  return { first, last };
}

/** The shards beyond the wanted number, the highest ids first: AWS wants them named. */
async function surplus(client: ElastiCacheClient, id: string, wanted: number, context: Context): Promise<string[]> {
  const group = await describeGroup(client, id, context.signal);
  const ids = (group?.NodeGroups ?? []).map(({ NodeGroupId = "" }) => NodeGroupId).toSorted();
  return ids.slice(wanted).toReversed();
}
