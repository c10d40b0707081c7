// A node is replaced: its server is gone at once, and a new, empty one follows the group later.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { nodeDirectives, replicaDirectives } from "../servers/nodeRole.ts";
import { recordEvent } from "./events.ts";
import { apartDirectives, valuesOf } from "./following.ts";
import { originOf } from "./network.ts";
import { isAlive, onNode, primaryOf, restingStatusOf, settingsOf } from "./nodes.ts";
import type { Group, GroupNode } from "./state.ts";

const lookEveryMs = 50;

export interface Replaceable {
  readonly group: Group;
  readonly node: GroupNode;
  readonly at: Place;
}

/** The node that runs as this server, if it can be replaced; else why not. */
export function replaceable(serverName: string, cloud: Cloud): Replaceable | string {
  for (const at of cloud.places.all()) {
    for (const group of at.elasticache.groups.values()) {
      const node = group.nodes.find((one) => one.serverName === serverName);
      if (node === undefined) continue;
      const { migration } = group;
      const isPrimary = group.shards.some((shard) => primaryOf(shard) === node);
      if (!isAlive(node)) return `The node ${serverName} is ${node.status}, not available.`;
      if (group.access.is !== "open") return `The node ${serverName} asks for a token: none is replaced that does.`;
      // Nobody takes over from a primary here, and a new member would have to join the cluster.
      if ((isPrimary || group.clusterMode) && (migration?.follows.size ?? 0) === 0) {
        return `The node ${serverName} is replaced only while it, or its cluster, follows a source.`;
      }
      return { group, node, at };
    }
  }
  return `No node of a group is named "${serverName}".`;
}

/** The events are AWS's own. Assumed: that a migrating group stays `migrating`, and another is `modifying` meanwhile. */
export function replaceNode({ group, node, at }: Replaceable, afterMs: number, cloud: Cloud): void {
  node.replacing = true;
  node.status = "modifying";
  if (group.status === "available") group.status = "modifying";
  cloud.fleet.kill(node.serverName);
  recordEvent(at, cloud, "cache-cluster", node.id, "Recovering cache nodes 0001");
  void cloud.background(`replacing ${node.id}`, async () => {
    const isGone = () => at.elasticache.groups.get(group.id) !== group || group.status === "deleting";
    await cloud.wait(afterMs);
    const may = () => cloud.fleet.get(node.serverName)?.state.is === "dead" && isWanted(group, node, at, cloud);
    while (!isGone() && !may()) await pause(lookEveryMs, undefined, { signal: cloud.signal });
    if (isGone()) return;
    await cloud.fleet.revive(node.serverName, { directives: directivesNow(group, node, at), keepsData: false });
    while (!isGone() && !(await isUp(group, node))) await pause(lookEveryMs, undefined, { signal: cloud.signal });
    if (isGone()) return;
    node.status = "available";
    node.replacing = false;
    if (group.migration === undefined) group.status = restingStatusOf(group);
    recordEvent(at, cloud, "cache-cluster", node.id, "Finished recovery for cache nodes 0001");
  });
}

/** A primary that the network would not let through is not started: its link would come up all the same. */
function isWanted(group: Group, node: GroupNode, at: Place, cloud: Cloud): boolean {
  const { migration } = group;
  if (migration === undefined || !group.shards.some((shard) => primaryOf(shard) === node)) return true;
  return cloud.reaches(originOf(group, at), `${migration.sourceAddress}:${migration.sourcePort}`).ok;
}

function directivesNow(group: Group, node: GroupNode, at: Place): string[] {
  const { migration } = group;
  const shard = group.shards.find(({ nodes }) => nodes.includes(node));
  if (migration !== undefined && (group.clusterMode || (shard !== undefined && primaryOf(shard) === node))) {
    return apartDirectives(node, group, migration, at);
  }
  const settings = settingsOf(group, valuesOf(group, at));
  const [primary] = shard?.nodes ?? [];
  return primary === undefined || primary === node
    ? nodeDirectives(settings)
    : replicaDirectives(settings, { address: primary.address ?? "", port: group.port }, group.secrets);
}

/** It has all that its master has, or it is a primary again because the migration ended meanwhile. */
async function isUp(group: Group, node: GroupNode): Promise<boolean> {
  // It may not answer while it loads.
  const role = await onNode(node, group, (connection) => connection.call("ROLE")).catch(() => undefined);
  if (!Array.isArray(role)) return false;
  return role[0] === "master" || role[3] === "connected";
}
