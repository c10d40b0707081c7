// Whether security groups let the replication through: out of the target's nodes, and into the source.
import { finding, type Finding } from "./findings.ts";
import { contains } from "./networks.ts";
import { partsOf } from "./networkParts.ts";
import type { RuleReading, SecurityGroupReading, SubnetReading } from "./networkReading.ts";
import {
  idsOf,
  listed,
  putBack,
  reachOf,
  serverText,
  severityOf,
  someOnly,
  subnetText,
  type Reach,
  type SourceServer,
} from "./networkWay.ts";
import type { Plan } from "./plan.ts";

/** One end of a connection: its address, and the groups that it is in. */
export interface End {
  readonly address: string;
  readonly groupIds: readonly string[];
}

/** One rule of one group is enough: rules only ever allow, and the groups of a node add up. */
export function admits(rules: readonly RuleReading[], port: number, end: End): boolean {
  return rules.some(
    ({ peer, ...rule }) =>
      isOpen(rule, port) &&
      (("cidr" in peer && contains(peer.cidr, end.address)) ||
        ("securityGroupId" in peer && end.groupIds.includes(peer.securityGroupId))),
  );
}

export function networksOf(rules: readonly RuleReading[]): string[] {
  return rules.flatMap(({ peer }) => ("cidr" in peer ? [peer.cidr] : []));
}

/** Prefix lists that a port is open to. What they hold is not read, so that they may admit whom no other rule does. */
export function listsOf(rules: readonly RuleReading[], port: number): string[] {
  const open = rules.filter((rule) => isOpen(rule, port));
  return open.flatMap(({ peer }) => ("other" in peer && peer.other.startsWith("pl-") ? [peer.other] : []));
}

export function isOpen(
  { protocol, fromPort, toPort }: Pick<RuleReading, "protocol" | "fromPort" | "toPort">,
  port: number,
): boolean {
  if (protocol === "-1") return true;
  return protocol === "tcp" && (fromPort === -1 || (fromPort <= port && port <= toPort));
}

export function* targetEgress(
  { path }: Plan,
  groups: readonly SecurityGroupReading[],
  servers: readonly SourceServer[],
): Iterable<Finding> {
  const rules = groups.flatMap(({ egress }) => egress);
  const groupIds = [path.source.securityGroupId];
  const shut: { readonly text: string; readonly reach: Reach }[] = [];
  for (const server of servers) {
    const { port } = server;
    const reach = reachOf(server, networksOf(rules), (address) => admits(rules, port, { address, groupIds }));
    const lists = listsOf(rules, port);
    if (reach === "yes") continue;
    if (lists.length > 0) shut.push({ text: `${serverText(server)} (${listed(lists)})`, reach: "perhaps" });
    else if (reach === "perhaps") shut.push({ text: `${serverText(server)} (${someOnly})`, reach });
    else shut.push({ text: serverText(server), reach });
  }
  if (shut.length === 0) return;
  yield finding(
    "network-target-egress",
    severityOf(shut.map(({ reach }) => reach)),
    `${idsOf(groups)} has no egress rule for ${shut.map(({ text }) => text).join(", ")}`,
    `an egress rule for TCP to it, by its network or by ${path.source.securityGroupId}`,
    putBack,
  );
}

export function* sourceIngress(
  { path }: Plan,
  sourceGroups: readonly SecurityGroupReading[],
  targetGroups: readonly SecurityGroupReading[],
  targetSubnets: readonly SubnetReading[],
  servers: readonly SourceServer[],
): Iterable<Finding> {
  const rules = sourceGroups.flatMap(({ ingress }) => ingress);
  const groupIds = targetGroups.map(({ id }) => id);
  const shut: { readonly text: string; readonly reach: Reach }[] = [];
  for (const port of new Set(servers.map((server) => server.port))) {
    // A node may get any address of its subnet, so that a rule for a part of it is not enough.
    const left = targetSubnets.filter(({ cidr }) =>
      partsOf(cidr, networksOf(rules)).some((address) => !admits(rules, port, { address, groupIds })),
    );
    if (left.length === 0) continue;
    const lists = listsOf(rules, port);
    const text = `${left.map(subnetText).join(", ")} on port ${port}${lists.length > 0 ? ` (${listed(lists)})` : ""}`;
    shut.push({ text, reach: lists.length > 0 ? "perhaps" : "no" });
  }
  if (shut.length === 0) return;
  yield finding(
    "network-source-ingress",
    severityOf(shut.map(({ reach }) => reach)),
    `${path.source.securityGroupId} does not admit the target's ${shut.map(({ text }) => text).join("; ")}`,
    `an ingress rule for TCP from ${idsOf(targetGroups)}, or from the whole of these subnets`,
    putBack,
  );
}
