// Whether the route tables of both sides lead to the other one, by the connection between them.
import { finding, type Finding, type Severity } from "./findings.ts";
import { contains, isAddress, overlap } from "./networks.ts";
import { partsOf, prefixBitsOf } from "./networkParts.ts";
import type { ConnectionReading, RouteReading, RouteTableReading, SubnetReading } from "./networkReading.ts";
import { idsOf, listed, putBack, reachOf, severityOf, subnetText } from "./networkWay.ts";
import type { Reach, SourceServer } from "./networkWay.ts";
import type { Plan, SidePlan } from "./plan.ts";
import { destinationsOf, isNetwork, routeFor } from "./routing.ts";

/** What the routes must lead to. A connection that is not active makes black holes of its routes: it is told by itself. */
interface Aim {
  readonly target: string;
  readonly mustBeActive: boolean;
}

function aimOf(connection: ConnectionReading): Aim | undefined {
  switch (connection.kind) {
    case "sameVpc":
      return { target: "local", mustBeActive: true };
    case "peering":
      return connection.id === "" ? undefined : { target: connection.id, mustBeActive: connection.status === "active" };
    case "transitGateway":
      return { target: connection.id, mustBeActive: true };
  }
}

/** What is to be reached from one side: a text for it, and how much of it some routes lead to. */
interface Destination {
  readonly text: string;
  readonly networks: readonly string[];
  readonly reach: (dividers: readonly string[], passes: (address: string) => boolean) => Reach;
}

interface SideOfWay {
  readonly name: "source" | "target";
  readonly subnets: readonly SubnetReading[];
  readonly tables: readonly RouteTableReading[];
}

export function* routesToSource(
  plan: Plan,
  side: Omit<SideOfWay, "name">,
  connection: ConnectionReading,
  servers: readonly SourceServer[],
): Iterable<Finding> {
  const destinations = servers.map((server) => ({
    text: server.host,
    networks: server.networks,
    reach: (dividers: readonly string[], passes: (address: string) => boolean) => reachOf(server, dividers, passes),
  }));
  yield* judged(plan, { name: "target", ...side }, connection, destinations);
}

export function* routesToTarget(
  plan: Plan,
  side: Omit<SideOfWay, "name">,
  connection: ConnectionReading,
  targetSubnets: readonly SubnetReading[],
  servers: readonly SourceServer[],
): Iterable<Finding> {
  const destinations = targetSubnets.map((subnet) => ({
    text: subnetText(subnet),
    networks: [subnet.cidr],
    // A node may get any address of its subnet.
    reach: (dividers: readonly string[], passes: (address: string) => boolean) =>
      partsOf(subnet.cidr, dividers).every(passes) ? "yes" : ("no" as const),
  }));
  yield* judged(plan, { name: "source", ...side }, connection, destinations);
  yield* strangers(side.subnets, servers);
}

/** One finding per table, whatever number of subnets it serves. */
function* judged(
  plan: Plan,
  side: SideOfWay,
  connection: ConnectionReading,
  destinations: readonly Destination[],
): Iterable<Finding> {
  const code = side.name === "target" ? "network-route-to-source" : "network-route-to-target";
  const { vpcId, subnetIds, routeTableIds } = plan.path[side.name];
  const served = new Set(side.tables.flatMap((table) => table.subnetIds));
  const without = side.subnets.filter(({ id }) => !served.has(id));
  if (without.length > 0) {
    yield finding(
      code,
      "blocking",
      `no route table of ${vpcId} serves ${idsOf(without)}`,
      `${side.name}.subnetIds (${subnetIds.join(", ")}) in ${side.name}.vpcId`,
      `set ${side.name}.subnetIds to subnets of ${vpcId}`,
    );
  }
  const aim = aimOf(connection);
  if (aim === undefined) return;
  for (const table of side.tables) {
    const faults = faultsOf(table, aim, destinations);
    if (faults.length === 0) continue;
    yield finding(
      code,
      severityOfFaults(faults),
      `${table.id} (of ${table.subnetIds.join(", ")}): ${faults.map(faultText).join("; ")}`,
      aim.target === "local"
        ? "the local route of the VPC for it, and none more specific"
        : `an active route to it by ${aim.target}, and none more specific`,
      [...new Set(faults.map((fault) => remedy(plan, side.name, table.id, routeTableIds, fault)))].join("; "),
    );
  }
}

