// A replication group and its nodes as the API shows them.
import type { CacheCluster, NodeGroupMember, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Group, GroupNode } from "./state.ts";

/** There is always one node group with members, the primary first: clients index it unchecked. */
export function replicationGroupShape(group: Group): ReplicationGroup {
  const [primary, ...replicas] = group.nodes;
  // No endpoint before the servers run, as on AWS, where a new group has none yet.
  const ready = group.status !== "creating" && group.status !== "create-failed";
  const primaryEndpoint = ready ? endpointOf(group, primary) : undefined;
  const readerEndpoint = ready ? endpointOf(group, replicas[0] ?? primary) : undefined;
  return {
    ReplicationGroupId: group.id,
    Description: group.description,
    Status: group.status,
    PendingModifiedValues: {},
    MemberClusters: group.nodes.map(({ id }) => id),
    NodeGroups: [
      {
        NodeGroupId: "0001",
        // As in AWS's own sample answer, the node group stays available while the group is modifying or migrating.
        Status: group.status === "creating" || group.status === "deleting" ? group.status : "available",
        ...(primaryEndpoint === undefined ? {} : { PrimaryEndpoint: primaryEndpoint }),
        ...(readerEndpoint === undefined ? {} : { ReaderEndpoint: readerEndpoint }),
        NodeGroupMembers: group.nodes.map((node, index) => memberShape(group, node, index === 0, ready)),
      },
    ],
    AutomaticFailover: group.automaticFailover ? "enabled" : "disabled",
    MultiAZ: group.multiAz ? "enabled" : "disabled",
    SnapshotRetentionLimit: group.snapshotRetentionDays,
    SnapshotWindow: group.snapshotWindow,
    ClusterEnabled: false,
    CacheNodeType: group.nodeType,
    AuthTokenEnabled: false,
    TransitEncryptionEnabled: group.transitEncryption,
    AtRestEncryptionEnabled: group.atRestEncryption,
    ...(group.kmsKeyId === undefined ? {} : { KmsKeyId: group.kmsKeyId }),
    ARN: group.arn,
    UserGroupIds: [],
    LogDeliveryConfigurations: [],
    ReplicationGroupCreateTime: group.createdAt,
    DataTiering: group.dataTiering ? "enabled" : "disabled",
    AutoMinorVersionUpgrade: group.autoMinorVersionUpgrade,
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
    ClusterMode: "disabled",
    Engine: group.engine,
  };
}

function memberShape(group: Group, node: GroupNode, isPrimary: boolean, ready: boolean): NodeGroupMember {
  const endpoint = ready ? endpointOf(group, node) : undefined;
  return {
    CacheClusterId: node.id,
    CacheNodeId: "0001",
    ...(endpoint === undefined ? {} : { ReadEndpoint: endpoint }),
    PreferredAvailabilityZone: node.availabilityZone,
    CurrentRole: isPrimary ? "primary" : "replica",
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
    AuthTokenEnabled: false,
    TransitEncryptionEnabled: group.transitEncryption,
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
