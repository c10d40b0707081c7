// The subnets and route tables of the emulated cloud: the config's ids, and networks for them.
import type { Settings } from "../../settings.ts";
import { RehearsalError } from "../failure.ts";
import { farNetworks, type ApplicationNetwork } from "./application.ts";
import { covering, overlap, subnetAround, subnetsOf, within } from "./networks.ts";
import type { SourceNode } from "./sourceNodes.ts";

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
}

export interface SubnetsArgs {
  readonly settings: Settings;
  /** Of the target. */
  readonly region: string;
  readonly nodes: readonly SourceNode[];
  readonly application: readonly ApplicationNetwork[];
}

const zones = ["a", "b", "c", "d", "e", "f"] as const;

/**
 * The source's subnets get networks around its nodes, as many as there are subnets; every other one a network of its VPC's
 * ranges, one zone after the other.
 */
export function subnetsOfWorld({ settings, region, nodes, application }: SubnetsArgs): Subnet[] {
  const { source, target } = settings;
  const homes = homesOf(nodes, source.cidrs, source.subnetIds.length);
  const used = [...homes, ...application.filter(({ subnetId }) => subnetId !== "").map(({ cidr }) => cidr)];
  const next = (key: string, id: string, cidrs: readonly string[]) => {
    const cidr = cidrs.flatMap(subnetsOf).find((network) => !used.some((other) => overlap(network, other)));
    if (cidr === undefined)
      throw new RehearsalError(`${key}: no room for ${id} in ${cidrs.join(", ")}; expected ranges with room for it`);
    used.push(cidr);
    return cidr;
  };
  const ofSource = source.subnetIds.map((id, index) => ({
    id,
    vpcId: source.vpcId,
    cidr: homes[index] ?? next("source.cidrs", id, source.cidrs),
  }));
  const ofTarget = target.subnetIds
    .filter((id) => !source.subnetIds.includes(id))
    .map((id) => ({ id, vpcId: target.vpcId, cidr: next("target.cidrs", id, target.cidrs) }));
  const ofApplication = application.flatMap(({ subnetId, vpcId, cidr }) =>
    subnetId === "" ? [] : [{ id: subnetId, vpcId, cidr }],
  );
  return [...ofSource, ...ofTarget, ...ofApplication].map((subnet, index) => {
    const zoneRegion = subnet.vpcId === source.vpcId ? (source.region ?? region) : region;
    return { ...subnet, availabilityZone: `${zoneRegion}${zones[index % zones.length] ?? "a"}` };
  });
}

/** Networks around every node of the source; the closest ones are joined until there is a subnet for each. */
function homesOf(nodes: readonly SourceNode[], cidrs: readonly string[], subnets: number): string[] {
  const rangeAround = (host: string) => cidrs.find((cidr) => within(host, cidr)) ?? `${host}/32`;
  let homes = [...new Set(nodes.map(({ host }) => subnetAround(host, rangeAround(host))))];
  while (homes.length > subnets) {
    const pairs = homes.flatMap((one, at) => homes.slice(at + 1).map((other) => covering(one, other)));
    const [closest = ""] = pairs.toSorted((one, other) => bitsOf(other) - bitsOf(one));
    if (!cidrs.some((cidr) => within(closest, cidr))) {
      throw new RehearsalError(
        `source.subnetIds: ${subnets} for nodes in ${homes.join(", ")}; expected a subnet for each network of source.cidrs`,
      );
    }
    homes = [closest, ...homes.filter((home) => !within(home, closest))];
  }
  return homes;
}

const bitsOf = (network: string): number => Number(network.split("/")[1]);

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** What its owner has set, and the program does not provide. */
  readonly routes?: readonly { readonly cidr: string; readonly target: string }[];
}

/** Of the owner's, to networks that are in neither VPC. */
const ownersGateway = "vgw-0a1b2c3d4e5f60061";

/** Whoever's first table it is has the subnets; a subnet that both name is the source's. */
export function routeTablesOfWorld(settings: Settings, application: readonly ApplicationNetwork[]): RouteTable[] {
  const { source, target } = settings;
  const targetSubnets = target.subnetIds.filter((id) => !source.subnetIds.includes(id));
  const targetTables = target.routeTableIds.filter((id) => !source.routeTableIds.includes(id));
  const tables = (ids: readonly string[], vpcId: string, subnetIds: readonly string[]) =>
    ids.map((id, index) => ({ id, vpcId, subnetIds: index === 0 ? subnetIds : [] }));
  const known = [
    ...tables(source.routeTableIds, source.vpcId, source.subnetIds),
    ...tables(targetTables, target.vpcId, targetSubnets),
  ];
  const more = application
    .filter(({ routeTableId }) => known.every(({ id }) => id !== routeTableId))
    .map(({ routeTableId, vpcId }) => ({ id: routeTableId, vpcId, subnetIds: [] }));
  const unique = more.filter(({ id }, index) => more.findIndex((other) => other.id === id) === index);
  const routes = farNetworks(settings).map((cidr) => ({ cidr, target: ownersGateway }));
  return [...known, ...unique].map((table) => {
    const own = application.filter(({ routeTableId, subnetId }) => routeTableId === table.id && subnetId !== "");
    return {
      ...table,
      subnetIds: [...table.subnetIds, ...own.map(({ subnetId }) => subnetId)],
      ...(routes.length > 0 && target.routeTableIds.includes(table.id) ? { routes } : {}),
    };
  });
}
