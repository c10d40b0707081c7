// EC2 says rules in two ways: as IpPermissions (many peers under one port range) and as single rules. This is the
// way from one to the other.
import type { IpPermission, ReferencedSecurityGroup, SecurityGroupRule as ShownRule } from "@aws-sdk/client-ec2";
import { canonicalCidr, isCidr } from "./cidr.ts";
import { invalidParameter, notEmulated } from "./faults.ts";
import type { RulePeer, SecurityGroupRule } from "./model.ts";
import type { Ec2State } from "./state.ts";
import { tagsOf } from "./tags.ts";

/** A rule before it has an id and belongs to a group. */
export type RuleShape = Pick<SecurityGroupRule, "protocol" | "fromPort" | "toPort" | "peer" | "description">;

const protocolNames: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };

/** What a peer that names another group stands for; looked up by the caller, who knows the network. */
export type FindGroup = (groupId: string, userId: string | undefined) => RulePeer;

export function rulesOf(permissions: readonly IpPermission[], findGroup: FindGroup): RuleShape[] {
  return permissions.flatMap((permission) => {
    const ports = portsOf(permission.IpProtocol, permission.FromPort, permission.ToPort);
    const shape = (peer: RulePeer, description: string | undefined): RuleShape => ({ ...ports, peer, description });
    const rules = [
      ...(permission.IpRanges ?? []).map((range) => shape(ipv4Peer(range.CidrIp), range.Description)),
      ...(permission.Ipv6Ranges ?? []).map((range) =>
        shape({ kind: "ipv6", cidr: range.CidrIpv6 ?? "" }, range.Description),
      ),
      ...(permission.PrefixListIds ?? []).map((list) =>
        shape({ kind: "prefixList", prefixListId: list.PrefixListId ?? "" }, list.Description),
      ),
      ...(permission.UserIdGroupPairs ?? []).map((pair) => {
        if (pair.GroupId === undefined) throw notEmulated("a group that is referenced by name");
        return shape(findGroup(pair.GroupId, pair.UserId), pair.Description);
      }),
    ];
    if (rules.length === 0) throw invalidParameter("Invalid value 'null' for protocol peer: a rule needs a source.");
    return rules;
  });
}

export function portsOf(
  protocol: string | undefined,
  fromPort: number | undefined,
  toPort: number | undefined,
): Pick<RuleShape, "protocol" | "fromPort" | "toPort"> {
  if (protocol === undefined || protocol === "") throw invalidParameter("Invalid value '' for IP protocol.");
  const name = protocolNames[protocol] ?? protocol.toLowerCase();
  switch (name) {
    case "tcp":
    case "udp": {
      const from = fromPort ?? -1;
      const to = toPort ?? -1;
      if (from < 0 || to > 65535 || from > to) {
        throw invalidParameter(`Invalid value '${String(fromPort)}-${String(toPort)}' for ports of ${name}.`);
      }
      return { protocol: name, fromPort: from, toPort: to };
    }
    case "icmp":
    case "icmpv6":
      return { protocol: name, fromPort: fromPort ?? -1, toPort: toPort ?? -1 };
  }
  if (!/^(-1|\d{1,3})$/.test(name))
    throw invalidParameter(`Invalid value '${protocol}' for IP protocol. Unknown protocol.`);
  return { protocol: name, fromPort: -1, toPort: -1 };
}

export function ipv4Peer(cidr: string | undefined): RulePeer {
  if (cidr === undefined || !isCidr(cidr)) {
    throw invalidParameter(`CIDR block ${cidr ?? "(none)"} is malformed`);
  }
  return { kind: "ipv4", cidr: canonicalCidr(cidr) };
}

/** Two rules that allow the same: EC2 keeps one of them only. The description is no part of it. */
export function sameRule(one: RuleShape, other: RuleShape): boolean {
  return ruleText(one) === ruleText(other);
}

/** A rule in the words of EC2's messages. */
export function ruleText(rule: RuleShape): string {
  const ports =
    rule.protocol === "-1"
      ? "ALL"
      : `${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}`;
  return `peer: ${peerText(rule.peer)}, ${ports}, ALLOW`;
}

function peerText(peer: RulePeer): string {
  switch (peer.kind) {
    case "ipv4":
    case "ipv6":
      return peer.cidr;
    case "prefixList":
      return peer.prefixListId;
    case "group":
      return peer.groupId;
  }
}

/** The rules of one direction as IpPermissions: peers that share protocol and ports are one entry. */
export function permissionsOf(state: Ec2State, rules: readonly SecurityGroupRule[]): IpPermission[] {
  const byPorts = new Map<string, Required<Omit<IpPermission, "FromPort" | "ToPort">> & IpPermission>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    const entry = byPorts.get(key) ?? {
      IpProtocol: rule.protocol,
      ...(rule.protocol === "-1" ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort }),
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    byPorts.set(key, entry);
    const { peer, description: Description } = rule;
    switch (peer.kind) {
      case "ipv4":
        entry.IpRanges?.push({ CidrIp: peer.cidr, Description });
        break;
      case "ipv6":
        entry.Ipv6Ranges?.push({ CidrIpv6: peer.cidr, Description });
        break;
      case "prefixList":
        entry.PrefixListIds?.push({ PrefixListId: peer.prefixListId, Description });
        break;
      case "group":
        entry.UserIdGroupPairs?.push({ ...shownReference(state, peer), Description });
        break;
    }
  }
  return [...byPorts.values()];
}

export function shownRule(state: Ec2State, rule: SecurityGroupRule): ShownRule {
  return {
    SecurityGroupRuleId: rule.id,
    SecurityGroupRuleArn: `arn:aws:ec2:${state.region}:${state.account}:security-group-rule/${rule.id}`,
    GroupId: rule.groupId,
    GroupOwnerId: state.account,
    IsEgress: rule.direction === "egress",
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    ...shownPeer(state, rule.peer),
    Description: rule.description,
    Tags: tagsOf(state, rule.id),
  };
}

function shownPeer(state: Ec2State, peer: RulePeer): ShownRule {
  switch (peer.kind) {
    case "ipv4":
      return { CidrIpv4: peer.cidr };
    case "ipv6":
      return { CidrIpv6: peer.cidr };
    case "prefixList":
      return { PrefixListId: peer.prefixListId };
    case "group":
      return { ReferencedGroupInfo: shownReference(state, peer) };
  }
}

/** A reference across a peering tells by which connection, and what has become of that since. */
function shownReference(state: Ec2State, peer: Extract<RulePeer, { kind: "group" }>): ReferencedSecurityGroup {
  const { groupId: GroupId, ownerId: UserId, vpcId: VpcId, peeringConnectionId } = peer;
  if (peeringConnectionId === undefined) return { GroupId, UserId };
  const PeeringStatus = state.peeringConnections.get(peeringConnectionId)?.status;
  return { GroupId, UserId, VpcId, VpcPeeringConnectionId: peeringConnectionId, PeeringStatus };
}
