// Would an application's network reach each node of a replication group on its port?
import { holds, overlap, prefixBitsOf } from "../ec2/cidr.ts";
import type { Ec2State } from "../ec2/state.ts";
import type { Group } from "../elasticache/state.ts";
import type { Place } from "../place.ts";
import { broken } from "./answer.ts";
import type { Broken } from "./answer.ts";
import { obstacle } from "./way.ts";
import type { End } from "./way.ts";

/** The application: everything in a security group, or everything in a block of addresses. */
export type ApplicationOrigin = { readonly securityGroupId: string } | { readonly cidr: string };

export type NodeReach = { readonly node: string; readonly ok: true } | ({ readonly node: string } & Broken);

/** Any member of the application may connect, so each of its subnets has to get through, in every VPC that it is in. */
export function applicationReach(
  states: readonly Ec2State[],
  from: ApplicationOrigin,
  group: Group,
  at: Place,
): NodeReach[] {
  const origins = "securityGroupId" in from ? membersOf(states, from.securityGroupId) : holdersOf(states, from.cidr);
  return group.nodes.map((node) => {
    const stopped = origins.ok ? firstObstacle(origins.ends, group, node.availabilityZone, at) : origins;
    return stopped === undefined ? { node: node.id, ok: true } : { node: node.id, ...stopped };
  });
}

type Origins = { readonly ok: true; readonly ends: readonly End[] } | Broken;

/** The subnets of the group's VPC that hold an instance of the group; all of them while none does. */
function membersOf(states: readonly Ec2State[], groupId: string): Origins {
  const state = states.find((one) => one.securityGroups.has(groupId));
  const vpcId = state?.securityGroups.get(groupId)?.vpcId;
  if (state === undefined || vpcId === undefined) return broken(groupId, "does not exist");
  const subnets = [...state.subnets.values()].filter((subnet) => subnet.vpcId === vpcId);
  const members = [...state.instances.values()].filter(({ securityGroupIds }) => securityGroupIds.includes(groupId));
  const inhabited = subnets.filter(({ id }) => members.some(({ subnetId }) => subnetId === id));
  const ends = (inhabited.length > 0 ? inhabited : subnets).map((subnet) => ({
    state,
    subnet,
    addresses: subnet.cidr,
    groupIds: [groupId],
  }));
  return ends.length > 0 ? { ok: true, ends } : broken(groupId, `is of ${vpcId}, which has no subnet`);
}

/** The part of the block that lies in each subnet of the VPCs whose ranges hold it. Its groups are not known. */
function holdersOf(states: readonly Ec2State[], cidr: string): Origins {
  const holders = states.flatMap((state) =>
    [...state.vpcs.values()]
      .filter((vpc) => vpc.cidrs.some((range) => holds(range, cidr)))
      .map(({ id }) => ({ state, id })),
  );
  if (holders.length === 0) return broken(cidr, "lies in no VPC of the emulated network");
  const ends = holders.flatMap(({ state, id }) =>
    [...state.subnets.values()]
      .filter((subnet) => subnet.vpcId === id && overlap(subnet.cidr, cidr))
      .map((subnet) => ({ state, subnet, addresses: narrower(subnet.cidr, cidr), groupIds: undefined })),
  );
  const vpcIds = holders.map(({ id }) => id).join(", ");
  return ends.length > 0 ? { ok: true, ends } : broken(cidr, `lies in no subnet of ${vpcIds}`);
}

/** A node has no address in the emulated network; it is in one of its zone's subnets. */
function placesOf(group: Group, availabilityZone: string, at: Place): End[] {
  const subnets = at.elasticache.subnetGroups.get(group.subnetGroupName)?.subnets ?? [];
  return subnets
    .filter((subnet) => subnet.availabilityZone === availabilityZone)
    .flatMap(({ id }) => {
      const subnet = at.ec2.subnets.get(id);
      if (subnet === undefined) return [];
      return [{ state: at.ec2, subnet, addresses: subnet.cidr, groupIds: group.securityGroupIds }];
    });
}

function firstObstacle(origins: readonly End[], group: Group, zone: string, at: Place): Broken | undefined {
  const nodePlaces = placesOf(group, zone, at);
  if (nodePlaces.length === 0) return broken(group.subnetGroupName, `has no subnet in ${zone}`);
  for (const from of origins) {
    for (const to of nodePlaces) {
      const stopped = obstacle(from, to, group.port);
      if (stopped !== undefined) return stopped;
    }
  }
  return undefined;
}

function narrower(one: string, other: string): string {
  return prefixBitsOf(one) > prefixBitsOf(other) ? one : other;
}
