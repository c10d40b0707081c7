// What can be judged of target and path while there is no target yet: what the program does not make itself, and what AWS
// cannot change once the group is created.
import { routesToApplication } from "./applicationAccess.ts";
import { finding, type Finding } from "./findings.ts";
import { aclFindings } from "./networkAcls.ts";
import { connectionFindings } from "./networkConnection.ts";
import { where } from "./networkReadiness.ts";
import type { NetworkReading } from "./networkReading.ts";
import { routesToSource, routesToTarget } from "./networkRoutes.ts";
import { unreadParts } from "./networkUnread.ts";
import { sourceServers } from "./networkWay.ts";
import type { TopologyReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { canonicalSlots, equalDivision } from "./slots.ts";

/** AWS wants a Multi-AZ group in two zones or more, and a group's subnets are chosen when it is created. */
export function* zonesBeforeCreation({ path }: Plan, subnets: readonly { readonly zone: string }[]): Iterable<Finding> {
  const zones = [...new Set(subnets.map(({ zone }) => zone))];
  if (zones.length !== 1) return;
  yield finding(
    "target-zones",
    "blocking",
    `target.subnetIds ${path.target.subnetIds.join(", ")} are all in ${zones.join("")}`,
    "subnets in two zones or more",
    "name a subnet of another zone in target.subnetIds",
  );
}

/** A target's slots are given when it is created and never after. A source that does not tell its own is told elsewhere. */
export function* slotsBeforeCreation({ target }: Plan, topology: TopologyReading): Iterable<Finding> {
  if (topology.kind === "unreadable" || topology.shards.length !== target.shards) return;
  const wanted = topology.shards.map(({ slots }) => slots);
  const given = (target.slots.length > 0 ? target.slots : equalDivision(target.shards)).map(canonicalSlots);
  if (wanted.every((slots) => given.includes(slots))) return;
  yield finding(
    "shard-slots",
    "blocking",
    `the target would own ${given.join("; ")}${target.slots.length > 0 ? "" : " (AWS's equal division)"}`,
    `the slots of the source's shards: ${wanted.join("; ")}`,
    `set target.slots: [${wanted.map((slots) => `"${slots}"`).join(", ")}]`,
  );
}

/**
 * Security groups and what else the program makes in `prepare` are not missing yet.
 *
 * @param routesMade the program makes the routes, too
 * @param announced `host:port` of the source's shards where it tells them itself
 */
export function networkBeforeCreation(
  plan: Plan,
  { target, source, connection }: NetworkReading,
  routesMade: boolean,
  announced: readonly string[],
): Finding[] {
  const stands = plan.path.mode !== "peering";
  const { subnets, routeTables, acls } = target;
  const servers = sourceServers(plan, source, announced);
  const routes = [
    ...where([subnets, routeTables, connection], (ofSubnets, tables, by) =>
      routesToSource(plan, { subnets: ofSubnets, tables }, by, servers),
    ),
    ...where([source.subnets, source.routeTables, connection, subnets], (ofSubnets, tables, by, targetSubnets) =>
      routesToTarget(plan, { subnets: ofSubnets, tables }, by, targetSubnets, servers),
    ),
  ];
  return [
    ...unreadParts("target", plan, { subnets, routeTables, acls, ...(stands ? { connection } : {}) }),
    ...unreadParts("source", plan, source),
    ...where([subnets], (value) => zonesBeforeCreation(plan, value)),
    ...(stands ? where([connection], (value) => connectionFindings(plan, value)) : []),
    ...(routesMade ? [] : routes),
    ...where([subnets, acls, source.subnets, source.acls], (targetSubnets, targetAcls, sourceSubnets, sourceAcls) =>
      aclFindings({ subnets: targetSubnets, acls: targetAcls }, { subnets: sourceSubnets, acls: sourceAcls }, servers),
    ),
    ...where([routeTables], (tables) => routesToApplication(plan, tables)),
  ];
}
