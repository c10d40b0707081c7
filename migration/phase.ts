// Where the migration stands: observed, never assumed. Of two readings the more careful one wins, and where the
// evidence does not decide the answer is `unknown`.
import { furthestBehind } from "./copying.ts";
import { declaredOf } from "./declarations.ts";
import { linkOf, type ShardLink } from "./link.ts";
import { linkDown } from "./metrics.ts";
import { firstInSyncMs, isAnotherGroup, isUnnamed, reached } from "./milestones.ts";
import type { Observation } from "./observation.ts";
import { leftTheSource, whileAvailable, whileChanging } from "./phaseAtRest.ts";
import { healthOf, phaseByMetrics } from "./phaseByMetrics.ts";
import type { Memory, Phase } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { tracesOf } from "./traces.ts";
import { whoseMigration } from "./whoseSource.ts";

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
  // Nothing is done to what may be another group by now.
  if (memory.milestones.length > 0 && isUnnamed(group)) {
    const why = `AWS tells not both its ARN and when it was created, so that it may be another ${plan.groupId} by now`;
    return { phase: "unknown", about: "source", why };
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
  const whose = whoseMigration(seen, memory, plan);
  if (whose.kind === "foreign") return foreign(plan, `from ${whose.follows}, which is not this stack's source`);
  const traces = tracesOf(seen, memory);
  const links = plan.probe === "none" ? [] : seen.shards.map((shard) => linkOf(shard, plan));
  const unread = plan.probe === "none" || links.some((link) => link.state === "unknown");
  const over = endRecorded(memory, traces.attempt, unread ? "unread" : "read");
  if (over !== "") return foreign(plan, `again after its migration ${over}`);
  const unlinked = plan.probe === "none" || links.some((link) => link.state === "unlinked");
  const ending = unlinked ? endingOf(seen, traces) : undefined;
  // What ends a migration is called again in `abort`, and for nobody else's; elsewhere an end is only waited for.
  const isEnding = ending !== undefined && memory.history.at(-1)?.stage !== "abort";
  if (whose.kind === "unknown" && !isEnding) return { phase: "unknown", about: "source", why: whose.why };
  if (plan.probe === "none") return whileMigratingUnprobed(seen, memory, plan, { traces, ending });
  if (ending !== undefined) return ending;
  if (unlinked) return { phase: "starting", waitingFor: "ElastiCache's primary to connect to the source" };
  return contradicted(worstOf(links, plan), seen, firstInSyncMs(memory.milestones, traces.attempt, seen.atMs));
}

type Traces = ReturnType<typeof tracesOf>;

/** What was asked for takes the primaries from the source before AWS says that it has ended. */
function endingOf(seen: Observation, { abortSent, completeSent, completeAsked }: Traces): Phase | undefined {
  if (abortSent) return { phase: "aborting" };
  return completeSent || (completeAsked && leftTheSource(seen)) ? { phase: "completing" } : undefined;
}

/**
 * CloudWatch is up to two minutes behind the servers, so that it proves nothing for them. A fresh 0 against them holds
 * until the next datapoint, which comes within a minute and takes its place.
 */
function contradicted(phase: Phase, { metrics, atMs }: Observation, sinceMs: number): Phase {
  const down = metrics === undefined ? undefined : linkDown(metrics, atMs, sinceMs);
  if (phase.phase !== "inSync" || down === undefined) return phase;
  return { phase: "catchingUp", lagBytes: phase.lagBytes, waitingFor: healthOf(down.nodeId) };
}

/** No server is asked: CloudWatch says how far it has come. */
function whileMigratingUnprobed(
  seen: Observation,
  { milestones }: Memory,
  plan: Plan,
  { traces, ending }: { readonly traces: Traces; readonly ending: Phase | undefined },
): Phase {
  if (ending?.phase === "aborting") return ending;
  const { attempt, settledAtMs } = traces;
  const phase = phaseByMetrics({
    metrics: seen.metrics,
    nowMs: seen.atMs,
    wanted: { shards: plan.source.shards, replicasPerShard: plan.target.replicasPerShard },
    hasBeenInSync: reached(milestones, "inSync", attempt),
    settledAtMs,
  });
  return ending !== undefined && phase.phase !== "inSync" ? ending : phase;
}

const foreign = ({ groupId }: Plan, how: string): Phase => ({
  phase: "broken",
  kind: "foreign",
  why: `${groupId} migrates ${how}`,
});

/** A migration after the recorded end of this attempt's is somebody else's; a fall-back may have been recorded too early. */
function endRecorded({ history, milestones }: Memory, attempt: number, links: "read" | "unread"): string {
  if (reached(milestones, "completed", attempt)) return "was completed";
  const word = declaredOf(history, attempt)?.declared.outcome;
  if (word !== undefined) return word === "completed" ? "was declared completed" : "was declared not completed";
  if (reached(milestones, "aborted", attempt)) return "was aborted";
  return links === "unread" && reached(milestones, "fellBack", attempt) ? "fell back" : "";
}

/** The shard that is furthest behind speaks for all: a completion promotes every one of them. */
function worstOf(links: readonly ShardLink[], { source }: Plan): Phase {
  if (links.length < source.shards)
    return { phase: "unknown", about: "link", why: `AWS lists ${links.length} of ${source.shards} shards` };
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
  return { phase: "inSync", lagBytes };
}
