// Whether the application reaches the target once it is switched over: the target's groups admit it on the target's port,
// and the target's subnets have a way back to it. Its own side is not read.
import { finding, type Finding } from "./findings.ts";
import { contains } from "./networks.ts";
import { partsOf } from "./networkParts.ts";
import type { RouteReading, RouteTableReading, RuleReading, SecurityGroupReading } from "./networkReading.ts";
import { admits, isOpen, listsOf, networksOf } from "./networkRules.ts";
import { idsOf, listed, putBack } from "./networkWay.ts";
import type { Plan } from "./plan.ts";
import { destinationsOf, isNetwork, routeFor } from "./routing.ts";

/** Ways out of AWS or of IPv4: an answer to the application gets lost on them. */
const leadsAway = /^(igw|nat|eigw|cagw)-/;

export function* applicationAdmitted(
  { path: { application }, target: { port } }: Plan,
  groups: readonly SecurityGroupReading[],
): Iterable<Finding> {
  const rules = groups.flatMap(({ ingress }) => ingress);
  const shut = [
    ...application.securityGroupIds.filter((id) => !admitsGroup(rules, port, id)),
    ...application.cidrs.filter((cidr) => !admitsNetwork(rules, port, cidr)),
  ];
  if (shut.length === 0) return;
  const perhaps = perhapsBy(rules, port, application.cidrs, shut);
  yield finding(
    "application-access",
    perhaps === "" ? "blocking" : "unknown",
    `${idsOf(groups)} does not admit ${shut.join(", ")} on port ${port}${perhaps}`,
    `an ingress rule for TCP ${port} from each of them`,
    putBack,
  );
}

function admitsGroup(rules: readonly RuleReading[], port: number, groupId: string): boolean {
  return rules.some(
    (rule) => isOpen(rule, port) && "securityGroupId" in rule.peer && rule.peer.securityGroupId === groupId,
  );
}

function admitsNetwork(rules: readonly RuleReading[], port: number, cidr: string): boolean {
  return partsOf(cidr, networksOf(rules)).every((address) => admits(rules, port, { address, groupIds: [] }));
}

/** What may admit them all the same: a prefix list, or for a group a network that its members may be in. */
function perhapsBy(
  rules: readonly RuleReading[],
  port: number,
  applicationCidrs: readonly string[],
  shut: readonly string[],
): string {
  const lists = listsOf(rules, port);
  if (lists.length > 0) return ` (${listed(lists)})`;
  if (!shut.every((one) => one.startsWith("sg-"))) return "";
  const others = networksOf(rules.filter((rule) => isOpen(rule, port))).filter((cidr) =>
    partsOf(cidr, applicationCidrs).some((address) => !applicationCidrs.some((own) => contains(own, address))),
  );
  return others.length === 0 ? "" : ` (unless all its members are in ${others.join(", ")})`;
}

/** One finding per table, whatever number of subnets it serves. */
export function* routesToApplication({ path }: Plan, tables: readonly RouteTableReading[]): Iterable<Finding> {
  const { application, target } = path;
  for (const { id, subnetIds, routes } of tables) {
    const faults = application.cidrs.flatMap((cidr) => {
      const outside = partsOf(cidr, [...destinationsOf(routes), ...target.cidrs]).filter(
        (address) => !target.cidrs.some((own) => contains(own, address)),
      );
      const wrong = new Set(outside.map((address) => routeFor(routes, address)).filter((route) => !leadsThere(route)));
      return wrong.size === 0 ? [] : [`${cidr} (${[...wrong].map(wayText).join(", ")})`];
    });
    if (faults.length === 0) continue;
    // A gateway endpoint's list (S3, DynamoDB) holds AWS's own addresses.
    const lists = routes
      .filter((route) => !isNetwork(route.destination) && leadsThere(route) && !route.target.startsWith("vpce-"))
      .map(({ destination }) => destination);
    yield finding(
      "application-access",
      lists.length === 0 ? "blocking" : "unknown",
      `${id} (of ${subnetIds.join(", ")}) has no way back to ${faults.join("; ")}${lists.length === 0 ? "" : ` (${listed(lists)})`}`,
      "an active route to the application's network",
      `add it (aws ec2 create-route --route-table-id ${id} …), or take the network out of application.cidrs`,
    );
  }
}

function leadsThere(route: RouteReading | undefined): boolean {
  return route !== undefined && route.active && !leadsAway.test(route.target);
}

function wayText(route: RouteReading | undefined): string {
  if (route === undefined) return "no route";
  return `${route.destination} ${route.active ? `leads to ${route.target}` : `by ${route.target} is a black hole`}`;
}
