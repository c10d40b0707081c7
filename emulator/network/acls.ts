// Does the network ACL of a subnet let this traffic through?
import { overlap, without } from "../ec2/cidr.ts";
import type { NetworkAcl, NetworkAclEntry, RuleDirection, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";

/** TCP between this subnet and these addresses, to any of these ports. */
export interface Traffic {
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** Where the answers go: a client may choose any of these ports for its own end. */
export const ephemeralPorts = { fromPort: 1024, toPort: 65_535 } as const;

export function aclOf(state: Ec2State, subnet: Subnet): NetworkAcl | undefined {
  const acls = [...state.networkAcls.values()].filter((acl) => acl.vpcId === subnet.vpcId);
  return (
    acls.find((acl) => acl.associations.some(({ subnetId }) => subnetId === subnet.id)) ??
    acls.find((acl) => acl.isDefault)
  );
}

/**
 * All of the traffic has to get through: each part of it meets the lowest-numbered entry that matches, and a part that
 * no entry matches is denied.
 */
export function aclLets(acl: NetworkAcl, direction: RuleDirection, traffic: Traffic): boolean {
  const entries = acl.entries
    .filter((entry) => entry.direction === direction && (entry.protocol === "tcp" || entry.protocol === "-1"))
    .toSorted((one, other) => one.ruleNumber - other.ruleNumber);
  let undecided: readonly Traffic[] = [traffic];
  for (const entry of entries) {
    if (entry.action === "deny" && undecided.some((part) => matches(part, entry))) return false;
    undecided = undecided.flatMap((part) => unmatched(part, entry));
  }
  return undecided.length === 0;
}

function matches(part: Traffic, entry: NetworkAclEntry): boolean {
  return overlap(part.cidr, entry.cidr) && part.fromPort <= entry.toPort && entry.fromPort <= part.toPort;
}

/** What of this traffic the entry does not match: the ports below and above its own, and the addresses beside its own. */
function unmatched(part: Traffic, { cidr, fromPort, toPort }: NetworkAclEntry): Traffic[] {
  const within = { fromPort: Math.max(part.fromPort, fromPort), toPort: Math.min(part.toPort, toPort) };
  return [
    { ...part, toPort: Math.min(part.toPort, fromPort - 1) },
    { ...part, fromPort: Math.max(part.fromPort, toPort + 1) },
    ...without(part.cidr, cidr).map((beside) => ({ cidr: beside, ...within })),
  ].filter((piece) => piece.fromPort <= piece.toPort);
}
