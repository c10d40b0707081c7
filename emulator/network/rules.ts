// Do the rules of these security groups let a TCP connection through?
import { holds } from "../ec2/cidr.ts";
import type { RuleDirection, RulePeer, SecurityGroup, SecurityGroupRule } from "../ec2/model.ts";

/** The other end: its address or block, and the groups that it is in. */
export interface OtherEnd {
  readonly addresses: string;
  readonly groupIds: readonly string[];
}

/** One rule of one of the groups is enough: rules only ever allow, and the groups add up. */
export function rulesAllow(
  groups: readonly SecurityGroup[],
  direction: RuleDirection,
  port: number,
  other: OtherEnd,
): boolean {
  return groups
    .flatMap((group) => group.rules)
    .some((rule) => rule.direction === direction && coversPort(rule, port) && coversPeer(rule.peer, other));
}

function coversPort(rule: SecurityGroupRule, port: number): boolean {
  if (rule.protocol === "-1") return true;
  return rule.protocol === "tcp" && rule.fromPort <= port && port <= rule.toPort;
}

function coversPeer(peer: RulePeer, other: OtherEnd): boolean {
  switch (peer.kind) {
    case "ipv4":
      return holds(peer.cidr, other.addresses);
    case "group":
      return other.groupIds.includes(peer.groupId);
    case "ipv6":
    case "prefixList":
      return false;
  }
}
