// The arguments of aws.elasticache.ReplicationGroup, and which changes of them AWS can only carry out by a new group.
import type { Properties, PropertyTable } from "../properties.ts";

export const inputs = {
  applyImmediately: { kind: "boolean" },
  atRestEncryptionEnabled: { kind: "boolean", replaces: true },
  autoMinorVersionUpgrade: { kind: "boolean" },
  automaticFailoverEnabled: { kind: "boolean" },
  clusterMode: { kind: "string" },
  dataTieringEnabled: { kind: "boolean", replaces: true },
  description: { kind: "string", required: true },
  engine: { kind: "string", replaces: (olds, news) => engineOf(olds) === "valkey" && engineOf(news) === "redis" },
  engineVersion: { kind: "string", replaces: (olds, news) => isDowngrade(olds, news) },
  finalSnapshotIdentifier: { kind: "string" },
  ipDiscovery: { kind: "string" },
  kmsKeyId: { kind: "string", replaces: true },
  maintenanceWindow: { kind: "string" },
  multiAzEnabled: { kind: "boolean" },
  networkType: { kind: "string", replaces: true },
  nodeType: { kind: "string" },
  notificationTopicArn: { kind: "string" },
  numCacheClusters: { kind: "integer" },
  numNodeGroups: { kind: "integer" },
  parameterGroupName: { kind: "string" },
  port: { kind: "integer", replaces: true },
  preferredCacheClusterAzs: { kind: "stringList" },
  region: { kind: "string", replaces: true },
  replicasPerNodeGroup: { kind: "integer" },
  replicationGroupId: { kind: "string", replaces: true },
  securityGroupIds: { kind: "stringSet" },
  snapshotRetentionLimit: { kind: "integer" },
  snapshotWindow: { kind: "string" },
  subnetGroupName: { kind: "string", replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  // In place from 7.0.5 on: older servers cannot take TLS and plain connections at once.
  transitEncryptionEnabled: { kind: "boolean", replaces: (olds) => isOlder(versionOf(olds), [7, 0, 5]) },
  transitEncryptionMode: { kind: "string" },
} as const satisfies PropertyTable;

function engineOf({ engine }: Properties): unknown {
  return engine ?? "redis";
}

function isDowngrade(olds: Properties, news: Properties): boolean {
  const wanted = numbers(news["engineVersion"]);
  // A change of engine brings versions that do not compare: Valkey's 8.0 follows Redis 7.1.
  return engineOf(olds) === engineOf(news) && isOlder(wanted, versionOf(olds).slice(0, wanted.length));
}

function versionOf(olds: Properties): number[] {
  return numbers(olds["engineVersionActual"] ?? olds["engineVersion"]);
}

/** The numbers of `7.0.7`; `6.x` is `6`. */
function numbers(version: unknown): number[] {
  if (typeof version !== "string") return [];
  return version
    .split(".")
    .map(Number)
    .filter((part) => !Number.isNaN(part));
}

function isOlder(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? 0;
    if (part !== against) return part < against;
  }
  return false;
}
