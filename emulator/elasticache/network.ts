// What a group's network members mean in EC2: subnets, their zones and VPC, security groups.
import type { Cloud, NetworkOrigin } from "../cloud.ts";
import type { Place } from "../place.ts";
import { invalidSubnet } from "./faults.ts";
import { arnOf, findSubnetGroup } from "./find.ts";
import type { Group, SubnetGroup } from "./state.ts";

/**
 * The subnets of a subnet group. With a world file they must exist and share a VPC; without one every id is taken for
 * granted, its zones are made up.
 */
export function subnetsFor(ids: readonly string[], at: Place, cloud: Cloud): Pick<SubnetGroup, "vpcId" | "subnets"> {
  if (ids.length === 0) throw invalidSubnet("At least one subnet is needed.");
  if (cloud.world === undefined) {
    const zone = (index: number) => `${at.region}${"abc".charAt(index % 3)}`;
    return { vpcId: "vpc-00000000000000000", subnets: ids.map((id, index) => ({ id, availabilityZone: zone(index) })) };
  }
  const subnets = ids.map((id) => {
    const subnet = at.ec2.subnets.get(id);
    if (subnet === undefined) throw invalidSubnet(`Subnet ${id} does not exist.`);
    return subnet;
  });
  const vpcIds = new Set(subnets.map(({ vpcId }) => vpcId));
  const [vpcId = ""] = vpcIds;
  if (vpcIds.size > 1) throw invalidSubnet(`The subnets belong to different VPCs: ${[...vpcIds].join(", ")}.`);
  return { vpcId, subnets: subnets.map(({ id, availabilityZone }) => ({ id, availabilityZone })) };
}

/** The name of the group that serves whoever names none. Without a world file it exists, as in every new AWS account. */
export function defaultSubnetGroup(at: Place, cloud: Cloud): string {
  const name = "default";
  const { subnetGroups } = at.elasticache;
  if (cloud.world === undefined && !subnetGroups.has(name)) {
    const ids = [1, 2, 3].map((number) => `subnet-0000000000000000${number}`);
    const group = {
      name,
      arn: arnOf(at, "subnetgroup", name),
      description: "Default",
      tags: new Map<string, string>(),
    };
    subnetGroups.set(name, { ...group, ...subnetsFor(ids, at, cloud) });
  }
  return name;
}

/** The first of the ids that no security group has; without a world file every id is taken for granted. */
export function unknownSecurityGroup(at: Place, cloud: Cloud, ids: readonly string[]): string | undefined {
  return cloud.world === undefined ? undefined : ids.find((id) => !at.ec2.securityGroups.has(id));
}

export function originOf(group: Group, at: Place): NetworkOrigin {
  const { vpcId, subnets } = findSubnetGroup(at, group.subnetGroupName);
  return { vpcId, subnetIds: subnets.map(({ id }) => id), securityGroupIds: group.securityGroupIds };
}
