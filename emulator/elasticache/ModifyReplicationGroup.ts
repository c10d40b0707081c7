// ModifyReplicationGroup: what can be changed in place, while the group is available.
import type {
  ModifyReplicationGroupCommandInput,
  ModifyReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { applyAccess } from "./applyAccess.ts";
import { recordEvent } from "./events.ts";
import { findGroup, requireAvailable } from "./find.ts";
import { groupChange } from "./groupChange.ts";
import { applyParameters } from "./nodes.ts";
import { replicationGroupShape } from "./shapes.ts";

export function modifyReplicationGroup(
  input: ModifyReplicationGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<ModifyReplicationGroupCommandOutput, "$metadata"> {
  const group = findGroup(at, input.ReplicationGroupId);
  requireAvailable(group, "modify");
  const { change, parameters } = groupChange(input, group, at, cloud);
  group.status = "modifying";
  void cloud.background(`modifying ${group.id}`, async () => {
    await cloud.wait(cloud.delays.modifyMs);
    if (parameters !== undefined) await applyParameters(group, parameters);
    if (change.access !== undefined) await applyAccess(group, change.access);
    Object.assign(group, change);
    // A node that died meanwhile keeps the group from being available.
    if (group.nodes.every(({ status }) => status === "available")) group.status = "available";
    recordEvent(at, cloud, "replication-group", group.id, `Modification of replication group ${group.id} completed`);
  });
  return { ReplicationGroup: replicationGroupShape(group) };
}
