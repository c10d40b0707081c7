// The phase as a watch sees it. The journal and the milestones are in the engine's state, which a watch does not read: it
// has AWS's events, the configured stage, and what it saw itself. Where they do not decide how a migration ended it says
// so: AWS tells a completion and a forced abort in the same words.
import { eventsOfAttempt, meaningOf, newest } from "../migration/events.ts";
import type { Milestone, MilestoneKind } from "../migration/milestones.ts";
import type { GroupReading, Observation } from "../migration/observation.ts";
import { phaseOf } from "../migration/phase.ts";
import type { Memory, Phase } from "../migration/phases.ts";
import type { Plan } from "../migration/plan.ts";
import type { JournalEntry, Stage } from "../migration/stages.ts";

type Present = Extract<GroupReading, { kind: "present" }>;

export interface Watched {
  /** As configured: what the operator is about, whether an `up` has accepted it or not. */
  readonly stage: Stage;
  /** The group of the first look; another one under its name is broken. */
  readonly group: Pick<Present, "arn" | "createdAt"> | undefined;
  /** How far the data had come when their link was last seen, without a gap in what was seen since. */
  readonly lastLinked: "copying" | "catchingUp" | "inSync" | undefined;
}

export function phaseSeen(seen: Observation, watched: Watched, plan: Plan): Phase {
  const phase = phaseOf(seen, memoryOf(seen, watched), plan);
  return phase.phase === "done" ? asProven(phase, watched) : phase;
}

/** What the newest start and the configured stage suggest of a journal: one attempt, and one wish how it shall end. */
function memoryOf({ group, events }: Observation, { stage, group: known }: Watched): Memory {
  if (group.kind === "absent") return { history: [], milestones: [] };
  const milestone = (kind: MilestoneKind, attempt: number, one: Pick<Present, "arn" | "createdAt">): Milestone => {
    return { kind, attempt, at: "", groupArn: one.arn, groupCreatedAt: one.createdAt, evidence: "" };
  };
  const { startedAt, since } = eventsOfAttempt(events, "");
  const failed = newest(since, "failed") !== undefined;
  const ended = failed || since.some((event) => meaningOf(event) === "completed");
  const begun = startedAt !== undefined || ended || group.status === "migrating";
  const toComplete = stage === "complete" || stage === "operate";
  const entry = (one: Stage): JournalEntry => {
    return { attempt: 1, stage: one, at: startedAt ?? "", eventsUntil: one === "migrate" ? "" : (startedAt ?? "") };
  };
  const aborts = begun && stage === "abort" && !failed;
  // In flight only the servers tell a completion; afterwards an intent without its event leaves the outcome open.
  const completes = !aborts && (group.status === "migrating" || (toComplete && !ended));
  const history = begun || completes ? [entry("migrate")] : [];
  if (aborts) history.push(entry("abort"));
  if (completes) history.push(entry("complete"));
  const milestones = known === undefined ? [] : [milestone("prepared", 0, known)];
  return { history, milestones: aborts ? [...milestones, milestone("abortRequested", 1, group)] : milestones };
}

/** Whoever switches an application over because a watch said `done` must not find a target that was given up. */
function asProven(phase: Extract<Phase, { phase: "done" }>, { lastLinked }: Watched): Phase {
  if (lastLinked === "inSync") return phase;
  if (lastLinked !== undefined) return undecided(`${phase.evidence}: it was ${lastLinked} when it ended`);
  // The configured stage is a wish: it does not say that this stack's completion ended it, and not somebody's Force.
  return undecided(
    `${phase.evidence}: AWS tells a forced abort in the same words, and this watch did not see it in sync`,
  );
}

const undecided = (why: string): Phase => ({ phase: "unknown", about: "outcome", why });
