// What a run leaves in the state: the resource's outputs, which are the stack's outputs too. JSON, no nulls, no secrets.
import type { Finding } from "./findings.ts";
import { inWords } from "./inWords.ts";
import { openCompletion, firstOf, reached as has, timeOf, type Milestone } from "./milestones.ts";
import { unprovenUnprobed } from "./notProbed.ts";
import { currentAttempt, firstEntry, type Memory, type PhaseName } from "./phases.ts";
import type { Outcome, Task } from "./reach.ts";
import type { JournalEntry, Stage } from "./stages.ts";

export interface Result {
  readonly schemaVersion: 1;
  readonly attempt: number;
  /** The last stage that was reached, empty before the first. */
  readonly reached: Stage | "";
  readonly phase: PhaseName;
  readonly milestones: readonly Milestone[];
  readonly findings: readonly Finding[];
  /** Bytes at the last look; -1 when nothing was to be measured. */
  readonly lagBytes: number;
  readonly endpoints: {
    readonly primary: string;
    readonly reader: string;
    readonly configuration: string;
    /** Empty while nobody knows: a completion may have happened, or the completed group is gone or is another one. */
    readonly useNow: "source" | "target" | "";
  };
  readonly startedAt: string;
  readonly inSyncAt: string;
  readonly completedAt: string;
  /** What the operator must not take as proven. */
  readonly unproven: readonly string[];
  readonly nextStep: string;
}

/** @param before what an earlier run left; its findings stay where this run had no reason to judge again */
export function resultOf(task: Task, outcome: Outcome, before: Result | undefined): Result {
  const { milestones } = outcome;
  const attempt = currentAttempt(task.memory.history);
  return {
    schemaVersion: 1,
    attempt,
    reached:
      outcome.failure === undefined
        ? task.stage
        : (before?.reached ?? "") === task.stage
          ? ""
          : (before?.reached ?? ""),
    ...sightOf(task.memory, outcome, before),
    milestones,
    findings: outcome.findings ?? before?.findings ?? [],
    startedAt: timeOf(milestones, "startRequested", attempt),
    inSyncAt: timeOf(milestones, "inSync", attempt),
    completedAt: timeOf(milestones, "completed", attempt),
    unproven: unprovenOf(task, milestones, before),
    nextStep: nextStep(task.stage, outcome),
  };
}

/** What was seen last, by a run or by a refresh. */
export function sightOf(
  { history }: Pick<Memory, "history">,
  { phase, group, milestones }: Pick<Outcome, "phase" | "group" | "milestones">,
  before: Pick<Result, "endpoints"> | undefined,
): Pick<Result, "phase" | "lagBytes" | "endpoints"> {
  const lost = phase.phase === "broken" && (phase.kind === "absent" || phase.kind === "another");
  const none = { primary: "", reader: "", configuration: "" };
  const known = group.kind === "present" ? group.endpoints : (before?.endpoints ?? none);
  const { primary, reader, configuration } = lost ? none : known;
  return {
    phase: phase.phase,
    lagBytes: "lagBytes" in phase ? (phase.lagBytes ?? -1) : -1,
    endpoints: {
      primary,
      reader,
      configuration,
      useNow: useNow(history, { milestones, phase }, lost),
    },
  };
}

/** Seen to follow the source still, or to have been told to stop following it without being promoted in sync. */
const onTheSource: readonly PhaseName[] = ["copying", "catchingUp", "inSync", "aborting", "aborted"];

function useNow(
  history: readonly JournalEntry[],
  { milestones, phase }: Pick<Outcome, "milestones" | "phase">,
  lost: boolean,
): "source" | "target" | "" {
  if (milestones.some((one) => one.kind === "completed")) {
    // Somebody migrates into it again: whose data it will hold is not known.
    return lost || (phase.phase === "broken" && phase.kind === "foreign") ? "" : "target";
  }
  if (phase.phase === "aborted") return "source";
  const attempt = currentAttempt(history);
  // A run that was killed after its call left no milestone: then only what is seen speaks against a completion.
  const asked = firstEntry(history, attempt, "complete");
  if (asked !== undefined && !onTheSource.includes(phase.phase)) return "";
  const open = openCompletion(milestones, attempt) !== undefined && !has(milestones, "aborted", attempt);
  const ended = phase.phase === "done" || (phase.phase === "unknown" && phase.about === "outcome");
  return open || ended ? "" : "source";
}

/** True while `up` has work to do although nothing in the configuration changed. */
export function isUnsettled(stage: Stage, result: Pick<Result, "reached" | "findings" | "phase">): boolean {
  const blocked = stage === "prepare" && result.findings.some((one) => one.severity === "blocking");
  return result.reached !== stage || blocked || isLost(stage, result.phase);
}

/** A refresh saw that what was reached is not so any more: the next `up` looks into it and says so. */
function isLost(stage: Stage, phase: PhaseName): boolean {
  const ended: readonly PhaseName[] = ["notStarted", "fellBack", "aborted", "done"];
  return phase === "broken" || (stage === "migrate" && ended.includes(phase));
}

function unprovenOf(
  { stage, plan, memory }: Task,
  milestones: readonly Milestone[],
  before: Result | undefined,
): string[] {
  const now = [...unproven(stage, milestones, currentAttempt(memory.history)), ...unprovenUnprobed(stage, plan)];
  // What was not proven of the completion, by the plan that it was made with, nothing proves in `operate`.
  return stage === "operate" ? [...new Set([...now, ...(before?.unproven ?? [])])] : now;
}

function unproven(stage: Stage, milestones: readonly Milestone[], attempt: number): string[] {
  const list: string[] = [];
  if (stage === "complete" || stage === "operate") {
    list.push("that no write reached the source after the promotion: the cut-over is not fenced yet");
    list.push("that source and target hold the same keys: nothing has compared them");
  }
  if (stage === "prepare" && firstOf(milestones, "tested", attempt)?.evidence === "inconclusive") {
    list.push("that the target's nodes reach the source: TestMigration told nothing");
  }
  if (stage === "abort" && has(milestones, "startRequested", attempt)) {
    list.push("which of the source's keys had arrived at the target when the migration was aborted");
  }
  return list;
}

function nextStep(stage: Stage, { failure, phase }: Outcome): string {
  if (failure !== undefined) return failure.remedy;
  switch (stage) {
    case "prepare":
      return "set stage to migrate: the next up calls StartMigration, which replaces the target's data by the source's";
    case "migrate":
      return `set stage to complete when the application can be switched over (the target is ${inWords(phase)})`;
    case "complete":
      return "point the application at the target (endpoints.primary; endpoints.configuration of a cluster); keep the source until the target is trusted; then set stage to operate";
    case "abort":
      return "set stage to prepare to try again; the application keeps using the source";
    case "operate":
      return "target.tls, target.access and network.afterMigration may be set now, one step per pulumi up; read the endpoints anew after each change of tls";
  }
}
