// What the arguments of a replication group must not say together: the real provider refuses it before it calls AWS.
import { isAbsent, unknownValue } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { Failure } from "../resourceType.ts";

/** Of these pairs only one may be given. */
const conflicts = [
  ["numCacheClusters", "numNodeGroups"],
  ["numCacheClusters", "replicasPerNodeGroup"],
  ["nodeGroupConfigurations", "preferredCacheClusterAzs"],
  ["authToken", "userGroupIds"],
] as const;

const fewestForFailover = 2;

export function groupContradictions(inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  const given = (name: string): boolean => !isAbsent(inputs[name]);
  for (const [one, other] of conflicts) {
    if (given(one) && given(other)) failures.push({ property: one, reason: `"${one}" conflicts with "${other}"` });
  }
  const isOff = (name: string): boolean => inputs[name] !== true && inputs[name] !== unknownValue;
  if (inputs["multiAzEnabled"] === true && isOff("automaticFailoverEnabled")) {
    failures.push({
      property: "automaticFailoverEnabled",
      reason: '"automaticFailoverEnabled" must be true if "multiAzEnabled" is true',
    });
  }
  const nodes = inputs["numCacheClusters"];
  if (inputs["automaticFailoverEnabled"] === true && typeof nodes === "number" && nodes < fewestForFailover) {
    failures.push({
      property: "numCacheClusters",
      reason: `"numCacheClusters" must be at least ${fewestForFailover} if "automaticFailoverEnabled" is true`,
    });
  }
  return [...failures, ...strategyFailures(inputs, given("authToken"))];
}

function strategyFailures({ authTokenUpdateStrategy: strategy }: Properties, hasToken: boolean): Failure[] {
  if (isAbsent(strategy) || strategy === unknownValue) return [];
  if (strategy === "DELETE" && hasToken) {
    const reason = '"authToken" must not be specified when "authTokenUpdateStrategy" is "DELETE"';
    return [{ property: "authToken", reason }];
  }
  if (strategy === "DELETE" || hasToken) return [];
  return [
    { property: "authTokenUpdateStrategy", reason: '"authToken" must be specified with "authTokenUpdateStrategy"' },
  ];
}
