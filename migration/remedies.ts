// What to do about a target that does not fit: the program puts back what it provisions; of an existing group, which it
// never changes, the command is told instead.
import type { Plan } from "./plan.ts";

export type Mending =
  | "transitOff"
  | "multiAzOn"
  | "failoverOn"
  | "moreNodes"
  | "leaveDatastore"
  | "noAccess"
  | "noMinorUpgrades"
  | "otherMaintenanceWindow"
  | "otherSnapshotWindow"
  | "newGroup";

export function remedyFor({ groupId, target }: Plan, mending: Mending): string {
  if (mending === "newGroup") return newGroup(target.existing);
  return target.existing ? byHand(groupId, target.replicasPerShard, mending) : byProgram(mending);
}

function newGroup(existing: boolean): string {
  return existing
    ? "use another group: AWS sets it when a group is created and never after"
    : "apply migration.allowDestroy: true with pulumi up, pulumi destroy, mend the configuration, and run pulumi up again: AWS sets it when a group is created and never after";
}

function byProgram(mending: Exclude<Mending, "newGroup">): string {
  switch (mending) {
    case "otherMaintenanceWindow":
      return "set target.maintenanceWindow to another time and run pulumi up in prepare, or migrate later";
    case "otherSnapshotWindow":
      return "set target.snapshots.window to another time and run pulumi up in prepare, or migrate later";
    case "leaveDatastore":
      return "take the group out of its global datastore (aws elasticache disassociate-global-replication-group)";
    case "transitOff":
    case "multiAzOn":
    case "failoverOn":
    case "moreNodes":
    case "noAccess":
    case "noMinorUpgrades":
      return "set it back as the program provisions it (pulumi refresh, then pulumi up, in prepare)";
  }
}

function byHand(groupId: string, replicas: number, mending: Exclude<Mending, "newGroup">): string {
  const modify = `aws elasticache modify-replication-group --replication-group-id ${groupId} --apply-immediately`;
  switch (mending) {
    case "transitOff":
      return `run: ${modify} --no-transit-encryption-enabled (from required by way of --transit-encryption-mode preferred)`;
    case "multiAzOn":
      return `run: ${modify} --automatic-failover-enabled --multi-az-enabled`;
    case "failoverOn":
      return `run: ${modify} --automatic-failover-enabled`;
    case "moreNodes":
      return `run: aws elasticache increase-replica-count --replication-group-id ${groupId} --new-replica-count ${replicas} --apply-immediately`;
    case "leaveDatastore":
      return "take it out of its global datastore (aws elasticache disassociate-global-replication-group)";
    case "noAccess":
      return `run: ${modify} --remove-user-groups (or --auth-token-update-strategy DELETE), then switch encryption in transit off`;
    case "noMinorUpgrades":
      return `run: ${modify} --no-auto-minor-version-upgrade`;
    case "otherMaintenanceWindow":
      return `run: ${modify} --preferred-maintenance-window with another time, or migrate later`;
    case "otherSnapshotWindow":
      return `run: ${modify} --snapshot-window with another time, or migrate later`;
  }
}
