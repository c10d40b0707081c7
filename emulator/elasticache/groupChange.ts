// What a ModifyReplicationGroup call changes, checked as a whole before anything happens.
import type { ModifyReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterCombination, invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { engineNamed, engineVersionFor } from "./engineVersions.ts";
import { findParameterGroup } from "./find.ts";
import { unknownSecurityGroup } from "./network.ts";
import { databasesOf } from "./parameters.ts";
import type { Group } from "./state.ts";

type Input = ModifyReplicationGroupCommandInput;

export interface GroupChange {
  readonly change: Partial<Group>;
  /** The values of a parameter group that replaces the present one. */
  readonly parameters: ReadonlyMap<string, string> | undefined;
}

export function groupChange(input: Input, group: Group, at: Place, cloud: Cloud): GroupChange {
  refuseWhatIsMissing(input);
  const version = versionChange(input, group);
  const parameters = input.CacheParameterGroupName === undefined ? undefined : newParameters(input, group, at);
  const unknown = unknownSecurityGroup(at, cloud, input.SecurityGroupIds ?? []);
  if (unknown !== undefined) throw invalidParameterValue(`Some security groups are invalid: ${unknown}`);
  const change = withoutUndefined({
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
    transitEncryption: input.TransitEncryptionEnabled,
  } satisfies { [Key in keyof Group]?: Group[Key] | undefined });
  if (Object.keys(change).length === 0) throw invalidParameterCombination("No modifications were requested");
  const automaticFailover = change.automaticFailover ?? group.automaticFailover;
  if ((change.multiAz ?? group.multiAz) && !automaticFailover) {
    throw invalidParameterCombination("Multi-AZ requires AutomaticFailoverEnabled to be true.");
  }
  if (automaticFailover && group.nodes.length < 2) {
    throw invalidParameterCombination("Automatic failover needs at least 2 nodes in the replication group.");
  }
  if (change.transitEncryption !== undefined && input.ApplyImmediately !== true) {
    throw invalidParameterCombination("A change of encryption in transit needs ApplyImmediately.");
  }
  return { change, parameters };
}

function refuseWhatIsMissing(input: Input): void {
  const asks: [boolean, string][] = [
    [input.PrimaryClusterId !== undefined, "PrimaryClusterId"],
    [input.AuthToken !== undefined || input.AuthTokenUpdateStrategy !== undefined, "AuthToken"],
    [(input.UserGroupIdsToAdd ?? input.UserGroupIdsToRemove ?? []).length > 0, "UserGroupIds"],
    [input.RemoveUserGroups === true, "RemoveUserGroups"],
    [(input.LogDeliveryConfigurations ?? []).length > 0, "LogDeliveryConfigurations"],
    [input.ClusterMode !== undefined, "ClusterMode"],
    [input.Durability !== undefined, "Durability"],
    [input.SnapshottingClusterId !== undefined, "SnapshottingClusterId"],
  ];
  const asked = asks.find(([isAsked]) => isAsked);
  if (asked !== undefined) throw notImplemented(`${asked[1]} in ModifyReplicationGroup`);
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
  const name = input.CacheParameterGroupName ?? "";
  const values = name.startsWith("default.") ? new Map<string, string>() : findParameterGroup(at, name).values;
  const present = group.parameterGroupName.startsWith("default.")
    ? new Map<string, string>()
    : findParameterGroup(at, group.parameterGroupName).values;
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
