// aws.elasticache.ReplicationGroup.
import type { ElastiCacheClient, ModifyReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { PartlyCreated } from "../partlyCreated.ts";
import { resourceType } from "../resourceType.ts";
import { tagChange } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { groupContradictions } from "./groupContradictions.ts";
import { inputs, unsupportedInputs } from "./groupInputs.ts";
import { nodeSteps } from "./groupNodes.ts";
import { groupOutputs } from "./groupOutputs.ts";
import { createRequest, modifyRequest, tokenRequest } from "./groupRequests.ts";
import { describeGroup, unexpectedState, waitAvailable } from "./groupState.ts";
import { changeTags } from "./tagging.ts";

/** Everything that AWS may move when a group is changed; its name and ARN stay. */
const movable = [
  "configurationEndpointAddress",
  "engineVersionActual",
  "memberClusters",
  "primaryEndpointAddress",
  "readerEndpointAddress",
];

export const replicationGroup = resourceType({
  token: "aws:elasticache/replicationGroup:ReplicationGroup",
  inputs,
  unsupported: unsupportedInputs,
  contradictions: groupContradictions,
  autoName: { property: "replicationGroupId", maxLength: 40, lowerCase: true },
  taggable: true,
  computed: ["arn", "clusterEnabled", ...movable],
  unknownAfter: () => movable,

  async create(group, context) {
    const { CreateReplicationGroupCommand } = await import("@aws-sdk/client-elasticache");
    const client = await context.clients.elasticache();
    const created = await client.send(new CreateReplicationGroupCommand(createRequest(group)), {
      abortSignal: context.signal,
    });
    const id = created.ReplicationGroup?.ReplicationGroupId ?? group.replicationGroupId ?? "";
    try {
      const available = await waitAvailable(client, id, context);
      return { id, outputs: await groupOutputs(client, available, group, context) };
    } catch (error) {
      // The group exists: without its id in the state nobody would ever delete it.
      throw new PartlyCreated(id, { ...group, arn: created.ReplicationGroup?.ARN, region: context.region }, error);
    }
  },

  async read(id, outputs, context) {
    const client = await context.clients.elasticache();
    const group = await describeGroup(client, id, context.signal);
    // A group that is being deleted counts as gone for the real provider.
    if (group === undefined || group.Status === "deleting") return undefined;
    return groupOutputs(client, group, outputs, context);
  },

  /** Tags come first and wait for nobody; then one call after the other, each between two waits. */
  async update(change, context) {
    const client = await context.clients.elasticache();
    const { id, olds, oldInputs, news } = change;
    await changeTags(client, String(olds["arn"]), tagChange(oldInputs.tagsAll, news.tagsAll), context);
    const { first, last } = await nodeSteps(client, change, context);
    const modifications = [modifyRequest(change), tokenRequest(change)]
      .filter((request) => request !== undefined)
      .map((request) => () => modify(client, request, context.signal));
    for (const step of [...first, ...modifications, ...last]) {
      await waitAvailable(client, id, context);
      await step();
      await waitAvailable(client, id, context);
    }
    const group = await describeGroup(client, id, context.signal);
    if (group === undefined) throw new Error(`couldn't find resource: ElastiCache Replication Group (${id})`);
    return groupOutputs(client, group, news, context);
  },

  async delete(id, outputs, context) {
    const client = await context.clients.elasticache();
    const { finalSnapshotIdentifier } = outputs;
    await waitFor(`ElastiCache Replication Group (${id}) to accept its deletion`, context, async () => {
      const group = await describeGroup(client, id, context.signal);
      if (group === undefined || group.Status === "deleting") return true;
      if (group.Status === "migrating") throw unexpectedState(id, group.Status);
      return startDeletion(client, id, finalSnapshotIdentifier, context.signal);
    });
    await waitFor(`ElastiCache Replication Group (${id}) to be deleted`, context, async () =>
      (await describeGroup(client, id, context.signal)) === undefined ? true : undefined,
    );
  },
});

/** A group that is already as wanted, changed by somebody else, is no failure. */
async function modify(
  client: ElastiCacheClient,
  request: ModifyReplicationGroupCommandInput,
  abortSignal: AbortSignal,
): Promise<void> {
  const { InvalidParameterCombinationException, ModifyReplicationGroupCommand } =
    await import("@aws-sdk/client-elasticache");
  try {
    await client.send(new ModifyReplicationGroupCommand(request), { abortSignal });
  } catch (error) {
    const isNothing =
      error instanceof InvalidParameterCombinationException &&
      error.message.includes("No modifications were requested");
    if (!isNothing) throw error;
  }
}

/** Undefined while the group is in a state that AWS deletes nothing in; the real provider asks again, too. */
async function startDeletion(
  client: ElastiCacheClient,
  id: string,
  snapshot: unknown,
  abortSignal: AbortSignal,
): Promise<true | undefined> {
  const { DeleteReplicationGroupCommand, InvalidReplicationGroupStateFault } =
    await import("@aws-sdk/client-elasticache");
  const FinalSnapshotIdentifier = typeof snapshot === "string" ? snapshot : undefined;
  try {
    await client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: id, FinalSnapshotIdentifier }), {
      abortSignal,
    });
    return true;
  } catch (error) {
    if (error instanceof InvalidReplicationGroupStateFault) return undefined;
    throw error;
  }
}
