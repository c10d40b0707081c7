// Where the migration stands: observed, never assumed. Of two readings the more careful one wins, and where the
// evidence does not decide the answer is `unknown`.
import { eventsOfAttempt, meaningOf, newest } from "./events.ts";
import { limits } from "./limits.ts";
import { linkOf, type ShardLink } from "./link.ts";
import { completionOpen, isAnotherGroup, reached, timeOf, type Milestone } from "./milestones.ts";
import type { GroupReading, Observation } from "./observation.ts";
import type { Plan } from "./plan.ts";
import type { JournalEntry } from "./stages.ts";

export type Phase =
  | { readonly phase: "unknown"; readonly about: "link" | "outcome"; readonly why: string }
  | { readonly phase: "notStarted"; readonly status: string }
  | { readonly phase: "starting"; readonly waitingFor: string }
  | { readonly phase: "copying"; readonly doneBytes: number | undefined; readonly totalBytes: number | undefined }
  | { readonly phase: "catchingUp"; readonly lagBytes: number; readonly waitingFor: string }
  | { readonly phase: "inSync"; readonly lagBytes: number }
  | { readonly phase: "completing" }
  /** `asked`: this stack's own request ended it; otherwise somebody else did, in sync or not. */
  | { readonly phase: "done"; readonly asked: boolean; readonly evidence: string }
  | { readonly phase: "aborting" }
  | { readonly phase: "aborted"; readonly evidence: string }
  | { readonly phase: "fellBack"; readonly evidence: string }
  | { readonly phase: "broken"; readonly kind: "absent" | "another" | "foreign" | "status"; readonly why: string };

export type PhaseName = Phase["phase"];

/** What is remembered: the journal's intents and this resource's milestones; both may only make a reading more careful. */
export interface Memory {
  readonly history: readonly JournalEntry[];
  readonly milestones: readonly Milestone[];
}

export function phaseOf(seen: Observation, memory: Memory, plan: Plan): Phase {
  const { group } = seen;
  if (group.kind === "absent")
    return { phase: "broken", kind: "absent", why: `AWS knows no replication group ${plan.groupId}` };
  if (isAnotherGroup(memory.milestones, group)) {
    return {
      phase: "broken",
      kind: "another",
      why: `${plan.groupId} was deleted and created anew (created ${group.createdAt})`,
    };
  }
  switch (group.status) {
    case "migrating":
      return whileMigrating(seen, memory, plan);
    case "available":
      return whileAvailable(seen, memory);
    case "creating":
    case "modifying":
    case "snapshotting":
      return whileChanging(seen, memory, group);
    default:
      return { phase: "broken", kind: "status", why: `AWS reports ${plan.groupId} as ${group.status}` };
  }
}

export function currentAttempt(history: readonly JournalEntry[]): number {
  return history.at(-1)?.attempt ?? 0;
}

/** What AWS and the milestones say of this attempt's start and end. */
function tracesOf(seen: Observation, { history, milestones }: Memory) {
  const attempt = currentAttempt(history);
  const intent = history.find((entry) => entry.attempt === attempt && entry.stage === "migrate");
  const told = eventsOfAttempt(seen.events, intent?.eventsUntil ?? "");
  const startedAt = timeOf(milestones, "startRequested", attempt) || told.startedAt;
  const ended = told.since.some((event) => ["completed", "failed"].includes(meaningOf(event)));
  const completion = history.find((entry) => entry.attempt === attempt && entry.stage === "complete");
  const abort = history.find((entry) => entry.attempt === attempt && entry.stage === "abort");
  return {
    attempt,
    // An end without a recognised beginning had one all the same.
    begun: intent !== undefined && (startedAt !== undefined || ended),
    /** AWS may answer `available` until then although a start was accepted. */
    settledAtMs: Date.parse(startedAt ?? abort?.at ?? "") + limits.startSettlesWithinMs,
    since: told.since,
    completeAsked: completion !== undefined,
    completeAskedAfter: completion?.eventsUntil ?? "",
    completeSent: completionOpen(milestones, attempt),
    completionNotSent: reached(milestones, "completionNotSent", attempt),
    abortAsked: abort !== undefined,
    abortAskedAfter: abort?.eventsUntil ?? "",
    abortSent: reached(milestones, "abortRequested", attempt),
    /** An uncertain answer proves nothing against a completion that was asked for before. */
    abortAccepted: milestones.some(
      (one) => one.kind === "abortRequested" && one.attempt === attempt && one.evidence === "",
    ),
  };
}

function whileMigrating(seen: Observation, memory: Memory, plan: Plan): Phase {
  const traces = tracesOf(seen, memory);
  const links = seen.shards.map((shard) => linkOf(shard, plan));
  const foreign = links.find((link) => link.state === "foreign");
  if (foreign !== undefined) {
    return {
      phase: "broken",
      kind: "foreign",
      why: `${plan.groupId} migrates from ${foreign.follows}, which is not this stack's source`,
    };
  }
  const over = endRecorded(memory.milestones, traces.attempt, links);
  if (over !== "") {
    return { phase: "broken", kind: "foreign", why: `${plan.groupId} migrates again after its migration ${over}` };
  }
  if (links.some((link) => link.state === "unlinked")) {
    if (traces.abortSent) return { phase: "aborting" };
    if (traces.completeSent || (traces.completeAsked && leftTheSource(seen))) return { phase: "completing" };
    return { phase: "starting", waitingFor: "ElastiCache's primary to connect to the source" };
  }
  return worstOf(links);
}

