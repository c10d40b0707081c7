// DeleteCacheSubnetGroup: refused as long as a replication group uses it.
import type { DeleteCacheSubnetGroupCommandInput } from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { subnetGroupInUse } from "./faults.ts";
import { findSubnetGroup } from "./find.ts";

export function deleteCacheSubnetGroup(input: DeleteCacheSubnetGroupCommandInput, at: Place): object {
  const { name } = findSubnetGroup(at, input.CacheSubnetGroupName);
  const user = [...at.elasticache.groups.values()].find(({ subnetGroupName }) => subnetGroupName === name);
  if (user !== undefined) throw subnetGroupInUse(name, user.id);
  at.elasticache.subnetGroups.delete(name);
  return {};
}
