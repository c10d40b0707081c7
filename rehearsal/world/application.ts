// Where the application is in the emulated cloud: its networks within the two VPCs, its route tables and its groups.
import type { Settings } from "../../settings.ts";
import { overlap, subnetsOf, within } from "./networks.ts";
import type { SourceNode } from "./sourceNodes.ts";

/** A network of one of the two VPCs that the application is in. */
export interface ApplicationNetwork {
  readonly cidr: string;
  readonly vpcId: string;
  readonly routeTableId: string;
  /** Of the subnet that is made for it; empty where subnets of source or target may lie in it. */
  readonly subnetId: string;
}

/** The parts of a network that lie in a VPC; the network itself where it lies in one as a whole. */
export function partsWithin(network: string, ranges: readonly string[]): string[] {
  if (ranges.some((range) => within(network, range))) return [network];
  return ranges.filter((range) => within(range, network));
}

/** Networks of the application that are in neither VPC: how they reach the target nobody here can know. */
export function unknownNetworks({ source, target, application }: Settings): string[] {
  const ranges = [...source.cidrs, ...target.cidrs];
  return application.cidrs.filter((cidr) => partsWithin(cidr, ranges).length === 0);
}

/** Networks that are not wholly in one VPC: the way to the rest of them is the owner's, and no config names it. */
export function farNetworks({ source, target, application }: Settings): string[] {
  const ranges = [...source.cidrs, ...target.cidrs];
  return application.cidrs.filter((cidr) => !ranges.some((range) => within(cidr, range)));
}

/**
 * A network that neither VPC uses as a whole gets a subnet of its own, so that its way to the target is judged apart from
 * that of the nodes. Route tables that belong to neither side are the application's own, in the source's VPC: in the
 * target's none needs a route.
 */
export function applicationNetworks(settings: Settings, nodes: readonly SourceNode[]): ApplicationNetwork[] {
  const { source, target, application } = settings;
  const known = new Set([...source.routeTableIds, ...target.routeTableIds]);
  const own = application.routeTableIds.filter((id) => !known.has(id));
  const sides = [
    { vpcId: source.vpcId, cidrs: source.cidrs, table: application.routeTableIds[0] ?? source.routeTableIds[0] ?? "" },
    { vpcId: target.vpcId, cidrs: target.cidrs, table: target.routeTableIds[0] ?? "" },
  ];
  const named = sides.flatMap(({ vpcId, cidrs, table }) =>
    application.cidrs
      .flatMap((cidr) => partsWithin(cidr, cidrs))
      .map((cidr) => ({ cidr, vpcId, routeTableId: table, isWhole: cidrs.includes(cidr) })),
  );
  const isFree = (cidr: string) => !nodes.some(({ host }) => within(host, cidr));
  const taken: string[] = [];
  const found = named.map(({ cidr, vpcId, routeTableId, isWhole }) => {
    const apart = !isWhole && isFree(cidr) && !taken.some((other) => overlap(cidr, other));
    if (apart) taken.push(cidr);
    return { cidr, vpcId, routeTableId, subnetId: apart ? subnetId(taken.length) : "" };
  });
  // A table without a subnet would serve nobody.
  const rest = own.filter((id) => !found.some((one) => one.routeTableId === id && one.subnetId !== ""));
  const room = source.cidrs
    .flatMap(subnetsOf)
    .filter((cidr) => isFree(cidr) && !taken.some((one) => overlap(cidr, one)));
  return [
    ...found,
    ...rest.flatMap((routeTableId, index) => {
      const cidr = room.at(-1 - index);
      if (cidr === undefined) return [];
      return [{ cidr, vpcId: source.vpcId, routeTableId, subnetId: subnetId(taken.length + index + 1) }];
    }),
  ];
}

/** Groups are in the target's VPC, unless the application has route tables in the source's, next to it. */
export function applicationVpc({ source, target, application }: Settings): string {
  const isBeside =
    application.routeTableIds.length > 0 && source.region === undefined && source.accountId === undefined;
  return isBeside ? source.vpcId : target.vpcId;
}

function subnetId(number: number): string {
  return `subnet-0a1b2c3d4e5fa${number.toString(16).padStart(4, "0")}`;
}
