// StartMigration: the group becomes `modifying`, then `migrating`, and its primary a replica of the source.
import type { StartMigrationCommandInput, StartMigrationCommandOutput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { findGroup } from "./find.ts";
import { checkPrerequisites } from "./prerequisites.ts";
import { replicationGroupShape } from "./shapes.ts";
import { runStart } from "./startMigrationRun.ts";
import type { Migration } from "./state.ts";

export function startMigration(
  input: StartMigrationCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<StartMigrationCommandOutput, "$metadata"> {
  const group = findGroup(at, input.ReplicationGroupId);
  const source = checkPrerequisites(group, input.CustomerNodeEndpointList);
  const migration: Migration = {
    sourceAddress: source.address,
    sourcePort: source.port,
    stop: new AbortController(),
    attempt: Promise.resolve(),
    watch: undefined,
    phase: "starting",
    apart: false,
    force: false,
    follows: new Map(),
  };
  group.migration = migration;
  group.status = "modifying";
  recordEvent(at, cloud, "replication-group", group.id, migrationEvents.started(group.id, source.address, source.port));
  migration.attempt = cloud.background(`the migration of ${group.id}`, () => runStart(group, migration, at, cloud));
  return { ReplicationGroup: replicationGroupShape(group) };
}
