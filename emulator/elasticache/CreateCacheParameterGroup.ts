// CreateCacheParameterGroup: a set of parameters that starts with its family's defaults.
import type {
  CreateCacheParameterGroupCommandInput,
  CreateCacheParameterGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import { invalidParameterValue } from "../fault.ts";
import type { Place } from "../place.ts";
import { families } from "./engineVersions.ts";
import { parameterGroupExists } from "./faults.ts";
import { arnOf } from "./find.ts";
import { parameterGroupName } from "./names.ts";
import { parameterGroupShape } from "./parameterGroupShape.ts";
import type { ParameterGroup } from "./state.ts";
import { tagsOf } from "./tags.ts";

export function createCacheParameterGroup(
  input: CreateCacheParameterGroupCommandInput,
  at: Place,
): Omit<CreateCacheParameterGroupCommandOutput, "$metadata"> {
  const name = parameterGroupName(input.CacheParameterGroupName);
  if (at.elasticache.parameterGroups.has(name)) throw parameterGroupExists(name);
  const family = input.CacheParameterGroupFamily ?? "";
  if (!families.includes(family)) {
    throw invalidParameterValue(
      `CacheParameterGroupFamily ${family} is not a valid parameter group family. Valid families are: ${families.join(", ")}.`,
    );
  }
  const group: ParameterGroup = {
    name,
    arn: arnOf(at, "parametergroup", name),
    family,
    description: input.Description ?? "",
    tags: tagsOf(input.Tags),
    values: new Map(),
  };
  at.elasticache.parameterGroups.set(name, group);
  return { CacheParameterGroup: parameterGroupShape(group) };
}
