// aws.elasticache.ReplicationGroup.
import type {
  CreateReplicationGroupCommandInput,
  ElastiCacheClient,
  ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { PartlyCreated } from "../partlyCreated.ts";
import { resourceType } from "../resourceType.ts";
import type { Change, Context } from "../resourceType.ts";
import type { InputsOf } from "../properties.ts";
import { tagChange, tagList } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { inputs } from "./groupInputs.ts";
import { describeGroup, groupOutputs, unexpectedState, waitAvailable } from "./groupState.ts";
import { changeTags } from "./tagging.ts";

type Inputs = InputsOf<typeof inputs>;

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
  unsupported: [
    ...["authToken", "authTokenUpdateStrategy", "authTokenWo", "authTokenWoVersion", "durability"],
    ...["globalReplicationGroupId", "logDeliveryConfigurations", "nodeGroupConfigurations", "securityGroupNames"],
    ...["snapshotArns", "snapshotName", "userGroupIds"],
  ],
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

  async update(change, context) {
    const client = await context.clients.elasticache();
    await waitAvailable(client, change.id, context);
    await changeNodes(change, context);
    const modification = modifyRequest(change);
    if (modification !== undefined) {
      const { ModifyReplicationGroupCommand } = await import("@aws-sdk/client-elasticache");
      await client.send(new ModifyReplicationGroupCommand(modification), { abortSignal: context.signal });
      await waitAvailable(client, change.id, context);
    }
    const arn = String(change.olds["arn"]);
    await changeTags(client, arn, tagChange(change.oldInputs.tagsAll, change.news.tagsAll));
    const group = await waitAvailable(client, change.id, context);
    return groupOutputs(client, group, change.news, context);
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

function createRequest(group: Inputs): CreateReplicationGroupCommandInput {
  const Tags = tagList(group.tagsAll ?? {});
  return {
    ReplicationGroupId: group.replicationGroupId,
    ReplicationGroupDescription: group.description,
    Engine: group.engine ?? "redis",
    EngineVersion: group.engineVersion,
    CacheNodeType: group.nodeType,
    AutomaticFailoverEnabled: group.automaticFailoverEnabled ?? false,
    MultiAZEnabled: group.multiAzEnabled ?? false,
    // A count that is not given is AWS's to choose, but the provider always says whether transit is encrypted.
    NumCacheClusters: group.numCacheClusters,
    NumNodeGroups: group.numNodeGroups,
    ReplicasPerNodeGroup: group.replicasPerNodeGroup,
    CacheParameterGroupName: group.parameterGroupName,
    CacheSubnetGroupName: group.subnetGroupName,
    SecurityGroupIds: group.securityGroupIds === undefined ? undefined : [...group.securityGroupIds],
    PreferredCacheClusterAZs:
      group.preferredCacheClusterAzs === undefined ? undefined : [...group.preferredCacheClusterAzs],
    Port: group.port,
    TransitEncryptionEnabled: group.transitEncryptionEnabled ?? false,
    TransitEncryptionMode: group.transitEncryptionMode as CreateReplicationGroupCommandInput["TransitEncryptionMode"],
    AtRestEncryptionEnabled: group.atRestEncryptionEnabled ?? group.engine === "valkey",
    KmsKeyId: group.kmsKeyId,
    AutoMinorVersionUpgrade: group.autoMinorVersionUpgrade ?? true,
    ClusterMode: group.clusterMode as CreateReplicationGroupCommandInput["ClusterMode"],
    DataTieringEnabled: group.dataTieringEnabled,
    PreferredMaintenanceWindow: group.maintenanceWindow,
    NotificationTopicArn: group.notificationTopicArn,
    SnapshotRetentionLimit: group.snapshotRetentionLimit,
    SnapshotWindow: group.snapshotWindow,
    NetworkType: group.networkType as CreateReplicationGroupCommandInput["NetworkType"],
    IpDiscovery: group.ipDiscovery as CreateReplicationGroupCommandInput["IpDiscovery"],
    ...(Tags.length === 0 ? {} : { Tags }),
  };
}

/** The changed members only, as the real provider sends them; undefined when a change needs no modification. */
function modifyRequest({ id, news, changed }: Change<Inputs>): ModifyReplicationGroupCommandInput | undefined {
  const members: Partial<Record<keyof Inputs, Partial<ModifyReplicationGroupCommandInput>>> = {
    description: { ReplicationGroupDescription: news.description },
    engine: { Engine: news.engine, EngineVersion: news.engineVersion },
    engineVersion: { EngineVersion: news.engineVersion },
    nodeType: { CacheNodeType: news.nodeType },
    automaticFailoverEnabled: { AutomaticFailoverEnabled: news.automaticFailoverEnabled ?? false },
    multiAzEnabled: { MultiAZEnabled: news.multiAzEnabled ?? false },
    autoMinorVersionUpgrade: { AutoMinorVersionUpgrade: news.autoMinorVersionUpgrade ?? true },
    clusterMode: { ClusterMode: news.clusterMode as ModifyReplicationGroupCommandInput["ClusterMode"] },
    maintenanceWindow: { PreferredMaintenanceWindow: news.maintenanceWindow },
    notificationTopicArn: { NotificationTopicArn: news.notificationTopicArn },
    parameterGroupName: { CacheParameterGroupName: news.parameterGroupName },
    securityGroupIds: { SecurityGroupIds: [...(news.securityGroupIds ?? [])] },
    snapshotRetentionLimit: { SnapshotRetentionLimit: news.snapshotRetentionLimit ?? 0 },
    snapshotWindow: { SnapshotWindow: news.snapshotWindow },
    transitEncryptionEnabled: { TransitEncryptionEnabled: news.transitEncryptionEnabled ?? false },
    transitEncryptionMode: {
      TransitEncryptionMode: news.transitEncryptionMode as ModifyReplicationGroupCommandInput["TransitEncryptionMode"],
    },
    ipDiscovery: { IpDiscovery: news.ipDiscovery as ModifyReplicationGroupCommandInput["IpDiscovery"] },
  };
  const wanted = Object.entries(members).filter(([name]) => changed.has(name));
  if (wanted.length === 0) return undefined;
  const merged = wanted.reduce<Partial<ModifyReplicationGroupCommandInput>>((all, [, one]) => ({ ...all, ...one }), {});
  return { ReplicationGroupId: id, ApplyImmediately: news.applyImmediately ?? false, ...merged };
}

async function changeNodes({ id, olds, news, changed }: Change<Inputs>, context: Context): Promise<void> {
  const wanted = news.numCacheClusters ?? (news.replicasPerNodeGroup ?? 0) + 1;
  if (!changed.has("numCacheClusters") && !changed.has("replicasPerNodeGroup")) return;
  const sdk = await import("@aws-sdk/client-elasticache");
  const client = await context.clients.elasticache();
  const request = { ReplicationGroupId: id, NewReplicaCount: wanted - 1, ApplyImmediately: true };
  const before = Number(olds["numCacheClusters"]);
  if (wanted > before) await client.send(new sdk.IncreaseReplicaCountCommand(request));
  if (wanted < before) await client.send(new sdk.DecreaseReplicaCountCommand(request));
  await waitAvailable(client, id, context);
}
