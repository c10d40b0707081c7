// TestMigration: connects to the source as a migration would, and tells how that went by an event.
import type { TestMigrationCommandInput, TestMigrationCommandOutput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { migrationEvents, recordEvent } from "./events.ts";
import { findGroup } from "./find.ts";
import { checkPrerequisites } from "./prerequisites.ts";
import { reachSource } from "./reachSource.ts";
import { replicationGroupShape } from "./shapes.ts";

export function testMigration(
  input: TestMigrationCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<TestMigrationCommandOutput, "$metadata"> {
  const group = findGroup(at, input.ReplicationGroupId);
  const source = checkPrerequisites(group, input.CustomerNodeEndpointList);
  void cloud.background(`testing the migration of ${group.id}`, async () => {
    const target = { sourceAddress: source.address, sourcePort: source.port };
    const [reach] = await Promise.all([reachSource(group, target, at, cloud), cloud.wait(cloud.delays.testMs)]);
    const message = reach.ok
      ? migrationEvents.testPassed(group.id)
      : migrationEvents.testFailed(group.id, reach.reason);
    recordEvent(at, cloud, "replication-group", group.id, message);
  });
  return { ReplicationGroup: replicationGroupShape(group) };
}
