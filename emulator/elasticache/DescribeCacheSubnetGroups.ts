// DescribeCacheSubnetGroups: one by name, or all of them in pages.
import type {
  DescribeCacheSubnetGroupsCommandInput,
  DescribeCacheSubnetGroupsCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { findSubnetGroup } from "./find.ts";
import { pageOf } from "./paging.ts";
import { subnetGroupShape } from "./subnetGroupShape.ts";

export function describeCacheSubnetGroups(
  input: DescribeCacheSubnetGroupsCommandInput,
  at: Place,
): Omit<DescribeCacheSubnetGroupsCommandOutput, "$metadata"> {
  const name = input.CacheSubnetGroupName;
  const groups = name === undefined ? [...at.elasticache.subnetGroups.values()] : [findSubnetGroup(at, name)];
  const { page, ...rest } = pageOf(groups, input);
  return { ...rest, CacheSubnetGroups: page.map(subnetGroupShape) };
}
