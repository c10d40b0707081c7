// The network ACLs of a declared network: what is declared, and the default one that every VPC has.
import { canonicalCidr } from "./cidr.ts";
import { newId } from "./ids.ts";
import type { NetworkAcl, NetworkAclEntry, RuleDirection, Subnet, Vpc } from "./model.ts";

export interface DeclaredNetworkAcl {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly entries: readonly DeclaredAclEntry[];
}

export interface DeclaredAclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly protocol: NetworkAclEntry["protocol"];
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly cidr: string;
  readonly action: "allow" | "deny";
}

/** Every subnet is in exactly one: in the one that names it, else in its VPC's default, which lets everything through. */
export function declaredAcls(
  declared: readonly DeclaredNetworkAcl[],
  vpcs: readonly Vpc[],
  subnets: readonly Subnet[],
): NetworkAcl[] {
  const named = new Set(declared.flatMap(({ subnetIds }) => subnetIds));
  const defaults = vpcs.map((vpc) => ({
    id: newId("acl"),
    vpcId: vpc.id,
    isDefault: true,
    associations: subnets
      .filter(({ id, vpcId }) => vpcId === vpc.id && !named.has(id))
      .map(({ id }) => association(id)),
    entries: (["ingress", "egress"] as const).map(allowAll),
  }));
  const own = declared.map(({ id, vpcId, subnetIds, entries }) => ({
    id,
    vpcId,
    isDefault: false,
    associations: subnetIds.map(association),
    entries: entries.map(entryOf),
  }));
  return [...defaults, ...own];
}

function association(subnetId: string): NetworkAcl["associations"][number] {
  return { id: newId("aclassoc"), subnetId };
}

function allowAll(direction: RuleDirection): NetworkAclEntry {
  const everything = { protocol: "-1", ...allPorts, cidr: "0.0.0.0/0", action: "allow" } as const;
  return { ruleNumber: 100, direction, ...everything };
}

const allPorts = { fromPort: 0, toPort: 65_535 } as const;

function entryOf({ ruleNumber, egress, protocol, fromPort, toPort, cidr, action }: DeclaredAclEntry): NetworkAclEntry {
  const ports = protocol === "-1" || fromPort === undefined ? allPorts : { fromPort, toPort: toPort ?? fromPort };
  const direction = egress ? "egress" : "ingress";
  return { ruleNumber, direction, protocol, ...ports, cidr: canonicalCidr(cidr), action };
}
