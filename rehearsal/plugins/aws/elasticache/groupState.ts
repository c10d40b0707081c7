// A replication group as AWS describes it, and waiting for it as the real provider does.
import type { CacheCluster, ElastiCacheClient, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Properties } from "../properties.ts";
import type { Context } from "../resourceType.ts";
import { tagMap, tagOutputs } from "../tags.ts";
import type { Tags } from "../tags.ts";
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
  const tags = await groupTags(client, group.ARN ?? "", context);
  const clustered = group.ClusterEnabled === true;
  return {
    applyImmediately: before["applyImmediately"] ?? false,
    arn: group.ARN,
    atRestEncryptionEnabled: group.AtRestEncryptionEnabled ?? false,
    autoMinorVersionUpgrade: group.AutoMinorVersionUpgrade ?? cluster?.AutoMinorVersionUpgrade,
    automaticFailoverEnabled: isOn(group.AutomaticFailover),
    clusterEnabled: clustered,
    clusterMode: group.ClusterMode ?? (clustered ? "enabled" : "disabled"),
    configurationEndpointAddress: group.ConfigurationEndpoint?.Address,
    dataTieringEnabled: group.DataTiering === "enabled",
    description: group.Description,
    engine: group.Engine ?? cluster?.Engine,
    engineVersion: shownVersion(before["engineVersion"], cluster?.EngineVersion),
    engineVersionActual: cluster?.EngineVersion,
    kmsKeyId: group.KmsKeyId,
    maintenanceWindow: cluster?.PreferredMaintenanceWindow,
    memberClusters: group.MemberClusters?.toSorted(),
    multiAzEnabled: isOn(group.MultiAZ),
    networkType: group.NetworkType,
    ipDiscovery: group.IpDiscovery,
    nodeType: group.CacheNodeType ?? cluster?.CacheNodeType,
    notificationTopicArn: cluster?.NotificationConfiguration?.TopicArn,
    numCacheClusters: group.MemberClusters?.length,
    numNodeGroups: nodeGroups.length,
    parameterGroupName: cluster?.CacheParameterGroup?.CacheParameterGroupName,
    port: group.ConfigurationEndpoint?.Port ?? primary?.Port,
    primaryEndpointAddress: primary?.Address,
    readerEndpointAddress: nodeGroups[0]?.ReaderEndpoint?.Address,
    region: context.region,
    replicasPerNodeGroup: Math.max(members.length - 1, 0),
    replicationGroupId: group.ReplicationGroupId,
    securityGroupIds: cluster?.SecurityGroups?.map(({ SecurityGroupId }) => SecurityGroupId),
    snapshotRetentionLimit: group.SnapshotRetentionLimit,
    snapshotWindow: group.SnapshotWindow,
    subnetGroupName: cluster?.CacheSubnetGroupName,
    transitEncryptionEnabled: group.TransitEncryptionEnabled ?? cluster?.TransitEncryptionEnabled ?? false,
    transitEncryptionMode: group.TransitEncryptionMode,
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

async function groupTags(client: ElastiCacheClient, arn: string, context: Context): Promise<Tags> {
  const { InvalidReplicationGroupStateFault, ListTagsForResourceCommand } = await import("@aws-sdk/client-elasticache");
  try {
    const { TagList } = await client.send(new ListTagsForResourceCommand({ ResourceName: arn }), {
      abortSignal: context.signal,
    });
    return tagMap(TagList);
  } catch (error) {
    if (!(error instanceof InvalidReplicationGroupStateFault)) throw error;
    // The real provider asks again for 15 minutes and then fails like this; a rehearsal need not wait for that.
    throw new Error(
      `listing tags for ElastiCache Replication Group (${arn}): InvalidReplicationGroupState: ${error.message} ` +
        "(the real provider retries this for 15 minutes before it fails)",
      { cause: error },
    );
  }
}

function isOn(status: string | undefined): boolean {
  return status === "enabled" || status === "enabling";
}

/** `7.0` stays `7.0` while 7.0.7 runs: the provider compares versions 6 and later by major and minor only. */
function shownVersion(given: unknown, actual: string | undefined): string | undefined {
  if (actual === undefined) return undefined;
  const [major = "", minor = ""] = actual.split(".");
  const asked = typeof given === "string" ? given : undefined;
  if (asked !== undefined && (actual === asked || actual.startsWith(`${asked.replace(/\.x$/, "")}.`))) return asked;
  return Number(major) >= 6 ? `${major}.${minor}` : actual;
}
