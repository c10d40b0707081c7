// ModifyCacheSubnetGroup: description and subnets, which stay in one VPC.
import type {
  ModifyCacheSubnetGroupCommandInput,
  ModifyCacheSubnetGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { invalidSubnet } from "./faults.ts";
import { findSubnetGroup } from "./find.ts";
import { subnetsFor } from "./network.ts";
import { subnetGroupShape } from "./subnetGroupShape.ts";

export function modifyCacheSubnetGroup(
  input: ModifyCacheSubnetGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<ModifyCacheSubnetGroupCommandOutput, "$metadata"> {
  const group = findSubnetGroup(at, input.CacheSubnetGroupName);
  if (input.SubnetIds !== undefined) {
    const { vpcId, subnets } = subnetsFor(input.SubnetIds, at, cloud);
    if (vpcId !== group.vpcId)
      throw invalidSubnet(`The subnets belong to ${vpcId}, the subnet group to ${group.vpcId}.`);
    group.subnets = subnets;
  }
  group.description = input.CacheSubnetGroupDescription ?? group.description;
  return { CacheSubnetGroup: subnetGroupShape(group) };
}
