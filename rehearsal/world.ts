// The emulated AWS of a stack config: its VPCs, subnets, route tables and security groups, and an instance that runs the
// source. What the program is to provide (peering, routes, rules) is left out, so that its absence shows.
import ipaddr from "ipaddr.js";
import type { Settings } from "../settings.ts";
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
  return {
    account: "123456789012",
    region,
    engines: { [target.engine]: targetProgram },
    vpcs: [{ id: source.vpcId, cidrs: source.cidrs }, ...(same ? [] : [{ id: target.vpcId, cidrs: target.cidrs }])],
    subnets: subnetsOf(settings, region),
    routeTables: [
      { id: source.routeTableIds[0] ?? "", vpcId: source.vpcId, subnetIds: source.subnetIds },
      ...target.routeTableIds
        .filter((id) => !source.routeTableIds.includes(id))
        .map((id, index) => ({ id, vpcId: target.vpcId, subnetIds: index === 0 ? target.subnetIds : [] })),
      ...source.routeTableIds.slice(1).map((id) => ({ id, vpcId: source.vpcId, subnetIds: [] })),
    ],
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

type Subnet = { id: string; vpcId: string; cidr: string; availabilityZone: string };

/**
 * Each subnet gets a network of its VPC's first range, one zone after the other; the ids are the user's. The source's
 * first subnet gets the network that the source's address lies in.
 */
function subnetsOf({ source, target }: Settings, region: string): Subnet[] {
  const used = new Set<string>();
  const next = (cidrs: readonly string[]) => {
    const cidr = networks(cidrs).find((network) => !used.has(network));
    if (cidr === undefined) throw new RehearsalError(`too many subnets for ${cidrs.join(", ")}`);
    used.add(cidr);
    return cidr;
  };
  const home = networkAround(source.endpoint.host, source.cidrs);
  used.add(home);
  const all = [
    ...source.subnetIds.map((id, index) => ({
      id,
      vpcId: source.vpcId,
      cidr: index === 0 ? home : next(source.cidrs),
    })),
    ...target.subnetIds
      .filter((id) => !source.subnetIds.includes(id))
      .map((id) => ({ id, vpcId: target.vpcId, cidr: next(target.cidrs) })),
  ];
  return all.map((subnet, index) => ({
    ...subnet,
    availabilityZone: `${region}${zones[index % zones.length] ?? "a"}`,
  }));
}

function networkAround(address: string, cidrs: readonly string[]): string {
  const range = cidrs.find((cidr) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))) ?? "";
  return ipaddr.IPv4.networkAddressFromCIDR(`${address}/${sizeWithin(range)}`).toString() + `/${sizeWithin(range)}`;
}

/** Sixteen networks of a range, enough for any subnet group. */
function networks([range = ""]: readonly string[]): string[] {
  const bits = sizeWithin(range);
  const base = ipaddr.IPv4.networkAddressFromCIDR(range).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return Array.from({ length: 16 }, (_, index) => {
    const at = base + index * 2 ** (32 - bits);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join(".")}/${bits}`;
  });
}

const sizeWithin = (range: string): number => Math.min(28, Math.max(24, ipaddr.IPv4.parseCIDR(range)[1] + 4));
