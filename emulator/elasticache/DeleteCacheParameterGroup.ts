// DeleteCacheParameterGroup: refused as long as a replication group uses it.
import type { DeleteCacheParameterGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { parameterGroupState } from "./faults.ts";
import { findParameterGroup } from "./find.ts";

export function deleteCacheParameterGroup(input: DeleteCacheParameterGroupCommandInput, at: Place): object {
  const { name } = findParameterGroup(at, input.CacheParameterGroupName);
  const user = [...at.elasticache.groups.values()].find(({ parameterGroupName }) => parameterGroupName === name);
  if (user !== undefined)
    throw parameterGroupState(`The parameter group ${name} is used by replication group ${user.id}.`);
  at.elasticache.parameterGroups.delete(name);
  return {};
}
