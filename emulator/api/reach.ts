// What POST /_emulator/reach asks and is told: would an application's network reach each node of a group?
import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { canonicalCidr } from "../ec2/cidr.ts";
import type { Group } from "../elasticache/state.ts";
import { applicationReach } from "../network/applicationReach.ts";
import type { NodeReach } from "../network/applicationReach.ts";
import type { Place } from "../place.ts";

export const reachQuestion = z.strictObject({
  from: z.union(
    [
      z.strictObject({ securityGroupId: z.string().min(1) }),
      z.strictObject({ cidr: z.cidrv4().transform(canonicalCidr) }),
    ],
    { error: 'it is {"securityGroupId": "sg-…"} or {"cidr": "10.1.64.0/20"}' },
  ),
  toGroup: z.string().min(1),
});

/** A question that cannot be judged is refused; an application that is nowhere is an answer, as its packets get nowhere. */
export function reachAnswer({ from, toGroup }: z.output<typeof reachQuestion>, cloud: Cloud): NodeReach[] {
  if (cloud.world === undefined) throw new Error("Without a world file (--world) there is no network to judge.");
  const { group, at } = groupNamed(toGroup.toLowerCase(), cloud);
  const networks = cloud.places.all().map(({ ec2 }) => ec2);
  return applicationReach(networks, from, group, at);
}

/** Accounts and regions may have groups of one name: the default place's is meant before any other. */
function groupNamed(id: string, cloud: Cloud): { readonly group: Group; readonly at: Place } {
  const places = cloud.places.all();
  const found = places.flatMap((at) => {
    const group = at.elasticache.groups.get(id);
    return group === undefined ? [] : [{ group, at }];
  });
  const meant = found.find(({ at }) => cloud.places.isDefault(at)) ?? (found.length === 1 ? found[0] : undefined);
  if (meant !== undefined) return meant;
  if (found.length > 0) {
    const where = found.map(({ at: { account, region } }) => `${account}/${region}`).join(", ");
    throw new Error(`Several replication groups are named "${id}" (${where}), none of them in the default place.`);
  }
  const known = places.flatMap(({ elasticache }) => [...elasticache.groups.keys()]);
  throw new Error(`No replication group is named "${id}". Groups: ${known.join(", ") || "none"}.`);
}
