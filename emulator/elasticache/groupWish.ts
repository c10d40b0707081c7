// What a CreateReplicationGroup call asks for, checked as a whole before anything is recorded.
import type { CreateReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterCombination, invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { engineNamed, engineVersionFor } from "./engineVersions.ts";
import type { EngineVersion } from "./engineVersions.ts";
import { groupExists } from "./faults.ts";
import { findParameterGroup, findSubnetGroup } from "./find.ts";
import { groupId } from "./names.ts";
import { defaultSubnetGroup, unknownSecurityGroup } from "./network.ts";
import type { Group } from "./state.ts";

type Wish = Omit<Group, "arn" | "createdAt" | "secrets" | "tags" | "nodes" | "status" | "migration"> & {
  readonly nodeCount: number;
  readonly zones: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
};

type Input = CreateReplicationGroupCommandInput;

const mostNodes = 6;

export function groupWish(input: Input, at: Place, cloud: Cloud): Wish {
  const id = groupId(input.ReplicationGroupId);
  if (at.elasticache.groups.has(id)) throw groupExists(id);
  refuseWhatIsMissing(input);
  const version = engineVersionFor(engineNamed(input.Engine), input.EngineVersion);
  const nodeCount = nodeCountOf(input);
  const automaticFailover = input.AutomaticFailoverEnabled ?? false;
  const multiAz = input.MultiAZEnabled ?? false;
  checkAvailability(nodeCount, automaticFailover, multiAz);
  const port = input.Port ?? 6379;
  if (port < 1 || port > 65_535)
    throw invalidParameterValue(`Invalid value ${port} for Port. Must be between 1 and 65535.`);
  const nodeType = input.CacheNodeType ?? "";
  if (!/^cache\.[a-z0-9]+\.[a-z0-9]+$/.test(nodeType)) {
    throw invalidParameterValue(`Invalid cache node type "${nodeType}". A node type looks like cache.m6g.large.`);
  }
  const parameterGroup = parameterGroupFor(input, at, version);
  const subnetGroup = findSubnetGroup(at, input.CacheSubnetGroupName ?? defaultSubnetGroup(at, cloud));
  const securityGroupIds = input.SecurityGroupIds ?? [];
  const unknown = unknownSecurityGroup(at, cloud, securityGroupIds);
  if (unknown !== undefined) throw invalidParameterValue(`Some security groups are invalid: ${unknown}`);
  const asked = input.PreferredCacheClusterAZs ?? [];
  return {
    id,
    port,
    nodeCount,
    nodeType,
    automaticFailover,
    multiAz,
    securityGroupIds,
    zones: asked.length > 0 ? asked : [...new Set(subnetGroup.subnets.map((subnet) => subnet.availabilityZone))],
    parameters: parameterGroup.values,
    parameterGroupName: parameterGroup.name,
    subnetGroupName: subnetGroup.name,
    engine: version.engine,
    engineVersion: version.full,
    description: input.ReplicationGroupDescription ?? "",
    atRestEncryption: input.AtRestEncryptionEnabled ?? version.engine === "valkey",
    kmsKeyId: input.KmsKeyId,
    dataTiering: input.DataTieringEnabled ?? nodeType.startsWith("cache.r6gd."),
    transitEncryption: input.TransitEncryptionEnabled ?? false,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    maintenanceWindow: input.PreferredMaintenanceWindow ?? "sun:05:00-sun:06:00",
    snapshotRetentionDays: input.SnapshotRetentionLimit ?? 0,
    snapshotWindow: input.SnapshotWindow ?? "03:00-04:00",
    notificationTopicArn: input.NotificationTopicArn,
  };
}

function refuseWhatIsMissing(input: Input): void {
  const asks: [boolean, string][] = [
    [(input.NumNodeGroups ?? 1) > 1, `NumNodeGroups ${input.NumNodeGroups ?? 1} (cluster mode)`],
    [(input.ClusterMode ?? "disabled") !== "disabled", `ClusterMode ${input.ClusterMode ?? ""}`],
    [(input.NodeGroupConfiguration ?? []).length > 0, "NodeGroupConfiguration"],
    [input.GlobalReplicationGroupId !== undefined, "GlobalReplicationGroupId"],
    [input.PrimaryClusterId !== undefined, "PrimaryClusterId"],
    [(input.SnapshotArns ?? []).length > 0 || input.SnapshotName !== undefined, "Restoring a snapshot"],
    [
      input.AuthToken !== undefined || (input.UserGroupIds ?? []).length > 0,
      "Access control (AuthToken, UserGroupIds)",
    ],
    [(input.LogDeliveryConfigurations ?? []).length > 0, "LogDeliveryConfigurations"],
    [(input.Durability ?? "disabled") !== "disabled", `Durability ${input.Durability ?? ""}`],
    [(input.CacheSecurityGroupNames ?? []).length > 0, "CacheSecurityGroupNames"],
  ];
  const asked = asks.find(([isAsked]) => isAsked);
  if (asked !== undefined) throw notImplemented(`${asked[1]} in CreateReplicationGroup`);
}

function nodeCountOf({ NumCacheClusters, ReplicasPerNodeGroup, NumNodeGroups }: Input): number {
  if (NumCacheClusters !== undefined && (NumNodeGroups !== undefined || ReplicasPerNodeGroup !== undefined)) {
    throw invalidParameterCombination(
      "NumCacheClusters cannot be combined with NumNodeGroups or ReplicasPerNodeGroup.",
    );
  }
  const count = NumCacheClusters ?? (ReplicasPerNodeGroup ?? 0) + 1;
  if (Number.isInteger(count) && count >= 1 && count <= mostNodes) return count;
  throw invalidParameterValue(`A replication group has 1 to ${mostNodes} nodes, not ${count}.`);
}

function checkAvailability(nodeCount: number, automaticFailover: boolean, multiAz: boolean): void {
  if (automaticFailover && nodeCount < 2) {
    throw invalidParameterCombination("Automatic failover needs at least 2 nodes in the replication group.");
  }
  if (multiAz && !automaticFailover) {
    throw invalidParameterCombination("Multi-AZ requires AutomaticFailoverEnabled to be true.");
  }
}

function parameterGroupFor(input: Input, at: Place, { engine, full, family }: EngineVersion) {
  const name = input.CacheParameterGroupName ?? `default.${family}`;
  if (name === `default.${family}`) return { name, values: new Map<string, string>() };
  if (name.endsWith(".cluster.on"))
    throw notImplemented(`The parameter group ${name} (cluster mode) in CreateReplicationGroup`);
  const group = findParameterGroup(at, name);
  if (group.family !== family) {
    throw invalidParameterCombination(
      `Expected a parameter group of family ${family} for ${engine} ${full}, but ${name} is of family ${group.family}.`,
    );
  }
  if (group.values.get("cluster-enabled") === "yes") {
    throw notImplemented(`The parameter cluster-enabled "yes" of ${name} in CreateReplicationGroup`);
  }
  return group;
}
