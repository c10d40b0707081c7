// A replication group and its nodes as the API shows them.
import type { CacheCluster, NodeGroup, NodeGroupMember, ReplicationGroup } from "@aws-sdk/client-elasticache";
import { slotsText } from "../servers/slots.ts";
import { accessShape, userGroupIdsShape } from "./accessShape.ts";
import { durabilityShape } from "./durability.ts";
import type { Group, GroupNode, Shard } from "./state.ts";

/** There is always a node group with members, the primary first: clients index it unchecked. */
export function replicationGroupShape(group: Group): ReplicationGroup {
  // No endpoint before the servers run, as on AWS, where a new group has none yet.
  const ready = group.status !== "creating" && group.status !== "create-failed";
  // Any node leads a client to the whole cluster; AWS has a name for all of them, the emulator takes the first.
  const configuration = group.clusterMode && ready ? endpointOf(group, group.nodes[0]) : undefined;
  return {
    ReplicationGroupId: group.id,
    Description: group.description,
    Status: group.status,
    PendingModifiedValues: {},
    MemberClusters: group.nodes.map(({ id }) => id),
    NodeGroups: group.shards.map((shard) => nodeGroupShape(group, shard, ready)),
    AutomaticFailover: group.automaticFailover ? "enabled" : "disabled",
    MultiAZ: group.multiAz ? "enabled" : "disabled",
    ...(configuration === undefined ? {} : { ConfigurationEndpoint: configuration }),
    SnapshotRetentionLimit: group.snapshotRetentionDays,
    SnapshotWindow: group.snapshotWindow,
    ClusterEnabled: group.clusterMode,
    CacheNodeType: group.nodeType,
    ...accessShape(group),
    AtRestEncryptionEnabled: group.atRestEncryption,
    ...(group.kmsKeyId === undefined ? {} : { KmsKeyId: group.kmsKeyId }),
    ARN: group.arn,
    UserGroupIds: userGroupIdsShape(group),
    LogDeliveryConfigurations: [],
    ReplicationGroupCreateTime: group.createdAt,
    DataTiering: group.dataTiering ? "enabled" : "disabled",
    AutoMinorVersionUpgrade: group.autoMinorVersionUpgrade,
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
    ClusterMode: group.clusterMode ? "enabled" : "disabled",
    Engine: group.engine,
    ...durabilityShape(group),
  };
}

/** The API has endpoints and roles of single nodes for groups without cluster mode only. */
function nodeGroupShape(group: Group, { id, slots, nodes }: Shard, ready: boolean): NodeGroup {
  const [primary, ...replicas] = nodes;
  const hasEndpoints = ready && !group.clusterMode;
  const primaryEndpoint = hasEndpoints ? endpointOf(group, primary) : undefined;
  const readerEndpoint = hasEndpoints ? endpointOf(group, replicas[0] ?? primary) : undefined;
  return {
    NodeGroupId: id,
    // As in AWS's own sample answer, the node group stays available while the group is modifying or migrating.
    Status: group.status === "creating" || group.status === "deleting" ? group.status : "available",
    ...(primaryEndpoint === undefined ? {} : { PrimaryEndpoint: primaryEndpoint }),
    ...(readerEndpoint === undefined ? {} : { ReaderEndpoint: readerEndpoint }),
    ...(group.clusterMode ? { Slots: slotsText(slots) } : {}),
    NodeGroupMembers: nodes.map((node, index) => memberShape(group, node, index === 0, hasEndpoints)),
  };
}

function memberShape(group: Group, node: GroupNode, isPrimary: boolean, hasEndpoints: boolean): NodeGroupMember {
  const endpoint = hasEndpoints ? endpointOf(group, node) : undefined;
  return {
    CacheClusterId: node.id,
    CacheNodeId: "0001",
    ...(endpoint === undefined ? {} : { ReadEndpoint: endpoint }),
    PreferredAvailabilityZone: node.availabilityZone,
    ...(group.clusterMode ? {} : { CurrentRole: isPrimary ? "primary" : "replica" }),
  };
}

export function cacheClusterShape(group: Group, node: GroupNode, withNodes: boolean): CacheCluster {
  const endpoint = endpointOf(group, node);
  return {
    CacheClusterId: node.id,
    ClientDownloadLandingPage: "https://console.aws.amazon.com/elasticache/home#client-download:",
    CacheNodeType: group.nodeType,
    Engine: group.engine,
    EngineVersion: group.engineVersion,
    CacheClusterStatus: node.status,
    NumCacheNodes: 1,
    PreferredAvailabilityZone: node.availabilityZone,
    CacheClusterCreateTime: group.createdAt,
    PreferredMaintenanceWindow: group.maintenanceWindow,
    PendingModifiedValues: {},
    ...(group.notificationTopicArn === undefined
      ? {}
      : { NotificationConfiguration: { TopicArn: group.notificationTopicArn, TopicStatus: "active" } }),
    CacheSecurityGroups: [],
    CacheParameterGroup: {
      CacheParameterGroupName: group.parameterGroupName,
      ParameterApplyStatus: "in-sync",
      CacheNodeIdsToReboot: [],
    },
    CacheSubnetGroupName: group.subnetGroupName,
    ...(withNodes
      ? {
          CacheNodes: [
            {
              CacheNodeId: "0001",
              CacheNodeStatus: node.status,
              CacheNodeCreateTime: group.createdAt,
              ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
              ParameterGroupStatus: "in-sync",
              CustomerAvailabilityZone: node.availabilityZone,
            },
          ],
        }
      : {}),
    AutoMinorVersionUpgrade: group.autoMinorVersionUpgrade,
    SecurityGroups: group.securityGroupIds.map((id) => ({ SecurityGroupId: id, Status: "active" })),
    ReplicationGroupId: group.id,
    SnapshotRetentionLimit: group.snapshotRetentionDays,
    SnapshotWindow: group.snapshotWindow,
    ...accessShape(group),
    AtRestEncryptionEnabled: group.atRestEncryption,
    ARN: node.arn,
    ReplicationGroupLogDeliveryEnabled: false,
    LogDeliveryConfigurations: [],
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
  };
}

// The declared port, on a loopback address of the node's own: a port of its own would show as drift in every client.
function endpointOf(group: Group, node: GroupNode | undefined): { Address: string; Port: number } | undefined {
  return node?.address === undefined ? undefined : { Address: node.address, Port: group.port };
}
