// CreateCacheSubnetGroup: names the subnets that nodes are placed in.
import type {
  CreateCacheSubnetGroupCommandInput,
  CreateCacheSubnetGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { subnetGroupExists } from "./faults.ts";
import { arnOf } from "./find.ts";
import { subnetGroupName } from "./names.ts";
import { subnetsFor } from "./network.ts";
import type { SubnetGroup } from "./state.ts";
import { subnetGroupShape } from "./subnetGroupShape.ts";
import { tagsOf } from "./tags.ts";

export function createCacheSubnetGroup(
  input: CreateCacheSubnetGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<CreateCacheSubnetGroupCommandOutput, "$metadata"> {
  const name = subnetGroupName(input.CacheSubnetGroupName);
  if (at.elasticache.subnetGroups.has(name)) throw subnetGroupExists(name);
  const group: SubnetGroup = {
    name,
    arn: arnOf(at, "subnetgroup", name),
    description: input.CacheSubnetGroupDescription ?? "",
    tags: tagsOf(input.Tags),
    ...subnetsFor(input.SubnetIds ?? [], at, cloud),
  };
  at.elasticache.subnetGroups.set(name, group);
  return { CacheSubnetGroup: subnetGroupShape(group) };
}
