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
  return families.flatMap((family) => {
    const one = (name: string, description: string, values: ReadonlyMap<string, string>) => ({
      name,
      family,
      description,
      arn: arnOf(at, "parametergroup", name),
      tags: new Map<string, string>(),
      values: new Map(values),
    });
    return [
      one(`default.${family}`, `Default parameter group for ${family}`, new Map()),
      one(
        `default.${family}.cluster.on`,
        `Customized default parameter group for ${family} with cluster mode on`,
        new Map([["cluster-enabled", "yes"]]),
      ),
    ];
  });
}
