// DeleteReplicationGroup: ends the servers; the group is listed as `deleting` until they are gone.
import type {
  DeleteReplicationGroupCommandInput,
  DeleteReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { recordEvent } from "./events.ts";
import { groupState } from "./faults.ts";
import { findGroup } from "./find.ts";
import { stopNodes } from "./nodes.ts";
import { replicationGroupShape } from "./shapes.ts";
import type { Group } from "./state.ts";

export function deleteReplicationGroup(
  input: DeleteReplicationGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<DeleteReplicationGroupCommandOutput, "$metadata"> {
  const group = findGroup(at, input.ReplicationGroupId);
  if (!canBeDeleted(group)) {
    throw groupState(`Replication group ${group.id} cannot be deleted in the ${group.status} state.`);
  }
  if (input.RetainPrimaryCluster === true) throw notImplemented("RetainPrimaryCluster in DeleteReplicationGroup");
  if (input.FinalSnapshotIdentifier !== undefined) {
    throw notImplemented("FinalSnapshotIdentifier in DeleteReplicationGroup");
  }
  // A start that has not begun yet must find the group no longer its own.
  group.migration?.stop.abort();
  group.migration = undefined;
  group.status = "deleting";
  for (const node of group.nodes) node.status = "deleting";
  void cloud.background(`deleting ${group.id}`, async () => {
    await Promise.all([stopNodes(group, cloud), cloud.wait(cloud.delays.deleteMs)]);
    at.elasticache.groups.delete(group.id);
    recordEvent(at, cloud, "replication-group", group.id, `Replication group ${group.id} deleted`);
  });
  return { ReplicationGroup: replicationGroupShape(group) };
}

// Assumed: AWS documents neither whether a migrating group can be deleted nor the fault. A group whose node has died
// is `modifying` for good and must still be removable.
function canBeDeleted({ status, nodes }: Group): boolean {
  const hasDeadNode = status === "modifying" && nodes.some((node) => node.status === "modifying");
  return status === "available" || status === "create-failed" || hasDeadNode;
}
