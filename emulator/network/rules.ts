// Do the rules of these security groups let a TCP connection through?
import { without } from "../ec2/cidr.ts";
import type { RuleDirection, SecurityGroup, SecurityGroupRule } from "../ec2/model.ts";

/** The other end: its block of addresses, and those of its groups that rules may name. */
export interface OtherEnd {
  readonly addresses: string;
  readonly groupIds: readonly string[];
}

/** Rules only ever allow, and those of all groups add up: blocks may cover the other end's addresses together. */
export function rulesAllow(
  groups: readonly SecurityGroup[],
  direction: RuleDirection,
  port: number,
  other: OtherEnd,
): boolean {
  const peers = groups
    .flatMap((group) => group.rules)
    .filter((rule) => rule.direction === direction && coversPort(rule, port))
    .map((rule) => rule.peer);
  if (peers.some((peer) => peer.kind === "group" && other.groupIds.includes(peer.groupId))) return true;
  const blocks = peers.flatMap((peer) => (peer.kind === "ipv4" ? [peer.cidr] : []));
  return blocks.reduce((left, cidr) => left.flatMap((part) => without(part, cidr)), [other.addresses]).length === 0;
}

function coversPort(rule: SecurityGroupRule, port: number): boolean {
  if (rule.protocol === "-1") return true;
  return rule.protocol === "tcp" && rule.fromPort <= port && port <= rule.toPort;
}
