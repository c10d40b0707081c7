// What the network between source, target and application lacks, as findings: each names the element that stands in the
// way. What could not be read is said once, and nothing that depends on it is judged.
import { applicationAdmitted, routesToApplication } from "./applicationAccess.ts";
import type { Finding } from "./findings.ts";
import { aclFindings } from "./networkAcls.ts";
import { connectionFindings } from "./networkConnection.ts";
import type { Answer, NetworkReading } from "./networkReading.ts";
import { routesToSource, routesToTarget } from "./networkRoutes.ts";
import { sourceIngress, targetEgress } from "./networkRules.ts";
import { unreadParts } from "./networkUnread.ts";
import { sourceServers } from "./networkWay.ts";
import type { Plan } from "./plan.ts";

/** @param announced `host:port` of the source's shards where it tells them itself (cluster mode) */
export function networkReadiness(
  plan: Plan,
  { target, source, connection }: NetworkReading,
  announced: readonly string[] = [],
): Finding[] {
  const servers = sourceServers(plan, source, announced);
  return [
    ...unreadParts("target", plan, { ...target, connection }),
    ...unreadParts("source", plan, source),
    ...where([connection], (value) => connectionFindings(plan, value)),
    ...where([target.securityGroups], (groups) => targetEgress(plan, groups, servers)),
    ...where([source.securityGroups, target.securityGroups, target.subnets], (sourceGroups, targetGroups, subnets) =>
      sourceIngress(plan, sourceGroups, targetGroups, subnets, servers),
    ),
    ...where([target.subnets, target.routeTables, connection], (subnets, tables, by) =>
      routesToSource(plan, { subnets, tables }, by, servers),
    ),
    ...where([source.subnets, source.routeTables, connection, target.subnets], (subnets, tables, by, targetSubnets) =>
      routesToTarget(plan, { subnets, tables }, by, targetSubnets, servers),
    ),
    ...where(
      [target.subnets, target.acls, source.subnets, source.acls],
      (targetSubnets, targetAcls, sourceSubnets, sourceAcls) =>
        aclFindings(
          { subnets: targetSubnets, acls: targetAcls },
          { subnets: sourceSubnets, acls: sourceAcls },
          servers,
        ),
    ),
    ...where([target.securityGroups], (groups) => applicationAdmitted(plan, groups)),
    ...where([target.routeTables], (tables) => routesToApplication(plan, tables)),
  ];
}

/** Judges only where everything that the judgement rests on was read. */
export function where<const Values extends readonly unknown[]>(
  answers: { readonly [Index in keyof Values]: Answer<Values[Index]> },
  judge: (...values: Values) => Iterable<Finding>,
): Finding[] {
  const values = answers.flatMap((answer) => (answer.kind === "read" ? [answer.value] : []));
  return values.length < answers.length ? [] : [...judge(...(values as unknown as Values))];
}
