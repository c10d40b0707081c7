// What a ModifyReplicationGroup call changes, checked as a whole before anything happens.
import type { ModifyReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterCombination, invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { accessChange } from "./clientAccess.ts";
import { checkAvailability } from "./clusterWish.ts";
import { engineNamed, engineVersionFor } from "./engineVersions.ts";
import { findParameterGroup } from "./find.ts";
import { unknownSecurityGroup } from "./network.ts";
import { defaultParameterGroups } from "./parameterGroupShape.ts";
import { databasesOf } from "./parameters.ts";
import type { Group } from "./state.ts";
import { encryptionChange } from "./transitEncryption.ts";

type Input = ModifyReplicationGroupCommandInput;

export interface GroupChange {
  readonly change: Partial<Group>;
  /** The values of a parameter group that replaces the present one. */
  readonly parameters: ReadonlyMap<string, string> | undefined;
}

export function groupChange(input: Input, group: Group, at: Place, cloud: Cloud): GroupChange {
  refuseWhatIsMissing(input);
  checkSnapshotSource(input, group);
  const version = versionChange(input, group);
  const parameters = input.CacheParameterGroupName === undefined ? undefined : newParameters(input, group, at);
  const unknown = unknownSecurityGroup(at, cloud, input.SecurityGroupIds ?? []);
  if (unknown !== undefined) throw invalidParameterValue(`Some security groups are invalid: ${unknown}`);
  const named = withoutUndefined({
    description: input.ReplicationGroupDescription,
    automaticFailover: input.AutomaticFailoverEnabled,
    multiAz: input.MultiAZEnabled,
    securityGroupIds: input.SecurityGroupIds,
    maintenanceWindow: input.PreferredMaintenanceWindow,
    notificationTopicArn: input.NotificationTopicArn,
    parameterGroupName: input.CacheParameterGroupName,
    engine: version?.engine,
    engineVersion: version?.full,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
    snapshotRetentionDays: input.SnapshotRetentionLimit,
    snapshotWindow: input.SnapshotWindow,
    nodeType: input.CacheNodeType,
    access: accessChange(input, group, cloud),
  } satisfies { [Key in keyof Group]?: Group[Key] | undefined });
  const change = { ...named, ...encryptionChange(input, group) };
  if (Object.keys(change).length === 0) throw invalidParameterCombination("No modifications were requested");
  checkAvailability(
    group.shards.map(({ id, slots, nodes }) => ({ id, slots, zones: nodes.map((node) => node.availabilityZone) })),
    group.clusterMode,
    {
      automaticFailover: change.automaticFailover ?? group.automaticFailover,
      multiAz: change.multiAz ?? group.multiAz,
    },
  );
  return { change, parameters };
}

function refuseWhatIsMissing(input: Input): void {
  const asks: [boolean, string][] = [
    [input.PrimaryClusterId !== undefined, "PrimaryClusterId"],
    [input.RemoveUserGroups === true, "RemoveUserGroups"],
    [(input.LogDeliveryConfigurations ?? []).length > 0, "LogDeliveryConfigurations"],
    [input.ClusterMode !== undefined, "ClusterMode"],
    [input.Durability !== undefined, "Durability"],
  ];
  const asked = asks.find(([isAsked]) => isAsked);
  if (asked !== undefined) throw notImplemented(`${asked[1]} in ModifyReplicationGroup`);
}

/** A label like all of snapshots; the aws provider sends it whenever it turns snapshots on. */
function checkSnapshotSource({ SnapshottingClusterId: id }: Input, { id: groupId, clusterMode, nodes }: Group): void {
  if (id === undefined) return;
  if (clusterMode) {
    // AWS's own words; the aws provider sends it here too, so that it cannot turn snapshots on later.
    throw invalidParameterCombination("Cannot set snapshotting cluster for cluster mode enabled replication group");
  }
  if (nodes.some((node) => node.id === id)) return;
  throw invalidParameterValue(`${id} is not a node of replication group ${groupId}.`);
}

function versionChange(input: Input, group: Group) {
  if (input.Engine === undefined && input.EngineVersion === undefined) return undefined;
  const engine = engineNamed(input.Engine ?? group.engine);
  if (engine !== group.engine && input.EngineVersion === undefined) {
    throw invalidParameterCombination("A change of the engine needs an engine version.");
  }
  return engineVersionFor(engine, input.EngineVersion);
}

function newParameters(input: Input, group: Group, at: Place): ReadonlyMap<string, string> {
  const valuesOf = (name: string): ReadonlyMap<string, string> =>
    (defaultParameterGroups(at).find((one) => one.name === name) ?? findParameterGroup(at, name)).values;
  const name = input.CacheParameterGroupName ?? "";
  const values = valuesOf(name);
  const present = valuesOf(group.parameterGroupName);
  if ((values.get("cluster-enabled") === "yes") !== group.clusterMode) {
    throw invalidParameterCombination(
      `The parameter cluster-enabled of ${name} does not fit ${group.id}, whose cluster mode is ${group.clusterMode ? "enabled" : "disabled"}.`,
    );
  }
  if (databasesOf(values) !== databasesOf(present)) {
    throw invalidParameterCombination(
      `The parameter databases must be the same in both parameter groups, not ${databasesOf(present)} and ${databasesOf(values)}.`,
    );
  }
  return values;
}

function withoutUndefined(change: { [Key in keyof Group]?: Group[Key] | undefined }): Partial<Group> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
