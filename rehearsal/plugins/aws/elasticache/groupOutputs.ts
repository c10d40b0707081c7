// A replication group's outputs, from what AWS says of it and of its first node.
import type { CacheCluster, ElastiCacheClient, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Properties } from "../properties.ts";
import type { Context } from "../resourceType.ts";
import { tagOutputs } from "../tags.ts";
import { shownVersion } from "./engineVersion.ts";
import { nodeGroupOutputs, statedNodeGroups } from "./nodeGroups.ts";
import { readTags } from "./tagging.ts";

/** The group's outputs. Much of what belongs to the group is told by its first cluster only, as on AWS. */
export async function groupOutputs(
  client: ElastiCacheClient,
  group: ReplicationGroup,
  before: Properties,
  context: Context,
): Promise<Properties> {
  const nodeGroups = group.NodeGroups ?? [];
  const members = nodeGroups[0]?.NodeGroupMembers ?? [];
  const primary = nodeGroups[0]?.PrimaryEndpoint;
  const cluster = await describeCluster(client, members[0]?.CacheClusterId, context.signal);
  const tags = await readTags(client, group.ARN ?? "", context);
  const clustered = group.ClusterEnabled === true;
  return {
    applyImmediately: before["applyImmediately"] ?? false,
    // AWS never shows it: what the program gave is kept as long as the group has one.
    authToken: cluster?.AuthTokenEnabled === true ? before["authToken"] : undefined,
    authTokenUpdateStrategy: before["authTokenUpdateStrategy"],
    arn: group.ARN,
    atRestEncryptionEnabled: group.AtRestEncryptionEnabled ?? false,
    autoMinorVersionUpgrade: group.AutoMinorVersionUpgrade ?? cluster?.AutoMinorVersionUpgrade,
    automaticFailoverEnabled: isOn(group.AutomaticFailover),
    clusterEnabled: clustered,
    clusterMode: group.ClusterMode ?? (clustered ? "enabled" : "disabled"),
    configurationEndpointAddress: group.ConfigurationEndpoint?.Address,
    dataTieringEnabled: group.DataTiering === "enabled",
    description: group.Description,
    durability: group.Durability,
    engine: group.Engine ?? cluster?.Engine,
    engineVersion: shownVersion(before["engineVersion"], cluster?.EngineVersion),
    engineVersionActual: cluster?.EngineVersion,
    kmsKeyId: group.KmsKeyId,
    maintenanceWindow: cluster?.PreferredMaintenanceWindow,
    memberClusters: group.MemberClusters?.toSorted(),
    multiAzEnabled: isOn(group.MultiAZ),
    networkType: group.NetworkType,
    ipDiscovery: group.IpDiscovery,
    nodeGroupConfigurations: statedNodeGroups(before["nodeGroupConfigurations"], nodeGroupOutputs(nodeGroups)),
    nodeType: group.CacheNodeType ?? cluster?.CacheNodeType,
    notificationTopicArn: cluster?.NotificationConfiguration?.TopicArn,
    numCacheClusters: group.MemberClusters?.length,
    numNodeGroups: nodeGroups.length,
    parameterGroupName: cluster?.CacheParameterGroup?.CacheParameterGroupName,
    port: group.ConfigurationEndpoint?.Port ?? primary?.Port,
    // With cluster mode there is the configuration endpoint alone.
    primaryEndpointAddress: clustered ? undefined : primary?.Address,
    readerEndpointAddress: clustered ? undefined : nodeGroups[0]?.ReaderEndpoint?.Address,
    region: context.region,
    replicasPerNodeGroup: Math.max(members.length - 1, 0),
    replicationGroupId: group.ReplicationGroupId,
    securityGroupIds: cluster?.SecurityGroups?.map(({ SecurityGroupId }) => SecurityGroupId),
    snapshotRetentionLimit: group.SnapshotRetentionLimit,
    snapshotWindow: group.SnapshotWindow,
    subnetGroupName: cluster?.CacheSubnetGroupName,
    transitEncryptionEnabled: group.TransitEncryptionEnabled ?? cluster?.TransitEncryptionEnabled ?? false,
    transitEncryptionMode: group.TransitEncryptionMode ?? cluster?.TransitEncryptionMode,
    userGroupIds: group.UserGroupIds,
    ...tagOutputs(tags, context.configuration.defaultTags, before["tags"]),
  };
}

async function describeCluster(
  client: ElastiCacheClient,
  id: string | undefined,
  signal: AbortSignal,
): Promise<CacheCluster | undefined> {
  if (id === undefined) return undefined;
  const { DescribeCacheClustersCommand } = await import("@aws-sdk/client-elasticache");
  const { CacheClusters } = await client.send(
    new DescribeCacheClustersCommand({ CacheClusterId: id, ShowCacheNodeInfo: true }),
    { abortSignal: signal },
  );
  return CacheClusters?.[0];
}

function isOn(status: string | undefined): boolean {
  return status === "enabled" || status === "enabling";
}
