// What is sent to create a replication group and to modify one.
import type {
  CreateReplicationGroupCommandInput as CreateRequest,
  ModifyReplicationGroupCommandInput as ModifyRequest,
} from "@aws-sdk/client-elasticache";
import type { InputsOf } from "../properties.ts";
import type { Change } from "../resourceType.ts";
import { tagList } from "../tags.ts";
import type { inputs } from "./groupInputs.ts";
import { nodeGroupRequest } from "./nodeGroups.ts";

export type GroupInputs = InputsOf<typeof inputs>;

export function createRequest(group: GroupInputs): CreateRequest {
  if (group.nodeType === undefined) throw new Error('"nodeType" is required unless "globalReplicationGroupId" is set.');
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
    NodeGroupConfiguration: nodeGroupRequest(group.nodeGroupConfigurations),
    CacheParameterGroupName: group.parameterGroupName,
    CacheSubnetGroupName: group.subnetGroupName,
    SecurityGroupIds: listOf(group.securityGroupIds),
    PreferredCacheClusterAZs: listOf(group.preferredCacheClusterAzs),
    Port: group.port,
    TransitEncryptionEnabled: group.transitEncryptionEnabled ?? false,
    TransitEncryptionMode: group.transitEncryptionMode as CreateRequest["TransitEncryptionMode"],
    AtRestEncryptionEnabled: group.atRestEncryptionEnabled ?? group.engine === "valkey",
    KmsKeyId: group.kmsKeyId,
    AuthToken: group.authToken,
    UserGroupIds: listOf(group.userGroupIds),
    AutoMinorVersionUpgrade: group.autoMinorVersionUpgrade ?? true,
    ClusterMode: group.clusterMode as CreateRequest["ClusterMode"],
    Durability: group.durability as CreateRequest["Durability"],
    DataTieringEnabled: group.dataTieringEnabled,
    PreferredMaintenanceWindow: group.maintenanceWindow,
    NotificationTopicArn: group.notificationTopicArn,
    SnapshotRetentionLimit: group.snapshotRetentionLimit,
    SnapshotWindow: group.snapshotWindow,
    NetworkType: group.networkType as CreateRequest["NetworkType"],
    IpDiscovery: group.ipDiscovery as CreateRequest["IpDiscovery"],
    ...(Tags.length === 0 ? {} : { Tags }),
  };
}

/**
 * The changed members only, as the real provider sends them, all in one request: TLS and user groups together are
 * AWS's to refuse. Undefined when a change needs no modification.
 */
export function modifyRequest({ id, oldInputs, news, changed }: Change<GroupInputs>): ModifyRequest | undefined {
  const members: Partial<Record<keyof GroupInputs, Partial<ModifyRequest>>> = {
    description: { ReplicationGroupDescription: news.description },
    engine: { Engine: news.engine },
    engineVersion: { Engine: news.engine ?? oldInputs.engine ?? "redis", EngineVersion: news.engineVersion },
    nodeType: { CacheNodeType: news.nodeType },
    automaticFailoverEnabled: { AutomaticFailoverEnabled: news.automaticFailoverEnabled ?? false },
    multiAzEnabled: { MultiAZEnabled: news.multiAzEnabled ?? false },
    autoMinorVersionUpgrade: { AutoMinorVersionUpgrade: news.autoMinorVersionUpgrade },
    clusterMode: { ClusterMode: news.clusterMode as ModifyRequest["ClusterMode"] },
    durability: { Durability: news.durability as ModifyRequest["Durability"] },
    maintenanceWindow: { PreferredMaintenanceWindow: news.maintenanceWindow },
    notificationTopicArn: { NotificationTopicArn: news.notificationTopicArn },
    parameterGroupName: { CacheParameterGroupName: news.parameterGroupName },
    securityGroupIds: { SecurityGroupIds: listOf(news.securityGroupIds) },
    snapshotRetentionLimit: {
      SnapshotRetentionLimit: news.snapshotRetentionLimit ?? 0,
      // AWS wants to know whose data are snapshotted; the provider names the first node when it turns snapshots on.
      ...((oldInputs.snapshotRetentionLimit ?? 0) === 0 ? { SnapshottingClusterId: `${id}-001` } : {}),
    },
    snapshotWindow: { SnapshotWindow: news.snapshotWindow },
    transitEncryptionEnabled: { TransitEncryptionEnabled: news.transitEncryptionEnabled },
    transitEncryptionMode: {
      TransitEncryptionMode: news.transitEncryptionMode as ModifyRequest["TransitEncryptionMode"],
    },
    ipDiscovery: { IpDiscovery: news.ipDiscovery as ModifyRequest["IpDiscovery"] },
    userGroupIds: userGroupChange(oldInputs, news),
  };
  if (changed.has("engine") && news.engine === "valkey" && !changed.has("engineVersion")) {
    throw new Error(`"engineVersion" must be given with "engine" of ${id} when that becomes valkey`);
  }
  const wanted = Object.entries(members).filter(([name]) => changed.has(name));
  if (wanted.length === 0) return undefined;
  const merged = wanted.reduce<Partial<ModifyRequest>>((all, [, one]) => ({ ...all, ...one }), {});
  return { ReplicationGroupId: id, ApplyImmediately: news.applyImmediately ?? false, ...merged };
}

/** A request of its own, which never waits for a maintenance window. DELETE goes with the user groups instead. */
export function tokenRequest({ id, news, changed }: Change<GroupInputs>): ModifyRequest | undefined {
  const { authToken, authTokenUpdateStrategy: strategy } = news;
  if (!changed.has("authToken") && !changed.has("authTokenUpdateStrategy")) return undefined;
  if (strategy === "DELETE") return undefined;
  return {
    ReplicationGroupId: id,
    ApplyImmediately: true,
    // Taken out of the program it is sent empty, and refused: only user groups take a token's place.
    AuthToken: authToken ?? "",
    AuthTokenUpdateStrategy: strategy as ModifyRequest["AuthTokenUpdateStrategy"],
  };
}

function userGroupChange(oldInputs: GroupInputs, news: GroupInputs): Partial<ModifyRequest> {
  const before = oldInputs.userGroupIds ?? [];
  const wanted = news.userGroupIds ?? [];
  const added = wanted.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !wanted.includes(id));
  return {
    ...(added.length > 0 ? { UserGroupIdsToAdd: added } : {}),
    ...(added.length > 0 && news.authTokenUpdateStrategy === "DELETE" ? { AuthTokenUpdateStrategy: "DELETE" } : {}),
    ...(removed.length > 0 ? { UserGroupIdsToRemove: removed } : {}),
  };
}

function listOf(values: readonly string[] | undefined): string[] | undefined {
  return values === undefined || values.length === 0 ? undefined : [...values];
}
