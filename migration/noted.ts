// Which milestones follow from what was seen: what was once true must not be forgotten with the run that saw it.
import { behindInWords } from "./inWords.ts";
import { adoptedBy } from "./adoption.ts";
import { limits } from "./limits.ts";
import {
  adoptedInFlight,
  foundInFlight,
  openCompletion,
  record,
  type Milestone,
  type MilestoneKind,
} from "./milestones.ts";
import type { Observation } from "./observation.ts";
import { completionRefusal, type TestAnswer } from "./outcomes.ts";
import { currentAttempt, type Memory, type Phase } from "./phase.ts";
import type { Stage } from "./stages.ts";

export interface Sight {
  readonly stage: Stage;
  readonly seen: Observation;
  readonly phase: Phase;
  readonly test: TestAnswer;
}

export function noted(
  { history, milestones, beganAtMs = 0 }: Memory,
  { stage, seen, phase, test }: Sight,
): readonly Milestone[] {
  const { group, atMs } = seen;
  if (group.kind === "absent" || phase.phase === "broken") return milestones;
  const attempt = currentAttempt(history);
  let all = milestones;
  const mark = (kind: MilestoneKind, evidence: string, eventsUntil?: string) =>
    (all = record(all, kind, attempt, atMs, group, evidence, eventsUntil));

  if (stage === "prepare") {
    if (test.outcome === "passed") mark("tested", test.evidence, test.since);
    if (test.outcome === "inconclusive") mark("tested", "inconclusive", test.since);
    return all;
  }
  // A run that was killed after StartMigration recorded nothing; what it began counts as this attempt's start.
  // One that is to be adopted counts once its source is known.
  const isOurs = phase.phase !== "unknown" || phase.about !== "source";
  const how = adoptedBy(history, attempt) === undefined ? foundInFlight : adoptedInFlight;
  if (group.status === "migrating" && isOurs) mark("startRequested", how);
  // AWS may tell that it did not carry out a call only after the run that made it has ended.
  const call = group.status === "migrating" ? openCompletion(all, attempt) : undefined;
  const refusal = completionRefusal(seen.events, call);
  if (refusal !== "") mark("completionRefused", refusal);
  const copies = phase.phase === "copying" && phase.part !== "unseen";
  const follows = copies || phase.phase === "catchingUp" || phase.phase === "inSync";
  if (follows) mark("replicating", "");
  const saidMs = Date.parse(call?.at ?? "");
  const calledAtMs = saidMs > atMs ? beganAtMs : saidMs; // an earlier runner's clock may be ahead of this one's
  if (follows && atMs - calledAtMs > limits.completionTakesMs)
    mark("completionLapsed", "the target follows the source");
  if (phase.phase === "inSync") mark("inSync", behindInWords(phase.lagBytes));
  if (phase.phase === "fellBack") mark("fellBack", phase.evidence);
  // Only what this stack asked for: an end of somebody else's making must not pass for a completion in the next run.
  if (phase.phase === "done" && phase.asked) mark("completed", phase.evidence);
  if (phase.phase === "aborted" && stage === "abort") mark("aborted", phase.evidence);
  return all;
}
