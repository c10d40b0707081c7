// Whose source a migration in flight has, as far as the target's own links or AWS's event of the start tell.
import { endsMigration, isTurn, meaningOf } from "./events.ts";
import { limits } from "./limits.ts";
import { goneInWords, whomFollows } from "./link.ts";
import { firstOf, ownStart } from "./milestones.ts";
import { isAddress } from "./networks.ts";
import type { EventReading, Observation, ShardReading } from "./observation.ts";
import { currentAttempt, type Memory } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { endpointOf } from "./sourceNodes.ts";
import type { JournalEntry } from "./stages.ts";

export type Whose =
  | { readonly kind: "ours" }
  /** Nothing shows yet whose it is; `why` in words. `needsEvent`: what shows is a server that none of ours is known by. */
  | { readonly kind: "unknown"; readonly why: string; readonly needsEvent?: true }
  | { readonly kind: "foreign"; readonly follows: string };

/**
 * By everything that speaks of it. The servers come first: they tell of now. Then AWS's event of the start, and where
 * that is missing this stack's own call, as long as AWS tells neither an end nor another start since.
 */
export function whoseMigration(seen: Observation, memory: Memory, plan: Plan): Whose {
  const { history, milestones, beganAtMs = 0 } = memory;
  const attempt = currentAttempt(history);
  const current = { ...seen, events: newerThan(atRestUntil(history, attempt), seen.events) };
  const shown = whoseSource(current, plan);
  if (shown.kind === "foreign" || (shown.kind === "ours" && plan.probe === "direct")) return shown;
  const told = toldByStart(current, plan);
  if (told.kind === "foreign") return told;
  const first = beginningOf(history, attempt);
  // The end of an earlier migration may be told later than this; until then its start would vouch for another's, which an
  // adoption takes over, or which follows a server that may be anybody's.
  const needsEvent = shown.kind === "unknown" && shown.needsEvent === true;
  const sinceMs = Math.max(Date.parse(first?.adopted === undefined ? "" : first.at) || 0, needsEvent ? beganAtMs : 0);
  const isTold = seen.atMs >= sinceMs + limits.eventsWithinMs;
  if (told.kind === "ours" && (isTold || ownStart(milestones, attempt))) return told;
  const own = firstOf(milestones, "startRequested", attempt);
  const since = newerThan(own?.eventsUntil ?? first?.eventsUntil ?? "", seen.events);
  const starts = since.filter((event) => meaningOf(event) === "started");
  const isOver = since.some(endsMigration) || starts.length > 1 || starts.some((start) => !isOfOwnCall(start, plan));
  if (ownStart(milestones, attempt) && !isOver && !needsEvent) return { kind: "ours" };
  return shown.kind === "ours" ? unknown("AWS may still tell an end of what it told the start of") : shown;
}

/** Until then (by AWS's dates) nothing was in flight: what AWS tells of before is of an earlier migration. */
function atRestUntil(history: readonly JournalEntry[], attempt: number): string {
  const first = beginningOf(history, attempt);
  if (first?.adopted === undefined) return first?.eventsUntil ?? "";
  return history[history.indexOf(first) - 1]?.eventsUntil ?? "";
}

const beginningOf = (history: readonly JournalEntry[], attempt: number) =>
  history.find((one) => one.attempt === attempt);

const newerThan = (date: string, events: readonly EventReading[]) => events.filter(({ at }) => at > date);

/** Ours is what is known to be ours, on every shard. */
export function whoseSource(seen: Observation, plan: Plan): Whose {
  if (plan.probe === "none") return toldByStart(seen, plan);
  if (seen.shards.length === 0) return { kind: "unknown", why: "AWS reports no shard" };
  const shards = seen.shards.map((shard) => whoseShard(shard, plan));
  const by = (kind: Whose["kind"]) => shards.find((one) => one.kind === kind);
  const doubtful = shards.find((one) => one.kind === "unknown" && one.needsEvent);
  return by("foreign") ?? doubtful ?? by("unknown") ?? { kind: "ours" };
}

function whoseShard(shard: ShardReading, plan: Plan): Whose {
  const { primary, source } = shard;
  if (primary.kind === "unreadable") return unknown(`${primary.address} cannot be read: ${primary.reason}`);
  const { link, replid } = primary.info;
  if (link === undefined) return unknown(`${primary.address} follows nobody yet`);
  const followed = whomFollows(link, shard, plan);
  const sameHistory = source.kind === "read" && link.up && replid === source.info.replid;
  if (followed === "ours" || sameHistory) return { kind: "ours" };
  const follows = `${link.host}:${link.port}`;
  switch (followed) {
    case "foreign":
      if (source.kind === "read") return { kind: "foreign", follows };
      // By another address the source proves itself by its history alone.
      return {
        ...unknown(`${primary.address} follows ${follows}, and ${source.address} cannot be read`),
        needsEvent: true,
      };
    case "gone":
      return { ...unknown(goneInWords(primary.address, link)), needsEvent: true };
    case "undecided":
      return unknown(`${primary.address} follows ${follows}, which may be ${endpointOf(plan)}`);
  }
}

const unknown = (why: string) => ({ kind: "unknown", why }) as const;

/** AWS's event of the start of what is in flight: one whose end is told as well was of an earlier migration. */
export function toldByStart({ events }: Observation, plan: Plan): Whose {
  const last = events.findLast(isTurn);
  if (last === undefined) return unknown("AWS tells no event of the start");
  const { message } = last;
  if (endsMigration(last)) return unknown(`AWS tells the end of the last migration, and no start since: ${message}`);
  const named = sourceIn(last);
  if (named === undefined) return unknown(`AWS's event names no source: ${message}`);
  const { host, port } = named;
  const told = `${host}:${port}`;
  if ([endpointOf(plan), ...plan.source.primaries].includes(told)) return { kind: "ours" };
  // A name and an address cannot be told apart, and a cluster is known by any of its nodes.
  const comparable = plan.source.clusterMode === "disabled" && isAddress(host) === isAddress(plan.source.host);
  if (comparable || port !== String(plan.source.port)) return { kind: "foreign", follows: told };
  return unknown(`AWS's event names ${told}, which may be ${endpointOf(plan)}`);
}

/** This stack's call names the endpoint as configured; a name and an address cannot be told apart. */
function isOfOwnCall(start: EventReading, plan: Plan): boolean {
  const named = sourceIn(start);
  if (named === undefined || isAddress(named.host) !== isAddress(plan.source.host)) return true;
  return `${named.host}:${named.port}` === endpointOf(plan);
}

function sourceIn({ message }: EventReading): { readonly host: string; readonly port: string } | undefined {
  const named = /source cluster endpoint (?<host>[^\s:]+) and port (?<port>\d+)/i.exec(message)?.groups;
  return named === undefined ? undefined : { host: named["host"] ?? "", port: named["port"] ?? "" };
}
