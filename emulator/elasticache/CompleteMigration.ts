// CompleteMigration: answers at once; whether it succeeds is told by status and events only.
import type { CompleteMigrationCommandInput, CompleteMigrationCommandOutput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { runComplete } from "./completeMigrationRun.ts";
import { groupState, notUnderMigration } from "./faults.ts";
import { findGroup } from "./find.ts";
import { replicationGroupShape } from "./shapes.ts";

export function completeMigration(
  input: CompleteMigrationCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<CompleteMigrationCommandOutput, "$metadata"> {
  const group = findGroup(at, input.ReplicationGroupId);
  const { migration } = group;
  if (migration === undefined) throw notUnderMigration(group.id);
  switch (migration.phase) {
    case "starting":
    case "fallingBack":
      throw groupState(`Replication group ${group.id} is not in the migrating state, it is ${group.status}.`);
    case "replicating":
      migration.phase = "completing";
      migration.force = input.Force ?? false;
      void cloud.background(`completing the migration of ${group.id}`, () => runComplete(group, migration, at, cloud));
      break;
    case "completing":
      // Asked again before it took effect: the same completion, forced if either call says so.
      migration.force ||= input.Force ?? false;
  }
  return { ReplicationGroup: replicationGroupShape(group) };
}
