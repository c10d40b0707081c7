// The arguments of aws.elasticache.ReplicationGroup, and which changes of them AWS can only carry out by a new group.
import type { PropertyTable } from "../properties.ts";
import { anArn, between, matching, oneOf } from "../rules.ts";
import { engineOf, isDowngrade, isOlder, versionOf } from "./engineVersion.ts";
import { nodeGroupsReplace } from "./nodeGroups.ts";

/** What `node_group_configuration` holds of each shard. */
const nodeGroup = {
  nodeGroupId: { kind: "string", rule: matching(/^\d{1,4}$/, "1 to 4 digits") },
  primaryAvailabilityZone: { kind: "string" },
  replicaAvailabilityZones: { kind: "stringList" },
  replicaCount: { kind: "integer", rule: between(0, Number.MAX_SAFE_INTEGER) },
  slots: { kind: "string", rule: matching(/^[\d,-]+$/, "slots such as 0-8191") },
} as const satisfies PropertyTable;

const groupId = /^(?!.*--)[A-Za-z][0-9A-Za-z-]{0,39}(?<!-)$/;
const weekly = /^\w{3}:\d\d:\d\d-\w{3}:\d\d:\d\d$/;

export const inputs = {
  applyImmediately: { kind: "boolean", computed: true },
  atRestEncryptionEnabled: { kind: "boolean", computed: true, replaces: true },
  authToken: {
    kind: "string",
    secret: true,
    rule: matching(/^[^@"/]{16,128}$/, '16 to 128 characters without @, " and /'),
  },
  authTokenUpdateStrategy: { kind: "string", rule: oneOf("SET", "ROTATE", "DELETE") },
  autoMinorVersionUpgrade: { kind: "boolean", computed: true },
  automaticFailoverEnabled: { kind: "boolean" },
  clusterMode: { kind: "string", computed: true, rule: oneOf("enabled", "disabled", "compatible") },
  dataTieringEnabled: { kind: "boolean", computed: true, replaces: true },
  description: { kind: "string", required: true, rule: matching(/^[^]+$/, "not empty") },
  durability: { kind: "string", computed: true, rule: oneOf("default", "async", "sync", "disabled") },
  engine: {
    kind: "string",
    computed: true,
    rule: oneOf("redis", "valkey"),
    replaces: (olds, news) => engineOf(olds) === "valkey" && engineOf(news) === "redis",
  },
  engineVersion: { kind: "string", computed: true, replaces: isDowngrade },
  finalSnapshotIdentifier: { kind: "string" },
  ipDiscovery: { kind: "string", computed: true, rule: oneOf("ipv4", "ipv6") },
  kmsKeyId: { kind: "string", replaces: true },
  maintenanceWindow: { kind: "string", computed: true, rule: matching(weekly, "a window like sun:05:00-sun:06:00") },
  multiAzEnabled: { kind: "boolean" },
  networkType: { kind: "string", computed: true, rule: oneOf("ipv4", "ipv6", "dual_stack"), replaces: true },
  nodeGroupConfigurations: { kind: { objectSet: nodeGroup }, computed: true, replaces: nodeGroupsReplace },
  nodeType: { kind: "string", computed: true },
  notificationTopicArn: { kind: "string", rule: anArn },
  numCacheClusters: { kind: "integer", computed: true },
  numNodeGroups: { kind: "integer", computed: true },
  parameterGroupName: { kind: "string", computed: true },
  port: { kind: "integer", replaces: true },
  preferredCacheClusterAzs: { kind: "stringList" },
  region: { kind: "string", computed: true, replaces: true },
  replicasPerNodeGroup: { kind: "integer", computed: true, rule: between(0, Number.MAX_SAFE_INTEGER) },
  replicationGroupId: {
    kind: "string",
    replaces: true,
    rule: matching(
      groupId,
      "1 to 40 letters, digits and single hyphens that begin with a letter and do not end with -",
    ),
  },
  securityGroupIds: { kind: "stringSet", computed: true },
  snapshotRetentionLimit: { kind: "integer", rule: between(0, 35) },
  snapshotWindow: {
    kind: "string",
    computed: true,
    rule: matching(/^\d\d:\d\d-\d\d:\d\d$/, "a window like 03:00-04:00"),
  },
  subnetGroupName: { kind: "string", computed: true, replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  // In place from 7.0.5 on: older servers cannot take TLS and plain connections at once.
  transitEncryptionEnabled: {
    kind: "boolean",
    computed: true,
    replaces: (olds) => isOlder(versionOf(olds), [7, 0, 5]),
  },
  transitEncryptionMode: { kind: "string", computed: true, rule: oneOf("preferred", "required") },
  userGroupIds: { kind: "stringSet" },
} as const satisfies PropertyTable;

/** What `@pulumi/aws` takes beside of these. */
export const unsupportedInputs: readonly string[] = [
  ...["authTokenWo", "authTokenWoVersion", "globalReplicationGroupId", "logDeliveryConfigurations"],
  ...["securityGroupNames", "snapshotArns", "snapshotName"],
];
