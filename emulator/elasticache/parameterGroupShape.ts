// A parameter group as the API shows it, and the default ones that nobody creates.
import type { CacheParameterGroup } from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { families } from "./engineVersions.ts";
import { arnOf } from "./find.ts";
import type { ParameterGroup } from "./state.ts";

export function parameterGroupShape(group: ParameterGroup): CacheParameterGroup {
  return {
    CacheParameterGroupName: group.name,
    CacheParameterGroupFamily: group.family,
    Description: group.description,
    IsGlobal: false,
    ARN: group.arn,
  };
}

export function defaultParameterGroups(at: Place): ParameterGroup[] {
  return families.map((family) => {
    const name = `default.${family}`;
    const description = `Default parameter group for ${family}`;
    return { name, family, description, arn: arnOf(at, "parametergroup", name), tags: new Map(), values: new Map() };
  });
}
