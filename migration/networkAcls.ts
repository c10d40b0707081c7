// Whether the network ACLs of both sides let the replication through, and its answers back: ACLs know no connections, so
// that each direction needs an entry of its own.
import { finding, type Finding, type Severity } from "./findings.ts";
import { contains, isAddress } from "./networks.ts";
import { partsOf } from "./networkParts.ts";
import type { AclEntryReading, AclReading, SubnetReading } from "./networkReading.ts";
import type { SourceServer } from "./networkWay.ts";

/** Answers go to a port that the target's node chose. AWS advises to open these (EC2 user guide, network ACLs). */
const ephemeral = { from: 1024, to: 65_535 } as const;
/** What Linux chooses from by itself (ip_local_port_range); assumed of ElastiCache's nodes, whose range AWS does not tell. */
const usual = { from: 32_768, to: 60_999 } as const;

interface Side {
  readonly subnets: readonly SubnetReading[];
  readonly acls: readonly AclReading[];
}

/** A stream of packets through an ACL: TCP in one direction, between a subnet and networks, to some ports. */
interface Stream {
  readonly egress: boolean;
  readonly ports: { readonly from: number; readonly to: number };
  readonly peer: string;
  /** A packet inside of one subnet passes no ACL. */
  readonly passesNone: (subnet: SubnetReading) => boolean;
  readonly networks: readonly string[];
  /** Any of the networks may be the right one. */
  readonly anyOf: boolean;
}

/** One finding per ACL. */
export function* aclFindings(target: Side, source: Side, servers: readonly SourceServer[]): Iterable<Finding> {
  const ids = new Set([...target.acls, ...source.acls].map(({ id }) => id));
  for (const id of ids) {
    const faults = [
      ...faultsAt(id, target, servers.flatMap(seenFromTarget)),
      ...faultsAt(id, source, seenFromSource(target.subnets, servers)),
    ];
    if (faults.length === 0) continue;
    const guarded = [...target.acls, ...source.acls].filter((acl) => acl.id === id).flatMap((acl) => acl.subnetIds);
    yield finding(
      "network-acl",
      worst(faults.map(({ severity }) => severity)),
      `${id} (of ${[...new Set(guarded)].join(", ")}) refuses TCP ${[...new Set(faults.map(({ text }) => text))].join("; ")}`,
      "entries that allow it, numbered before any that denies it",
      `add them (aws ec2 create-network-acl-entry --network-acl-id ${id} …): the program changes no network ACL`,
    );
  }
}

function seenFromTarget(server: SourceServer): Stream[] {
  const stream = {
    peer: server.host,
    passesNone: ({ cidr }: SubnetReading) => isAddress(server.host) && contains(cidr, server.host),
    networks: server.networks,
    anyOf: !isAddress(server.host),
  };
  return [
    { ...stream, egress: true, ports: { from: server.port, to: server.port } },
    { ...stream, egress: false, ports: ephemeral },
  ];
}

function seenFromSource(targetSubnets: readonly SubnetReading[], servers: readonly SourceServer[]): Stream[] {
  return targetSubnets.flatMap(({ id, cidr }) => {
    const stream = { peer: cidr, passesNone: (own: SubnetReading) => own.id === id, networks: [cidr], anyOf: false };
    const ports = [...new Set(servers.map(({ port }) => port))];
    return [
      ...ports.map((port) => ({ ...stream, egress: false, ports: { from: port, to: port } })),
      { ...stream, egress: true, ports: ephemeral },
    ];
  });
}

interface AclFault {
  readonly severity: Severity;
  readonly text: string;
}

function faultsAt(aclId: string, { subnets, acls }: Side, streams: readonly Stream[]): AclFault[] {
  const acl = acls.find(({ id }) => id === aclId);
  if (acl === undefined) return [];
  const guarded = subnets.filter(({ id }) => acl.subnetIds.includes(id));
  return streams
    .filter((stream) => guarded.some((subnet) => !stream.passesNone(subnet)))
    .flatMap((stream) => faultOf(acl, stream) ?? []);
}

function faultOf({ entries }: AclReading, stream: Stream): AclFault | undefined {
  const judging = entries
    .filter(({ egress, protocol }) => egress === stream.egress && (protocol === "6" || protocol === "-1"))
    .toSorted((one, other) => one.ruleNumber - other.ruleNumber);
  const dividers = judging.map(({ cidr }) => cidr);
  const ports = portsOf(judging, stream.ports);
  const refusals = stream.networks
    .flatMap((network) => partsOf(network, dividers))
    .map((address) => ports.flatMap((port) => refusalOf(judging, address, port, stream)));
  const all = refusals.flat();
  const first = all.find(({ isUsual }) => isUsual) ?? all[0];
  if (first === undefined) return undefined;
  const mayPass = stream.anyOf && refusals.some((ofOne) => ofOne.every(({ isUsual }) => !isUsual));
  return {
    severity: !first.isUsual ? "warning" : mayPass ? "unknown" : "blocking",
    text: `${stream.egress ? "out to" : "in from"} ${stream.peer} on ${portsText(stream, first.port)}: ${first.by}`,
  };
}

interface Refusal {
  readonly port: number;
  /** A node may well choose the port, or there is but one. */
  readonly isUsual: boolean;
  readonly by: string;
}

/** The first entry that is for a packet decides, in the order of their numbers. */
function refusalOf(entries: readonly AclEntryReading[], address: string, port: number, { ports }: Stream): Refusal[] {
  const entry = entries.find((one) => contains(one.cidr, address) && opens(one, port));
  if (entry?.allow === true) return [];
  const isUsual = ports.from === ports.to || (port >= usual.from && port <= usual.to);
  return [{ port, isUsual, by: entry === undefined ? "no entry is for it" : `rule ${numberText(entry)}` }];
}

function portsText({ ports: { from, to } }: Stream, refused: number): string {
  return from === to ? `port ${from}` : `ports ${from}-${to} (${refused} for one)`;
}

/** One port of each stretch that all entries judge alike. */
function portsOf(entries: readonly AclEntryReading[], { from, to }: Stream["ports"]): number[] {
  const dividers = [usual, ...entries.map(({ fromPort, toPort }) => ({ from: fromPort, to: toPort }))];
  const within = dividers.flatMap((range) => [range.from, range.to + 1]).filter((port) => port > from && port <= to);
  return [...new Set([from, ...within])].sort((one, other) => one - other);
}

function opens({ fromPort, toPort }: AclEntryReading, port: number): boolean {
  return fromPort === -1 || (fromPort <= port && port <= toPort);
}

/** The last entry, which denies the rest, is shown by AWS with this number, and by its console as *. */
const numberText = ({ ruleNumber }: AclEntryReading) => (ruleNumber === 32_767 ? "*" : ruleNumber);

function worst(severities: readonly Severity[]): Severity {
  return (["blocking", "unknown", "warning"] as const).find((one) => severities.includes(one)) ?? "note";
}
