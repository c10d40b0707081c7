// Where the replication comes from and goes to in the network: the source's servers, and how much of where they may be a
// rule, a route or an ACL lets through.
import type { Severity } from "./findings.ts";
import type { SideReading, SubnetReading } from "./networkReading.ts";
import { partsOf } from "./networkParts.ts";
import { isAddress } from "./networks.ts";
import type { Plan } from "./plan.ts";
import { endpointOf } from "./sourceNodes.ts";

/** A server of the source as the target's nodes connect to it. */
export interface SourceServer {
  readonly host: string;
  readonly port: number;
  /** Its address alone. A name's address is known to AWS's resolver only: any address of the source's subnets. */
  readonly networks: readonly string[];
}

/** @param announced `host:port` of shards that the source itself tells of */
export function sourceServers(plan: Plan, { subnets }: SideReading, announced: readonly string[]): SourceServer[] {
  const anywhere = subnets.kind === "read" ? subnets.value.map(({ cidr }) => cidr) : plan.path.source.cidrs;
  // Behind a chained endpoint the primary is nobody's whom ElastiCache connects to.
  const shards = plan.source.clusterMode === "enabled" ? [...plan.source.primaries, ...announced] : [];
  return [...new Set([endpointOf(plan), ...shards])].map((text) => {
    const colon = text.lastIndexOf(":");
    const host = text.slice(0, colon);
    return { host, port: Number(text.slice(colon + 1)), networks: isAddress(host) ? [`${host}/32`] : anywhere };
  });
}

/** Whether a server can be reached: `perhaps` where only some of the addresses that a name may have are. */
export type Reach = "yes" | "perhaps" | "no";

/** @param dividers networks outside of whose bounds the judgement does not change */
export function reachOf(
  { networks }: SourceServer,
  dividers: readonly string[],
  passes: (address: string) => boolean,
): Reach {
  const verdicts = networks.flatMap((network) => partsOf(network, dividers)).map(passes);
  if (verdicts.every((passed) => passed)) return "yes";
  return verdicts.some((passed) => passed) ? "perhaps" : "no";
}

/** What stands in the way blocks; what may or may not is unknown. */
export function severityOf(reaches: readonly Reach[]): Severity {
  return reaches.includes("no") ? "blocking" : "unknown";
}

export const serverText = ({ host, port }: SourceServer): string => `${host}:${port}`;

/** What the program makes it makes anew: a refresh shows it what is gone. In prepare both are free to run. */
export const putBack = "put it back as the program makes it (pulumi refresh, then pulumi up, in prepare)";

export const idsOf = (elements: readonly { readonly id: string }[]): string => elements.map(({ id }) => id).join(", ");
export const subnetText = ({ id, cidr }: SubnetReading): string => `${id} (${cidr})`;
export const listed = (lists: readonly string[]): string => `unless ${lists.join(", ")} holds it, which is not read`;
export const someOnly = "for some of the addresses that it may have";
