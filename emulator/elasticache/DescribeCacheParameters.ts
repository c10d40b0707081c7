// DescribeCacheParameters: every parameter of a group, or those of one source.
import type {
  DescribeCacheParametersCommandInput,
  DescribeCacheParametersCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { parameterGroupNotFound } from "./faults.ts";
import { pageOf } from "./paging.ts";
import { defaultParameterGroups } from "./parameterGroupShape.ts";
import { describeParameters } from "./parameters.ts";

export function describeCacheParameters(
  input: DescribeCacheParametersCommandInput,
  at: Place,
): Omit<DescribeCacheParametersCommandOutput, "$metadata"> {
  const name = (input.CacheParameterGroupName ?? "").toLowerCase();
  const own = at.elasticache.parameterGroups.get(name);
  const group = own ?? defaultParameterGroups(at).find((candidate) => candidate.name === name);
  if (group === undefined) throw parameterGroupNotFound(name);
  const parameters = describeParameters(group.values, group.family, own === undefined).filter(
    ({ Source }) => input.Source === undefined || input.Source === "" || Source === input.Source,
  );
  const { page, ...rest } = pageOf(parameters, input);
  return { ...rest, Parameters: page, CacheNodeTypeSpecificParameters: [] };
}
