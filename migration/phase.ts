// Where the migration stands: observed, never assumed. Of two readings the more careful one wins, and where the
// evidence does not decide the answer is `unknown`.
import { adoptedBy } from "./adoption.ts";
import { furthestBehind } from "./copying.ts";
import { declaredOf } from "./declarations.ts";
import { linkOf, type ShardLink } from "./link.ts";
import { linkDown } from "./metrics.ts";
import { isAnotherGroup, ownStart, reached } from "./milestones.ts";
import type { Observation } from "./observation.ts";
import { leftTheSource, whileAvailable, whileChanging } from "./phaseAtRest.ts";
import { healthOf, phaseByMetrics } from "./phaseByMetrics.ts";
import { currentAttempt, type Memory, type Phase } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { tracesOf } from "./traces.ts";
import { startOpen, toldByStart, whoseSource } from "./whoseSource.ts";

export { currentAttempt, type Memory, type Phase, type PhaseName } from "./phases.ts";

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
      return whileAvailable(seen, memory, plan);
    case "creating":
    case "modifying":
    case "snapshotting":
      return whileChanging(seen, memory, group);
    case "create-failed":
    case "deleting":
    case "deleted":
      return { phase: "broken", kind: "status", why: `AWS reports ${plan.groupId} as ${group.status}` };
    default:
      // AWS's own list omits one that it uses, so that another unlisted one is waited out, and nothing is done meanwhile.
      return { phase: "unknown", about: "link", why: `AWS reports ${plan.groupId} as ${group.status || "nothing"}` };
  }
}

function whileMigrating(seen: Observation, memory: Memory, plan: Plan): Phase {
  const adopting = adoptionOpen(memory) ? whoseSource(seen, plan) : undefined;
  if (adopting?.kind === "foreign") return foreign(plan, `from ${adopting.follows}, which is not this stack's source`);
  if (adopting?.kind === "unknown") return { phase: "unknown", about: "source", why: adopting.why };
  if (plan.probe === "none") return whileMigratingUnprobed(seen, memory, plan);
  const traces = tracesOf(seen, memory);
  const links = seen.shards.map((shard) => linkOf(shard, plan));
  const other = links.find((link) => link.state === "foreign");
  if (other !== undefined) return foreign(plan, `from ${other.follows}, which is not this stack's source`);
  const unread = links.some((link) => link.state === "unknown");
  const blind = unread ? forcedBlindly(seen, memory, plan) : undefined;
  if (blind !== undefined) return blind;
  const over = endRecorded(memory, traces.attempt, unread ? "unread" : "read");
  if (over !== "") return foreign(plan, `again after its migration ${over}`);
  if (links.some((link) => link.state === "unlinked")) {
    if (traces.abortSent) return { phase: "aborting" };
    if (traces.completeSent || (traces.completeAsked && leftTheSource(seen))) return { phase: "completing" };
    return { phase: "starting", waitingFor: "ElastiCache's primary to connect to the source" };
  }
  return contradicted(worstOf(links), seen);
}

/**
 * CloudWatch is up to two minutes behind the servers, so that it proves nothing for them. A fresh 0 against them holds
 * until the next datapoint, which comes within a minute and takes its place.
 */
function contradicted(phase: Phase, { metrics, atMs }: Observation): Phase {
  const down = metrics === undefined ? undefined : linkDown(metrics, atMs);
  if (phase.phase !== "inSync" || down === undefined) return phase;
  return { phase: "catchingUp", lagBytes: phase.lagBytes, waitingFor: healthOf(down.nodeId) };
}

/** No server is asked: AWS's events say whose migration it is, and CloudWatch how far it has come. */
function whileMigratingUnprobed(seen: Observation, memory: Memory, plan: Plan): Phase {
  const traces = tracesOf(seen, memory);
  const whose = whoseSource(seen, plan);
  if (whose.kind === "foreign") return foreign(plan, `from ${whose.follows}, which is not this stack's source`);
  const blind = forcedBlindly(seen, memory, plan);
  if (blind !== undefined) return blind;
  const over = endRecorded(memory, traces.attempt, "unread");
  if (over !== "") return foreign(plan, `again after its migration ${over}`);
  if (traces.abortSent) return { phase: "aborting" };
  const phase = phaseByMetrics({
    metrics: seen.metrics,
    nowMs: seen.atMs,
    whose,
    startedByUs: ownStart(memory.milestones, traces.attempt),
    hasBeenInSync: reached(memory.milestones, "inSync", traces.attempt),
    settledAtMs: traces.settledAtMs,
  });
  // What was asked for takes the primaries from the source before AWS says that it has ended.
  return traces.completeSent && phase.phase !== "inSync" ? { phase: "completing" } : phase;
}

const foreign = ({ groupId }: Plan, how: string): Phase => ({
  phase: "broken",
  kind: "foreign",
  why: `${groupId} migrates ${how}`,
});

/** An abort may be wanted just because nothing can be read; then AWS's event must say whose migration it would end. */
function forcedBlindly(seen: Observation, { history, milestones }: Memory, plan: Plan): Phase | undefined {
  if (history.at(-1)?.stage !== "abort") return undefined;
  const untold = startOpen(seen.events) === undefined;
  if (untold && ownStart(milestones, currentAttempt(history))) return undefined;
  const whose = toldByStart(seen, plan);
  if (whose.kind === "foreign") return foreign(plan, `from ${whose.follows}, which is not this stack's source`);
  return whose.kind === "unknown" ? { phase: "unknown", about: "source", why: whose.why } : undefined;
}

/** What was found in flight is not this stack's until it was once known to come from its source. */
function adoptionOpen({ history, milestones }: Memory): boolean {
  const attempt = currentAttempt(history);
  return adoptedBy(history, attempt) !== undefined && !reached(milestones, "startRequested", attempt);
}

/** A migration after the recorded end of this attempt's is somebody else's; a fall-back may have been recorded too early. */
function endRecorded({ history, milestones }: Memory, attempt: number, links: "read" | "unread"): string {
  if (reached(milestones, "completed", attempt)) return "was completed";
  const word = declaredOf(history, attempt)?.declared.outcome;
  if (word !== undefined) return word === "completed" ? "was declared completed" : "was declared not completed";
  if (reached(milestones, "aborted", attempt)) return "was aborted";
  return links === "unread" && reached(milestones, "fellBack", attempt) ? "fell back" : "";
}

/** The shard that is furthest behind speaks for all: a completion promotes every one of them. */
function worstOf(links: readonly ShardLink[]): Phase {
  const unknown = links.find((link) => link.state === "unknown");
  if (unknown !== undefined) return { phase: "unknown", about: "link", why: unknown.why };
  const connecting = links.find((link) => link.state === "connecting");
  if (connecting !== undefined) return { phase: "starting", waitingFor: connecting.waitingFor };
  const copying = furthestBehind(links.filter((link) => link.state === "copying"));
  if (copying !== undefined) {
    const { part, done, total, waitingFor } = copying;
    return { phase: "copying", part, done, total, waitingFor };
  }
  const behind = links.filter((link) => link.state === "catchingUp");
  const lagBytes = Math.max(0, ...links.map((link) => ("lagBytes" in link ? link.lagBytes : 0)));
  const [first] = behind;
  if (first !== undefined) return { phase: "catchingUp", lagBytes, waitingFor: first.waitingFor };
  if (links.length === 0) return { phase: "unknown", about: "link", why: "AWS reports no shard" };
  return { phase: "inSync", lagBytes };
}
