// What a CreateReplicationGroup call asks for, checked as a whole before anything is recorded.
import type { CreateReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { accessWish } from "./clientAccess.ts";
import { checkAvailability, checkClusterPort, parametersWish } from "./clusterWish.ts";
import { durabilityWish } from "./durability.ts";
import { engineNamed, engineVersionFor } from "./engineVersions.ts";
import { groupExists } from "./faults.ts";
import { findSubnetGroup } from "./find.ts";
import { groupId } from "./names.ts";
import { defaultSubnetGroup, unknownSecurityGroup } from "./network.ts";
import { shardsWish } from "./shardsWish.ts";
import type { ShardWish } from "./shardsWish.ts";
import type { Group } from "./state.ts";
import { encryptionWish } from "./transitEncryption.ts";

type Wish = Omit<Group, "arn" | "createdAt" | "secrets" | "tags" | "shards" | "nodes" | "status" | "migration"> & {
  readonly shardWishes: readonly ShardWish[];
  readonly parameters: ReadonlyMap<string, string>;
};

type Input = CreateReplicationGroupCommandInput;

export function groupWish(input: Input, at: Place, cloud: Cloud): Wish {
  const id = groupId(input.ReplicationGroupId);
  if (at.elasticache.groups.has(id)) throw groupExists(id);
  refuseWhatIsMissing(input);
  const version = engineVersionFor(engineNamed(input.Engine), input.EngineVersion);
  const parameters = parametersWish(input, at, version);
  const { clusterMode } = parameters;
  const automaticFailover = input.AutomaticFailoverEnabled ?? false;
  const multiAz = input.MultiAZEnabled ?? false;
  const port = input.Port ?? 6379;
  if (port < 1 || port > 65_535)
    throw invalidParameterValue(`Invalid value ${port} for Port. Must be between 1 and 65535.`);
  checkClusterPort(port, clusterMode);
  const nodeType = input.CacheNodeType ?? "";
  if (!/^cache\.[a-z0-9]+\.[a-z0-9]+$/.test(nodeType)) {
    throw invalidParameterValue(`Invalid cache node type "${nodeType}". A node type looks like cache.m6g.large.`);
  }
  const subnetGroup = findSubnetGroup(at, input.CacheSubnetGroupName ?? defaultSubnetGroup(at, cloud));
  const zones = [...new Set(subnetGroup.subnets.map((subnet) => subnet.availabilityZone))];
  const shardWishes = shardsWish(input, clusterMode, zones);
  checkAvailability(shardWishes, clusterMode, { automaticFailover, multiAz });
  const securityGroupIds = input.SecurityGroupIds ?? [];
  const unknown = unknownSecurityGroup(at, cloud, securityGroupIds);
  if (unknown !== undefined) throw invalidParameterValue(`Some security groups are invalid: ${unknown}`);
  const encryption = encryptionWish(input, version);
  return {
    id,
    port,
    shardWishes,
    nodeType,
    automaticFailover,
    multiAz,
    securityGroupIds,
    ...parameters,
    durability: durabilityWish(input, clusterMode, version),
    subnetGroupName: subnetGroup.name,
    engine: version.engine,
    engineVersion: version.full,
    description: input.ReplicationGroupDescription ?? "",
    atRestEncryption: input.AtRestEncryptionEnabled ?? version.engine === "valkey",
    kmsKeyId: input.KmsKeyId,
    dataTiering: input.DataTieringEnabled ?? nodeType.startsWith("cache.r6gd."),
    ...encryption,
    access: accessWish(input, encryption, cloud),
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    maintenanceWindow: input.PreferredMaintenanceWindow ?? "sun:05:00-sun:06:00",
    snapshotRetentionDays: input.SnapshotRetentionLimit ?? 0,
    snapshotWindow: input.SnapshotWindow ?? "03:00-04:00",
    notificationTopicArn: input.NotificationTopicArn,
  };
}

function refuseWhatIsMissing(input: Input): void {
  const asks: [boolean, string][] = [
    [input.GlobalReplicationGroupId !== undefined, "GlobalReplicationGroupId"],
    [input.PrimaryClusterId !== undefined, "PrimaryClusterId"],
    [(input.SnapshotArns ?? []).length > 0 || input.SnapshotName !== undefined, "Restoring a snapshot"],
    [(input.LogDeliveryConfigurations ?? []).length > 0, "LogDeliveryConfigurations"],
    [(input.CacheSecurityGroupNames ?? []).length > 0, "CacheSecurityGroupNames"],
  ];
  const asked = asks.find(([isAsked]) => isAsked);
  if (asked !== undefined) throw notImplemented(`${asked[1]} in CreateReplicationGroup`);
}