/** What one route, or the lack of one, keeps from being reached. */
interface Fault {
  readonly route: RouteReading | undefined;
  readonly to: readonly string[];
  readonly reaches: readonly Reach[];
  readonly lists: readonly string[];
}

function faultsOf({ routes }: RouteTableReading, aim: Aim, destinations: readonly Destination[]): Fault[] {
  const leads = (route: RouteReading | undefined) =>
    route?.target === aim.target && (route.active || !aim.mustBeActive);
  const dividers = destinationsOf(routes);
  const lists = routes
    .filter((route) => !isNetwork(route.destination) && leads(route))
    .map(({ destination }) => destination);
  const faults = new Map<RouteReading | undefined, Fault>();
  for (const destination of destinations) {
    const reach = destination.reach(dividers, (address) => leads(routeFor(routes, address)));
    if (reach === "yes") continue;
    const wrong = destination.networks
      .flatMap((network) => partsOf(network, dividers))
      .map((address) => routeFor(routes, address))
      .filter((route) => !leads(route));
    for (const route of new Set(wrong)) {
      const { to = [], reaches = [] } = faults.get(route) ?? {};
      faults.set(route, { route, to: [...to, destination.text], reaches: [...reaches, reach], lists });
    }
  }
  return [...faults.values()];
}

/** A firewall or another appliance in the way may well pass it on: only TestMigration shows. */
const isAppliance = (route: RouteReading | undefined): boolean =>
  route?.active === true && /^(vpce|eni|i)-/.test(route.target);

function severityOfFaults(faults: readonly Fault[]): Severity {
  if (faults.every(({ route }) => isAppliance(route))) return "unknown";
  const mayBeListed = faults.every(({ lists }) => lists.length > 0);
  return mayBeListed ? "unknown" : severityOf(faults.flatMap(({ reaches }) => reaches));
}

function faultText({ route, to, lists }: Fault): string {
  const where = to.join(", ");
  const unless = lists.length === 0 ? "" : ` (${listed(lists)})`;
  if (route === undefined) return `no route to ${where}${unless}`;
  const { destination, target, active } = route;
  const what = active ? `leads to ${target}` : `by ${target} is a black hole`;
  return `its route ${destination} ${what}, and is the one for ${where}${unless}`;
}

/** The program makes a route per network of the other side in every table that the configuration names, but in one VPC. */
function remedy(
  { path }: Plan,
  side: "source" | "target",
  tableId: string,
  named: SidePlan["routeTableIds"],
  { route }: Fault,
): string {
  const others = path[side === "target" ? "source" : "target"].cidrs;
  const deleteIt = `aws ec2 delete-route --route-table-id ${tableId} --destination-cidr-block ${route?.destination ?? ""}`;
  if (path.mode === "sameVpc") {
    const local = path[side].vpcId;
    return route === undefined || !others.some((cidr) => isWithin(route.destination, cidr))
      ? `set source.vpcId and network.mode to where the source is: it is outside of ${local}`
      : `take the more specific route out (${deleteIt})`;
  }
  if (route !== undefined && !others.some((cidr) => isWithin(cidr, route.destination))) {
    return `take the more specific route out (${deleteIt})`;
  }
  if (named.includes(tableId)) return putBack;
  return `name ${tableId} in ${side}.routeTableIds and run pulumi up in prepare, or associate the subnets with a table named there (aws ec2 associate-route-table)`;
}

function isWithin(network: string, outer: string): boolean {
  return overlap(network, outer) && prefixBitsOf(network) >= prefixBitsOf(outer);
}

/** The way back of a server in a subnet that nobody named is not known. */
function* strangers(subnets: readonly SubnetReading[], servers: readonly SourceServer[]): Iterable<Finding> {
  const hosts = new Set(servers.map(({ host }) => host).filter(isAddress));
  const lost = [...hosts].filter((host) => !subnets.some(({ cidr }) => contains(cidr, host)));
  if (lost.length === 0) return;
  yield finding(
    "network-route-to-target",
    "unknown",
    `no subnet of source.subnetIds (${subnets.map(subnetText).join(", ")}) holds ${lost.join(", ")}`,
    "the subnet of every server of the source, so that its routes and its ACL can be judged",
    "name the subnet in source.subnetIds",
  );
}
