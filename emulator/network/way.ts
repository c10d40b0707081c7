// Would a TCP connection between two places of the emulated network get through, there and back?
import type { RuleDirection, SecurityGroup, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";
import { aclLets, aclOf, ephemeralPorts } from "./acls.ts";
import type { Traffic } from "./acls.ts";
import { broken } from "./answer.ts";
import type { Broken } from "./answer.ts";
import { routeFrom } from "./routing.ts";
import { rulesAllow } from "./rules.ts";

export interface End {
  readonly state: Ec2State;
  readonly subnet: Subnet;
  /** The block or the address (as a block) within the subnet. */
  readonly addresses: string;
  /** Undefined for whoever is not held to any group, because only its addresses are known. */
  readonly groupIds: readonly string[] | undefined;
}

/**
 * Judges every step of the way and gives the first that breaks it: the route there, what lets the packet out and in, the
 * route back. Security groups are stateful, so the answer needs no rule; network ACLs are not, so it needs entries for
 * the ephemeral ports.
 */
export function obstacle(from: End, to: End, port: number): Broken | undefined {
  const there = routeFrom(from.state, from.subnet, to.addresses);
  if (!there.ok) return there;
  if (there.vpcId !== to.subnet.vpcId) return leadsElsewhere(there, to);
  // A rule that names a group works within a VPC and across a peering, as long as both ends are in one region.
  const seesGroups = there.via !== "transitGateway" && from.state.region === to.state.region;
  const asked = { fromPort: port, toPort: port };
  return (
    unknownGroup(from) ??
    unknownGroup(to) ??
    outOfGroup(from, to, port, seesGroups) ??
    stoppedByAcl(from, "egress", to, asked) ??
    stoppedByAcl(to, "ingress", from, asked) ??
    intoGroup(from, to, port, seesGroups) ??
    stoppedByAcl(to, "egress", from, ephemeralPorts) ??
    wayBack(from, to) ??
    stoppedByAcl(from, "ingress", to, ephemeralPorts)
  );
}

function wayBack(from: End, to: End): Broken | undefined {
  const back = routeFrom(to.state, to.subnet, from.addresses);
  if (!back.ok) return back;
  return back.vpcId === from.subnet.vpcId ? undefined : leadsElsewhere(back, from);
}

function leadsElsewhere({ tableId, vpcId }: { readonly tableId: string; readonly vpcId: string }, wanted: End): Broken {
  return broken(tableId, `sends ${shown(wanted.addresses)} to ${vpcId}, not to ${wanted.subnet.vpcId}`);
}

function unknownGroup({ state, groupIds = [] }: End): Broken | undefined {
  const missing = groupIds.find((id) => !state.securityGroups.has(id));
  return missing === undefined ? undefined : broken(missing, "does not exist");
}

function outOfGroup(from: End, to: End, port: number, seesGroups: boolean): Broken | undefined {
  if (from.groupIds === undefined) return undefined;
  const other = { addresses: to.addresses, groupIds: seesGroups ? (to.groupIds ?? []) : [] };
  if (rulesAllow(groupsOf(from), "egress", port, other)) return undefined;
  return broken(named(from.groupIds), `let no tcp traffic out to ${shown(to.addresses)} port ${port}`);
}

function intoGroup(from: End, to: End, port: number, seesGroups: boolean): Broken | undefined {
  if (to.groupIds === undefined) return undefined;
  const other = { addresses: from.addresses, groupIds: seesGroups ? (from.groupIds ?? []) : [] };
  if (rulesAllow(groupsOf(to), "ingress", port, other)) return undefined;
  const asWhom = other.groupIds.length === 0 ? "" : ` or from ${named(other.groupIds)}`;
  return broken(
    named(to.groupIds),
    `let no tcp traffic in to port ${port} from ${shown(from.addresses)} (${from.subnet.id})${asWhom}`,
  );
}

/** Traffic within one subnet meets no network ACL. */
function stoppedByAcl(
  end: End,
  direction: RuleDirection,
  other: End,
  ports: Omit<Traffic, "cidr">,
): Broken | undefined {
  if (end.subnet.id === other.subnet.id) return undefined;
  const acl = aclOf(end.state, end.subnet);
  if (acl === undefined) return broken(end.subnet.id, "has no network ACL");
  if (aclLets(acl, direction, { cidr: other.addresses, ...ports })) return undefined;
  const to = direction === "egress" ? "out to" : "in from";
  const range = ports.fromPort === ports.toPort ? `port ${ports.fromPort}` : `ports ${ports.fromPort}-${ports.toPort}`;
  return broken(
    acl.id,
    `lets not all tcp traffic ${to} ${shown(other.addresses)}, ${range} (it serves ${end.subnet.id})`,
  );
}

function groupsOf({ state, groupIds = [] }: End): SecurityGroup[] {
  return groupIds.flatMap((id) => state.securityGroups.get(id) ?? []);
}

/** A single address is told without its `/32`. */
function shown(addresses: string): string {
  return addresses.replace(/\/32$/, "");
}

function named(groupIds: readonly string[]): string {
  return groupIds.length === 0 ? "(no security group)" : groupIds.join(", ");
}