/** A migration after the recorded end of this attempt's is somebody else's; a fall-back may have been recorded too early. */
function endRecorded(milestones: readonly Milestone[], attempt: number, links: readonly ShardLink[]): string {
  if (reached(milestones, "completed", attempt)) return "was completed";
  if (reached(milestones, "aborted", attempt)) return "was aborted";
  const unreadable = links.some((link) => link.state === "unknown");
  return unreadable && reached(milestones, "fellBack", attempt) ? "fell back" : "";
}

/** The shard that is furthest behind speaks for all: a completion promotes every one of them. */
function worstOf(links: readonly ShardLink[]): Phase {
  const unknown = links.find((link) => link.state === "unknown");
  if (unknown !== undefined) return { phase: "unknown", about: "link", why: unknown.why };
  const connecting = links.find((link) => link.state === "connecting");
  if (connecting !== undefined) return { phase: "starting", waitingFor: connecting.waitingFor };
  const copying = links.find((link) => link.state === "copying");
  if (copying !== undefined) return { phase: "copying", doneBytes: copying.doneBytes, totalBytes: copying.totalBytes };
  const behind = links.filter((link) => link.state === "catchingUp");
  const lagBytes = Math.max(0, ...links.map((link) => ("lagBytes" in link ? link.lagBytes : 0)));
  const [first] = behind;
  if (first !== undefined) return { phase: "catchingUp", lagBytes, waitingFor: first.waitingFor };
  if (links.length === 0) return { phase: "unknown", about: "link", why: "AWS reports no shard" };
  return { phase: "inSync", lagBytes };
}

const either =
  "a completion and an abort were asked for, and AWS's event does not say which of them ended the migration";
const toMigrate = "AWS to report the group as migrating";

function whileAvailable(seen: Observation, memory: Memory): Phase {
  const traces = tracesOf(seen, memory);
  const succeeded = newest(traces.since, "completed");
  const failed = newest(traces.since, "failed");
  const stillReplica = seen.shards.some(
    (shard) => shard.primary.kind === "read" && shard.primary.info.role === "slave",
  );
  if (reached(memory.milestones, "completed", traces.attempt))
    return { phase: "done", asked: true, evidence: "recorded by an earlier run" };
  if (reached(memory.milestones, "aborted", traces.attempt))
    return { phase: "aborted", evidence: "recorded by an earlier run" };
  if (stillReplica)
    return { phase: "unknown", about: "outcome", why: "AWS reports available, and a primary still follows the source" };
  const settling = seen.atMs < traces.settledAtMs;
  const endedBefore = succeeded !== undefined && succeeded.at <= traces.abortAskedAfter;
  if (traces.abortAsked && !endedBefore && (traces.abortAccepted || !traces.completeAsked)) {
    const end = succeeded ?? failed;
    // An interrupted run may have started what AWS does not show yet; it must not go on behind an abort's back.
    if (!traces.abortSent && end === undefined && settling) return { phase: "starting", waitingFor: toMigrate };
    return { phase: "aborted", evidence: end?.message ?? "AWS reports available" };
  }
  if (succeeded !== undefined) {
    if (traces.abortAsked && succeeded.at > traces.abortAskedAfter)
      return { phase: "unknown", about: "outcome", why: either };
    const newer = traces.completeAsked && succeeded.at > traces.completeAskedAfter;
    // A run that was killed after its call left no milestone; then only the servers tell that the target was following.
    const killed = !traces.completionNotSent && leftTheSource(seen);
    if (newer && !traces.completeSent && !traces.completionNotSent && !killed)
      return {
        phase: "unknown",
        about: "outcome",
        why: `${succeeded.message}: nothing shows that this stack asked for it in sync`,
      };
    return { phase: "done", asked: newer && (traces.completeSent || killed), evidence: succeeded.message };
  }
  if (traces.completeAsked)
    return { phase: "unknown", about: "outcome", why: "a completion was asked for, and no event proves how it ended" };
  if (!traces.begun) return { phase: "notStarted", status: "available" };
  if (failed !== undefined) return { phase: "fellBack", evidence: failed.message };
  if (settling) return { phase: "starting", waitingFor: toMigrate };
  return { phase: "fellBack", evidence: "AWS reports available, without an event that says why" };
}

/** Every primary was promoted out of the source's own replication history: it had been copied and was following. */
function leftTheSource({ shards }: Observation): boolean {
  return (
    shards.length > 0 &&
    shards.every(
      ({ primary, source }) =>
        primary.kind === "read" && source.kind === "read" && primary.info.replid2 === source.info.replid,
    )
  );
}

function whileChanging(seen: Observation, memory: Memory, group: Extract<GroupReading, { kind: "present" }>): Phase {
  const traces = tracesOf(seen, memory);
  if (traces.abortSent) return { phase: "aborting" };
  if (traces.completeSent) return { phase: "completing" };
  if (traces.begun) return { phase: "starting", waitingFor: `AWS to go on from ${group.status}` };
  return { phase: "notStarted", status: group.status };
}
