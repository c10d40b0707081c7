// A replication group as the core sees it, of what AWS's API tells in three places: the group, its nodes, its parameters.
import type {
  CacheCluster,
  ElastiCacheClient,
  Endpoint,
  NodeGroup,
  NodeGroupMember,
  ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import type { GroupReading, GroupShard, NodesReading, ParametersReading } from "../migration/observation.ts";

export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

export async function readGroup(
  asking: ElastiCacheClient,
  groupId: string,
  options: CallOptions,
): Promise<GroupReading> {
  const group = await describeGroup(asking, groupId, options);
  if (group === undefined) return { kind: "absent" };
  // With cluster mode the members carry no endpoint: only the nodes themselves do.
  const nodes = group.ClusterEnabled === true ? await describeNodes(asking, groupId, options) : [];
  return toReading(group, nodes);
}

export async function readNodes(
  asking: ElastiCacheClient,
  groupId: string,
  options: CallOptions,
): Promise<NodesReading> {
  const clusters = await describeNodes(asking, groupId, options);
  const [first] = clusters;
  if (first === undefined) return { kind: "unknown", why: `AWS tells no node of ${groupId}` };
  const subnets = await describeSubnets(asking, first.CacheSubnetGroupName, options);
  const zones = clusters.flatMap(({ PreferredAvailabilityZone: zone }) => (zone === undefined ? [] : [zone]));
  return {
    kind: "read",
    engineVersion: first.EngineVersion ?? "",
    autoMinorVersionUpgrade: first.AutoMinorVersionUpgrade === true,
    maintenanceWindow: first.PreferredMaintenanceWindow ?? "",
    parameterGroup: first.CacheParameterGroup?.CacheParameterGroupName ?? "",
    securityGroupIds: (first.SecurityGroups ?? []).flatMap(({ SecurityGroupId: id }) => id ?? []).sort(),
    ...subnets,
    port: first.CacheNodes?.[0]?.Endpoint?.Port ?? first.ConfigurationEndpoint?.Port ?? 0,
    zones: [...new Set(zones)].sort(),
    onOutposts: clusters.some(({ PreferredOutpostArn: arn }) => arn !== undefined),
  };
}

/** @param parameterGroup empty where AWS tells none: then nothing is known of it */
export async function readParameters(
  asking: ElastiCacheClient,
  parameterGroup: string,
  options: CallOptions,
): Promise<ParametersReading> {
  const { paginateDescribeCacheParameters } = await import("@aws-sdk/client-elasticache");
  const found = new Map<string, string>();
  if (parameterGroup !== "") {
    const wanted = { CacheParameterGroupName: parameterGroup };
    for await (const page of paginateDescribeCacheParameters({ client: asking }, wanted, options)) {
      for (const { ParameterName: key, ParameterValue: value } of page.Parameters ?? []) {
        if (key !== undefined && value !== undefined) found.set(key, value);
      }
    }
  }
  const number = (key: string) => (found.has(key) ? Number(found.get(key)) : undefined);
  return {
    databases: number("databases"),
    reservedMemoryPercent: number("reserved-memory-percent"),
    maxmemoryPolicy: found.get("maxmemory-policy"),
    keyspaceEvents: found.get("notify-keyspace-events"),
  };
}

export async function isServerless(asking: ElastiCacheClient, name: string, options: CallOptions): Promise<boolean> {
  const { DescribeServerlessCachesCommand, ServerlessCacheNotFoundFault } = await import("@aws-sdk/client-elasticache");
  try {
    const reply = await asking.send(new DescribeServerlessCachesCommand({ ServerlessCacheName: name }), options);
    return (reply.ServerlessCaches ?? []).length > 0;
  } catch (error) {
    if (error instanceof ServerlessCacheNotFoundFault) return false;
    throw error;
  }
}

async function describeGroup(
  asking: ElastiCacheClient,
  groupId: string,
  options: CallOptions,
): Promise<ReplicationGroup | undefined> {
  const { DescribeReplicationGroupsCommand, ReplicationGroupNotFoundFault } =
    await import("@aws-sdk/client-elasticache");
  try {
    const reply = await asking.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId }), options);
    return reply.ReplicationGroups?.[0];
  } catch (error) {
    if (error instanceof ReplicationGroupNotFoundFault) return undefined;
    throw error;
  }
}

