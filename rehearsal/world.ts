// The emulated AWS of a stack config: its VPCs, subnets, route tables and security groups, and an instance that runs the
// source. What the program is to provide (peering, routes, rules) is left out, so that its absence shows.
import ipaddr from "ipaddr.js";
import type { Settings } from "../settings.ts";
import { overlap } from "../settings/networks.ts";
import { RehearsalError } from "./failure.ts";

export interface WorldArgs {
  readonly settings: Settings;
  readonly region: string;
  /** The program that runs the source, and the one that runs the target's nodes. */
  readonly sourceProgram: string;
  readonly targetProgram: string;
}

const zones = ["a", "b", "c", "d", "e", "f"] as const;

/** A world file of the emulator (docs/emulator.md). */
export function worldOf({ settings, region, sourceProgram, targetProgram }: WorldArgs) {
  const { source, target, network, application } = settings;
  const [sourceSubnet = ""] = source.subnetIds;
  if (!ipaddr.IPv4.isValid(source.endpoint.host)) {
    throw new RehearsalError(
      `source.endpoint: a name (${source.endpoint.host}) cannot be rehearsed, not supported yet; use an address`,
    );
  }
  const same = network.mode === "sameVpc";
  const vpcs = same
    ? [{ id: source.vpcId, cidrs: [...new Set([...source.cidrs, ...target.cidrs])] }]
    : [
        { id: source.vpcId, cidrs: source.cidrs },
        { id: target.vpcId, cidrs: target.cidrs },
      ];
  return {
    account: "123456789012",
    region,
    engines: { [target.engine]: targetProgram },
    vpcs,
    subnets: subnetsOf(settings, region),
    routeTables: routeTablesOf(settings),
    securityGroups: [
      { id: source.securityGroupId, vpcId: source.vpcId, name: "source" },
      ...application.securityGroupIds
        .filter((id) => id !== source.securityGroupId)
        .map((id, index) => ({ id, vpcId: target.vpcId, name: `application-${index + 1}` })),
    ],
    instances: [
      {
        id: "i-0a1b2c3d4e5f60041",
        privateIp: source.endpoint.host,
        subnetId: sourceSubnet,
        securityGroupIds: [source.securityGroupId],
        // Without the delay a synchronisation begins at once instead of after five seconds.
        server: {
          program: sourceProgram,
          port: source.endpoint.port,
          databases: source.databases,
          config: { "repl-diskless-sync-delay": "0" },
        },
      },
    ],
  };
}

/** Whoever's first table it is has the subnets; a subnet that both name is the source's. */
function routeTablesOf({ source, target }: Settings) {
  const targetSubnets = target.subnetIds.filter((id) => !source.subnetIds.includes(id));
  const targetTables = target.routeTableIds.filter((id) => !source.routeTableIds.includes(id));
  const tables = (ids: readonly string[], vpcId: string, subnetIds: readonly string[]) =>
    ids.map((id, index) => ({ id, vpcId, subnetIds: index === 0 ? subnetIds : [] }));
  return [
    ...tables(source.routeTableIds, source.vpcId, source.subnetIds),
    ...tables(targetTables, target.vpcId, targetSubnets),
  ];
}

type Subnet = { id: string; vpcId: string; cidr: string; availabilityZone: string };

/**
 * Each subnet gets a network of its VPC's ranges, one zone after the other; the ids are the user's. The source's first
 * subnet gets the network that the source's address lies in.
 */
function subnetsOf({ source, target }: Settings, region: string): Subnet[] {
  const used: string[] = [];
  const next = (key: string, id: string, cidrs: readonly string[]) => {
    const cidr = cidrs.flatMap(networks).find((network) => !used.some((other) => overlap(network, other)));
    if (cidr === undefined)
      throw new RehearsalError(`${key}: no room for ${id} in ${cidrs.join(", ")}; expected ranges with room for it`);
    used.push(cidr);
    return cidr;
  };
  const home = networkAround(source.endpoint.host, source.cidrs);
  used.push(home);
  const all = [
    ...source.subnetIds.map((id, index) => ({
      id,
      vpcId: source.vpcId,
      cidr: index === 0 ? home : next("source.cidrs", id, source.cidrs),
    })),
    ...target.subnetIds
      .filter((id) => !source.subnetIds.includes(id))
      .map((id) => ({ id, vpcId: target.vpcId, cidr: next("target.cidrs", id, target.cidrs) })),
  ];
  return all.map((subnet, index) => ({
    ...subnet,
    availabilityZone: `${region}${zones[index % zones.length] ?? "a"}`,
  }));
}

function networkAround(address: string, cidrs: readonly string[]): string {
  const range = cidrs.find((cidr) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))) ?? "";
  const size = sizeWithin(range);
  return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${size}`).toString()}/${size}`;
}

/** A range in networks, enough for any number of subnets that a config names. */
function networks(range: string): string[] {
  const [base, bits] = ipaddr.IPv4.parseCIDR(range);
  const size = sizeWithin(range);
  const first = base.octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return Array.from({ length: Math.min(64, 2 ** (size - bits)) }, (_, index) => {
    const at = first + index * 2 ** (32 - size);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join(".")}/${size}`;
  });
}

/** The smallest subnet of AWS, which leaves most room for others; smaller only where the range itself is. */
const sizeWithin = (range: string): number => Math.max(28, ipaddr.IPv4.parseCIDR(range)[1]);
