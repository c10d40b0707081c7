// ModifyCacheParameterGroup: all values of a call or none; groups in use get them at once.
import type {
  ModifyCacheParameterGroupCommandInput,
  ModifyCacheParameterGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterValue } from "../fault.ts";
import type { Place } from "../place.ts";
import { parameterGroupState } from "./faults.ts";
import { findParameterGroup } from "./find.ts";
import { applyParameters } from "./nodes.ts";
import { checkParameter } from "./parameters.ts";

const mostPerCall = 20;

export async function modifyCacheParameterGroup(
  input: ModifyCacheParameterGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Promise<Omit<ModifyCacheParameterGroupCommandOutput, "$metadata">> {
  const group = findParameterGroup(at, input.CacheParameterGroupName);
  const users = [...at.elasticache.groups.values()].filter(
    ({ parameterGroupName }) => parameterGroupName === group.name,
  );
  if (users.some(({ status }) => status !== "available")) {
    throw parameterGroupState(
      `The parameter group ${group.name} is used by a replication group that is not available.`,
    );
  }
  const values = input.ParameterNameValues ?? [];
  if (values.length === 0 || values.length > mostPerCall) {
    throw invalidParameterValue(`ParameterNameValues must have 1 to ${mostPerCall} elements, not ${values.length}.`);
  }
  const changes = new Map(values.map(({ ParameterName = "", ParameterValue = "" }) => [ParameterName, ParameterValue]));
  for (const [name, value] of changes) {
    const isUnchanged = group.values.get(name) === value;
    if (!isUnchanged) checkParameter(name, value, group.family, users.length > 0);
  }
  for (const [name, value] of changes) group.values.set(name, value);
  await Promise.all(users.map((user) => applyParameters(user, group.values)));
  cloud.signal.throwIfAborted();
  return { CacheParameterGroupName: group.name };
}
