// Which statements of a world file about servers in cluster mode contradict each other?
import { mostClusterPort } from "./servers/clusterForming.ts";
import { parseSlots, slotFaults } from "./servers/slots.ts";
import type { SlotRange } from "./servers/slots.ts";
import type { WorldFault } from "./worldFault.ts";
import type { World, WorldInstance, WorldServer } from "./worldShape.ts";

export function clusterFaults(world: World): WorldFault[] {
  const members = clusterMembers(world);
  const vpcIds = new Set(members.map(({ vpcId }) => vpcId));
  return [
    ...members.flatMap((member) => memberFaults(member, members)),
    ...[...vpcIds].flatMap((vpcId) =>
      coverageFaults(
        vpcId,
        members.filter((member) => member.vpcId === vpcId),
      ),
    ),
  ];
}

interface Member {
  readonly index: number;
  readonly instance: WorldInstance;
  readonly server: WorldServer;
  /** As the file has them. */
  readonly slots: readonly string[];
  readonly vpcId: string | undefined;
}

/** The cluster servers of one VPC are one cluster. */
function clusterMembers(world: World): Member[] {
  return world.instances.flatMap((instance, index) => {
    const { server } = instance;
    if (server?.cluster === undefined) return [];
    const vpcId = world.subnets.find(({ id }) => id === instance.subnetId)?.vpcId;
    return [{ index, instance, server, slots: server.cluster.slots, vpcId }];
  });
}

function memberFaults({ index, server, slots, vpcId }: Member, members: readonly Member[]): WorldFault[] {
  const path = ["instances", index, "server"];
  const faults: WorldFault[] = [];
  if (server.port > mostClusterPort) {
    const message = `a server in cluster mode has a port up to ${mostClusterPort}, as its bus is 10000 above`;
    faults.push({ path: [...path, "port"], message });
  }
  if (server.config["requirepass"] !== undefined) {
    const message = "a server in cluster mode has no password here: its cluster could not be formed";
    faults.push({ path: [...path, "config", "requirepass"], message });
  }
  slots.forEach((text, at) => {
    if (parseSlots(text) !== undefined) return;
    faults.push({ path: [...path, "cluster", "slots", at], message: "slots are a range within 0 to 16383" });
  });
  const { replicaOf } = server;
  if (replicaOf === undefined) {
    if (slots.length > 0) return faults;
    return [...faults, { path: [...path, "cluster", "slots"], message: "a primary of a cluster owns slots" }];
  }
  if (slots.length > 0) {
    faults.push({ path: [...path, "cluster", "slots"], message: "a replica (replicaOf) owns no slots" });
  }
  const primary = members.find(({ instance }) => instance.id === replicaOf);
  if (primary === undefined || primary.vpcId !== vpcId || primary.server.replicaOf !== undefined) {
    const message = `"${replicaOf}" is no primary of the cluster in ${vpcId ?? "the same VPC"}`;
    faults.push({ path: [...path, "replicaOf"], message });
  }
  return faults;
}

/** Told at the first server of the cluster, as the whole has no place of its own in the file. */
function coverageFaults(vpcId: string | undefined, members: readonly Member[]): WorldFault[] {
  const ranges = members.flatMap(({ slots }): SlotRange[] => slots.flatMap((text) => [...(parseSlots(text) ?? [])]));
  const { missing, doubled } = slotFaults(ranges);
  const path = ["instances", members[0]?.index ?? 0, "server", "cluster", "slots"];
  const where = `in the cluster of ${vpcId ?? "(no VPC)"}`;
  return [
    ...(missing === "" ? [] : [{ path, message: `no server owns the slots ${missing} ${where}` }]),
    ...(doubled === "" ? [] : [{ path, message: `several servers own the slots ${doubled} ${where}` }]),
  ];
}
