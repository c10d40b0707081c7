// Whose source a migration in flight has, as far as the target's own links or AWS's event of the start tell.
import { meaningOf } from "./events.ts";
import { isForeign } from "./link.ts";
import { isAddress } from "./networks.ts";
import type { EventReading, Observation } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { endpointOf } from "./sourceNodes.ts";

export type Whose =
  | { readonly kind: "ours" }
  /** Nothing shows yet whose it is; `why` in words. */
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "foreign"; readonly follows: string };

/** Ours is what is known to be ours, on every shard. */
export function whoseSource(seen: Observation, plan: Plan): Whose {
  if (plan.probe === "none") return toldByStart(seen, plan);
  if (seen.shards.length === 0) return { kind: "unknown", why: "AWS reports no shard" };
  let unknown: Whose | undefined;
  for (const shard of seen.shards) {
    const { primary, source } = shard;
    if (primary.kind === "unreadable") {
      unknown ??= { kind: "unknown", why: `${primary.address} cannot be read: ${primary.reason}` };
    } else if (primary.info.link === undefined) {
      unknown ??= { kind: "unknown", why: `${primary.address} follows nobody yet` };
    } else {
      const { host, port, up } = primary.info.link;
      const expected = plan.source.clusterMode === "enabled" ? source.address : endpointOf(plan);
      const named = [expected, plan.addresses[expected]].includes(`${host}:${port}`);
      const sameHistory = source.kind === "read" && up && primary.info.replid === source.info.replid;
      if (isForeign(host, port, expected, plan) && !sameHistory) return { kind: "foreign", follows: `${host}:${port}` };
      if (!named && !sameHistory)
        unknown ??= { kind: "unknown", why: `${primary.address} follows ${host}:${port}, which may be ${expected}` };
    }
  }
  return unknown ?? { kind: "ours" };
}

/** Where no server can be read only AWS's event of the start names the source. */
export function toldByStart({ events }: Observation, plan: Plan): Whose {
  const message = startOpen(events)?.message;
  if (message === undefined) return { kind: "unknown", why: "AWS tells no event of the start" };
  const named = /source cluster endpoint (?<host>[^\s:]+) and port (?<port>\d+)/i.exec(message)?.groups;
  if (named === undefined) return { kind: "unknown", why: `AWS's event names no source: ${message}` };
  const { host = "", port = "" } = named;
  const told = `${host}:${port}`;
  if ([endpointOf(plan), ...plan.source.primaries].includes(told)) return { kind: "ours" };
  // A name and an address cannot be told apart, and a cluster is known by any of its nodes.
  const comparable = plan.source.clusterMode === "disabled" && isAddress(host) === isAddress(plan.source.host);
  if (comparable || port !== String(plan.source.port)) return { kind: "foreign", follows: told };
  return { kind: "unknown", why: `AWS's event names ${told}, which may be ${endpointOf(plan)}` };
}

/** AWS's event of the start of what is in flight: one whose end is told as well was of an earlier migration. */
export function startOpen(events: readonly EventReading[]): EventReading | undefined {
  const last = events.findLast((event) => meaningOf(event) === "started" || endsMigration(event));
  return last !== undefined && meaningOf(last) === "started" ? last : undefined;
}

/** A completion that failed leaves the migration in flight. */
function endsMigration(event: EventReading): boolean {
  const meaning = meaningOf(event);
  return meaning === "completed" || (meaning === "failed" && !/^complete/i.test(event.message));
}
