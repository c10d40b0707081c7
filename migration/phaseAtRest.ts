// Where the migration stands while AWS reports the group as available or changing: `available` is what it was before,
// after a fall-back, an abort and a completion alike.
import { adoptedBy } from "./adoption.ts";
import { declaredOf, phaseDeclared } from "./declarations.ts";
import { endsMigration, meaningOf, tellsSuccess } from "./events.ts";
import { limits } from "./limits.ts";
import { reached } from "./milestones.ts";
import type { EventReading, GroupReading, Observation } from "./observation.ts";
import type { Memory, Phase } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { tracesOf } from "./traces.ts";
import { promotionTold } from "./whoseEnd.ts";

const either =
  "a completion and an abort were asked for, and AWS's event does not say which of them ended the migration";
const toMigrate = "AWS to report the group as migrating";

export function whileAvailable(seen: Observation, memory: Memory, plan: Plan): Phase {
  const traces = tracesOf(seen, memory);
  const succeeded = traces.since.findLast(tellsSuccess);
  const failed = traces.since.findLast((event) => endsMigration(event) && !tellsSuccess(event));
  const stillReplica = seen.shards.some(
    (shard) => shard.primary.kind === "read" && shard.primary.info.role === "slave",
  );
  if (reached(memory.milestones, "completed", traces.attempt))
    return { phase: "done", asked: true, evidence: "recorded by an earlier run" };
  const word = declaredOf(memory.history, traces.attempt)?.declared;
  // Somebody may have started and completed it anew after this stack's abort had ended.
  const anew = traces.abortAsked ? promotionTold(seen, memory, traces.abortAskedAfter) : undefined;
  if (anew !== undefined && word?.outcome !== "completed")
    return { phase: "done", asked: false, evidence: anew.message };
  if (anew === undefined && reached(memory.milestones, "aborted", traces.attempt))
    return { phase: "aborted", evidence: "recorded by an earlier run" };
  if (stillReplica)
    return { phase: "unknown", about: "outcome", why: "AWS reports available, and a primary still follows the source" };
  const whose = succeeded === undefined ? undefined : whoseSuccess(succeeded, traces, leftInSync(seen, plan));
  const isEither = traces.abortAsked && succeeded !== undefined && succeeded.at > traces.abortAskedAfter;
  const declared = phaseDeclared(word, {
    completed: whose === "ours" && !isEither,
    failed: failed !== undefined && failed.at > (succeeded?.at ?? ""),
  });
  if (declared !== undefined) return declared;
  const settling = seen.atMs < traces.settledAtMs;
  const endedBefore = succeeded !== undefined && succeeded.at <= traces.abortAskedAfter;
  // Who started it may have ended it, too: that this stack's own abort did is only known where it was called.
  const isTheirs =
    adoptedBy(memory.history, traces.attempt) !== undefined && !traces.abortSent && succeeded !== undefined;
  if (traces.abortAsked && !endedBefore && !isTheirs && (traces.abortAccepted || !traces.completeAsked)) {
    const end = succeeded ?? failed;
    // An interrupted run may have started what AWS does not show yet; it must not go on behind an abort's back.
    if (!traces.abortSent && end === undefined && settling) return { phase: "starting", waitingFor: toMigrate };
    return { phase: "aborted", evidence: end?.message ?? "AWS reports available" };
  }
  if (succeeded !== undefined) {
    if (isEither) return { phase: "unknown", about: "outcome", why: either };
    if (whose === "unclear" || whose === "unproven")
      return { phase: "unknown", about: "outcome", why: `${succeeded.message}: ${doubts[whose]}` };
    return { phase: "done", asked: whose === "ours", evidence: succeeded.message };
  }
  // AWS's word that it failed, after it was asked to complete and with nobody's success: no proof can come any more.
  if (traces.completeAsked && !traces.completeSent && failed !== undefined && failed.at > traces.completeAskedAfter)
    return { phase: "fellBack", told: true, evidence: failed.message };
  if (traces.completeAsked)
    return { phase: "unknown", about: "outcome", why: "a completion was asked for, and no event proves how it ended" };
  if (!traces.begun) return { phase: "notStarted", status: "available" };
  if (failed !== undefined) return { phase: "fellBack", told: true, evidence: failed.message };
  if (settling) return { phase: "starting", waitingFor: toMigrate };
  return { phase: "fellBack", told: false, evidence: "AWS reports available, without an event that says why" };
}

const doubts = {
  unclear: "whether that is a completion is not known",
  unproven: "nothing shows that this stack asked for it in sync",
} as const;

/**
 * A call that AWS accepted proves a success within its time. Where one may not have arrived, or a run that was killed left
 * no record of it, only the servers tell that the target was following.
 */
function whoseSuccess(
  success: EventReading,
  traces: ReturnType<typeof tracesOf>,
  leftInSync: boolean,
): "ours" | "theirs" | keyof typeof doubts {
  if (meaningOf(success) === "unclear") return "unclear";
  if (!traces.completeAsked || success.at <= traces.completeAskedAfter || traces.isOfNoCall(success)) return "theirs";
  const { call, completionLapsed } = traces;
  const isTimely = call !== undefined && Date.parse(success.at) - Date.parse(call.at) <= limits.completionTakesMs;
  const mayBe = isTimely || (call === undefined && !completionLapsed);
  return (isTimely && call.evidence === "") || (mayBe && leftInSync) ? "ours" : "unproven";
}

/** Every primary was promoted out of the source's own replication history: it had been copied and was following. */
export function leftTheSource({ shards }: Observation): boolean {
  return (
    shards.length > 0 &&
    shards.every(
      ({ primary, source }) =>
        primary.kind === "read" && source.kind === "read" && primary.info.replid2 === source.info.replid,
    )
  );
}

/**
 * The same, and what it left is no further behind the source than the gate allows. What the source has produced since is
 * counted in, and a server may tell no offset, so a proof may be missed and none is made up.
 */
function leftInSync(seen: Observation, { maxLagBytes }: Plan): boolean {
  return (
    leftTheSource(seen) &&
    seen.shards.every(({ primary, source }) => {
      if (primary.kind === "unreadable" || source.kind === "unreadable") return false;
      const { replid2Offset } = primary.info;
      // The first offset that was not accepted any more.
      const behind = source.info.offset - ((replid2Offset ?? NaN) - 1);
      return behind >= 0 && behind <= maxLagBytes;
    })
  );
}

export function whileChanging(
  seen: Observation,
  memory: Memory,
  group: Extract<GroupReading, { kind: "present" }>,
): Phase {
  const traces = tracesOf(seen, memory);
  if (traces.abortSent) return { phase: "aborting" };
  if (traces.completeSent) return { phase: "completing" };
  if (traces.begun) return { phase: "starting", waitingFor: `AWS to go on from ${group.status}` };
  return { phase: "notStarted", status: group.status };
}
