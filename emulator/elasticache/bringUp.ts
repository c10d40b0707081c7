// From `creating` to `available`: the servers of a new group.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { applyAccess } from "./applyAccess.ts";
import { recordEvent } from "./events.ts";
import { restingStatusOf, startNodes } from "./nodes.ts";
import type { Group } from "./state.ts";

export async function bringUp(group: Group, at: Place, cloud: Cloud, parameters: ReadonlyMap<string, string>) {
  const started = await Promise.allSettled([
    startNodes(group, at, cloud, parameters).then(() => applyAccess(group, group.access)),
    cloud.wait(cloud.delays.createMs),
  ]);
  cloud.signal.throwIfAborted();
  const failed = started.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    const reason = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
    group.status = "create-failed";
    recordEvent(
      at,
      cloud,
      "replication-group",
      group.id,
      `Creation of replication group ${group.id} failed: ${reason}`,
    );
    cloud.report(`The replication group ${group.id} could not be created: ${reason}`);
    return;
  }
  // A node that died meanwhile has said so already, and keeps its status.
  for (const node of group.nodes) if (node.status === "creating") node.status = "available";
  group.status = restingStatusOf(group);
  for (const { id } of group.nodes) recordEvent(at, cloud, "cache-cluster", id, "Cache cluster created");
  recordEvent(at, cloud, "replication-group", group.id, `Replication group ${group.id} created`);
}
