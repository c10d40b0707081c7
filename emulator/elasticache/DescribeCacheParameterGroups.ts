// DescribeCacheParameterGroups: one by name, or all of them in pages, the default ones too.
import type {
  DescribeCacheParameterGroupsCommandInput,
  DescribeCacheParameterGroupsCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { parameterGroupNotFound } from "./faults.ts";
import { pageOf } from "./paging.ts";
import { defaultParameterGroups, parameterGroupShape } from "./parameterGroupShape.ts";

export function describeCacheParameterGroups(
  input: DescribeCacheParameterGroupsCommandInput,
  at: Place,
): Omit<DescribeCacheParameterGroupsCommandOutput, "$metadata"> {
  const name = input.CacheParameterGroupName?.toLowerCase();
  const all = [...defaultParameterGroups(at), ...at.elasticache.parameterGroups.values()];
  const found = name === undefined ? all : all.filter((group) => group.name === name);
  if (name !== undefined && found.length === 0) throw parameterGroupNotFound(name);
  const { page, ...rest } = pageOf(found, input);
  return { ...rest, CacheParameterGroups: page.map(parameterGroupShape) };
}
