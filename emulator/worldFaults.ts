// Which statements of a world file contradict each other: what the schema of single values cannot say.
import { isInCidr } from "./cidr.ts";
import { addressesPerBlock } from "./servers/loopbackBlock.ts";
import { clusterFaults } from "./worldClusterFaults.ts";
import { connectionFaults } from "./worldConnectionFaults.ts";
import type { WorldFault } from "./worldFault.ts";
import type { World } from "./worldShape.ts";

/** Every reference that leads nowhere, every id or address given twice, every address outside of its subnet. */
export function worldFaults(world: World): WorldFault[] {
  return [
    ...doubles(world),
    ...danglingReferences(world),
    ...instanceFaults(world),
    ...ruleFaults(world),
    ...serverCountFaults(world),
    ...connectionFaults(world),
    ...clusterFaults(world),
  ];
}

function doubles(world: World): WorldFault[] {
  const faults: WorldFault[] = [];
  for (const kind of ["vpcs", "subnets", "routeTables", "securityGroups", "instances"] as const) {
    const seen = new Set<string>();
    world[kind].forEach(({ id }, index) => {
      if (seen.has(id)) faults.push({ path: [kind, index, "id"], message: `the id "${id}" is given twice` });
      seen.add(id);
    });
  }
  const addresses = new Set<string>();
  world.instances.forEach(({ privateIp }, index) => {
    if (addresses.has(privateIp)) {
      faults.push({ path: ["instances", index, "privateIp"], message: `the address ${privateIp} is given twice` });
    }
    addresses.add(privateIp);
  });
  return faults;
}

function danglingReferences(world: World): WorldFault[] {
  const vpcs = new Set(world.vpcs.map(({ id }) => id));
  const subnets = new Set(world.subnets.map(({ id }) => id));
  const groups = new Set(world.securityGroups.map(({ id }) => id));
  const faults: WorldFault[] = [];
  const want = (known: Set<string>, id: string, what: string, path: (string | number)[]) => {
    if (!known.has(id)) faults.push({ path, message: `no ${what} of this file has the id "${id}"` });
  };
  for (const kind of ["subnets", "routeTables", "securityGroups"] as const) {
    world[kind].forEach(({ vpcId }, index) => want(vpcs, vpcId, "vpc", [kind, index, "vpcId"]));
  }
  world.routeTables.forEach((table, index) =>
    table.subnetIds.forEach((id, at) => want(subnets, id, "subnet", ["routeTables", index, "subnetIds", at])),
  );
  world.instances.forEach((instance, index) => {
    want(subnets, instance.subnetId, "subnet", ["instances", index, "subnetId"]);
    instance.securityGroupIds.forEach((id, at) =>
      want(groups, id, "security group", ["instances", index, "securityGroupIds", at]),
    );
  });
  return faults;
}

function instanceFaults(world: World): WorldFault[] {
  const faults: WorldFault[] = [];
  world.instances.forEach((instance, index) => {
    const subnet = world.subnets.find(({ id }) => id === instance.subnetId);
    if (subnet !== undefined && !isInCidr(instance.privateIp, subnet.cidr)) {
      const message = `${instance.privateIp} is outside of ${subnet.cidr}, the range of ${subnet.id}`;
      faults.push({ path: ["instances", index, "privateIp"], message });
    }
    const primaryId = instance.server?.replicaOf;
    if (primaryId === undefined) return;
    const primary = world.instances.find(({ id }) => id === primaryId);
    if (primary?.server === undefined || primary === instance) {
      const message = `no other instance with a server has the id "${primaryId}"`;
      faults.push({ path: ["instances", index, "server", "replicaOf"], message });
    }
  });
  return faults;
}

function serverCountFaults({ instances }: World): WorldFault[] {
  const count = instances.filter(({ server }) => server !== undefined).length;
  if (count <= addressesPerBlock) return [];
  const message = `${count} instances have a server, but one emulator has ${addressesPerBlock} loopback addresses, one for each`;
  return [{ path: ["instances"], message }];
}

function ruleFaults(world: World): WorldFault[] {
  const faults: WorldFault[] = [];
  world.securityGroups.forEach((group, index) => {
    for (const direction of ["ingress", "egress"] as const) {
      (group[direction] ?? []).forEach((rule, at) => {
        if ((rule.cidr === undefined) === (rule.securityGroupId === undefined)) {
          const message = "a rule names either a cidr or a securityGroupId";
          faults.push({ path: ["securityGroups", index, direction, at], message });
        }
      });
    }
  });
  return faults;
}