/** One question with its pages for all nodes: a poll must not ask as many times as a large cluster has nodes. */
async function describeNodes(
  asking: ElastiCacheClient,
  groupId: string,
  options: CallOptions,
): Promise<CacheCluster[]> {
  const { paginateDescribeCacheClusters } = await import("@aws-sdk/client-elasticache");
  const found: CacheCluster[] = [];
  for await (const page of paginateDescribeCacheClusters({ client: asking }, { ShowCacheNodeInfo: true }, options)) {
    found.push(...(page.CacheClusters ?? []).filter((cluster) => cluster.ReplicationGroupId === groupId));
  }
  return found;
}

async function describeSubnets(asking: ElastiCacheClient, name: string | undefined, options: CallOptions) {
  const { DescribeCacheSubnetGroupsCommand } = await import("@aws-sdk/client-elasticache");
  if (name === undefined) return { vpcId: "", subnetIds: [] };
  const command = new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: name });
  const [group] = (await asking.send(command, options)).CacheSubnetGroups ?? [];
  const subnetIds = (group?.Subnets ?? []).flatMap(({ SubnetIdentifier: id }) => (id === undefined ? [] : [id]));
  return { vpcId: group?.VpcId ?? "", subnetIds };
}

function toReading(group: ReplicationGroup, nodes: readonly CacheCluster[]): GroupReading {
  const [first] = group.NodeGroups ?? [];
  return {
    kind: "present",
    status: group.Status ?? "",
    arn: group.ARN ?? "",
    createdAt: group.ReplicationGroupCreateTime?.toISOString() ?? "",
    engine: group.Engine ?? "",
    clusterMode: group.ClusterEnabled === true,
    multiAz: group.MultiAZ === "enabled",
    automaticFailover: group.AutomaticFailover === "enabled",
    transitEncryption: group.TransitEncryptionEnabled === true,
    atRestEncryption: group.AtRestEncryptionEnabled === true,
    accessControl: group.AuthTokenEnabled === true || (group.UserGroupIds ?? []).length > 0,
    dataTiering: group.DataTiering === "enabled",
    globalDatastore: group.GlobalReplicationGroupInfo?.GlobalReplicationGroupId !== undefined,
    durable: !["disabled", undefined].includes(group.EffectiveDurability),
    nodeType: group.CacheNodeType ?? "",
    snapshotRetentionDays: group.SnapshotRetentionLimit ?? 0,
    snapshotWindow: group.SnapshotWindow ?? "",
    shards: (group.NodeGroups ?? []).map((shard) => toShard(shard, nodes)),
    endpoints: {
      primary: textOf(first?.PrimaryEndpoint),
      reader: textOf(first?.ReaderEndpoint),
      configuration: textOf(group.ConfigurationEndpoint),
    },
  };
}

/** Roles come from the members, which AWS lists in no promised order; with cluster mode they carry none. */
function toShard(shard: NodeGroup, clusters: readonly CacheCluster[]): GroupShard {
  const members = shard.NodeGroupMembers ?? [];
  const address = ({ CacheClusterId: id, ReadEndpoint: endpoint }: NodeGroupMember) =>
    textOf(endpoint ?? clusters.find((one) => one.CacheClusterId === id)?.CacheNodes?.[0]?.Endpoint);
  const told = members.find((member) => member.CurrentRole === "primary");
  // A group that lists no role and is no cluster is one that is being created.
  const primary = told ?? (clusters.length > 0 ? undefined : members[0]);
  return {
    id: shard.NodeGroupId ?? "",
    slots: shard.Slots ?? "",
    nodes: members.map(address),
    nodeIds: members.map(({ CacheClusterId: id }) => id ?? ""),
    primary: primary === undefined ? "" : address(primary),
    replicas: primary === undefined ? [] : members.filter((member) => member !== primary).map(address),
  };
}

const textOf = (endpoint: Endpoint | undefined): string =>
  endpoint?.Address === undefined ? "" : `${endpoint.Address}:${endpoint.Port ?? ""}`;
