// What happened, per attempt, with the group that it happened to: memory that may only make the engine more careful.
import type { GroupReading } from "./observation.ts";

export const milestoneKinds = [
  "tested",
  "prepared",
  "startRequested",
  "replicating",
  "inSync",
  "fellBack",
  /** A run in `complete` ended in order, with no call that may be carried out still; with what AWS had told until then. */
  "completionNotSent",
  "completeRequested",
  /** AWS told by an event that it did not carry that call out. */
  "completionRefused",
  /** The target followed the source still when that call should long have taken effect. */
  "completionLapsed",
  "completed",
  "abortRequested",
  "aborted",
] as const;

export type MilestoneKind = (typeof milestoneKinds)[number];

export interface Milestone {
  readonly kind: MilestoneKind;
  readonly attempt: number;
  readonly at: string;
  readonly groupArn: string;
  readonly groupCreatedAt: string;
  /** What AWS or a server said that the milestone rests on; empty when the act itself is the milestone. */
  readonly evidence: string;
  /**
   * Of a call: AWS's date of the newest event before it, so that what AWS says of it later can be told apart. Of a run
   * that called nothing: that of the newest event before its end; without one it had seen the migration end.
   */
  readonly eventsUntil?: string;
}

/** The evidence of a start that was seen and not made. */
export const foundInFlight = "seen in flight";

type Present = Extract<GroupReading, { kind: "present" }>;

/**
 * Each kind is recorded once per attempt, the first time counts. Of completions every call is recorded, what became of it
 * once, and the newest run that called nothing.
 */
export function record(
  milestones: readonly Milestone[],
  kind: MilestoneKind,
  attempt: number,
  atMs: number,
  group: Present,
  evidence = "",
  eventsUntil?: string,
): readonly Milestone[] {
  if (isKnownAlready(milestones, kind, attempt)) return milestones;
  const at = new Date(atMs).toISOString();
  const call = eventsUntil === undefined ? {} : { eventsUntil };
  return [
    ...milestones.filter((one) => kind !== "completionNotSent" || one.kind !== kind || one.attempt !== attempt),
    { kind, attempt, at, groupArn: group.arn, groupCreatedAt: group.createdAt, evidence, ...call },
  ];
}

function isKnownAlready(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): boolean {
  if (kind === "completeRequested" || kind === "completionNotSent") return false;
  const endsCalls = kind === "completionRefused" || kind === "completionLapsed";
  return endsCalls ? openCompletion(milestones, attempt) === undefined : reached(milestones, kind, attempt);
}

export function firstOf(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): Milestone | undefined {
  return milestones.find((one) => one.kind === kind && one.attempt === attempt);
}

export function reached(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): boolean {
  return firstOf(milestones, kind, attempt) !== undefined;
}

/** What was found in flight was shown to come from this stack's source, and is adopted with that. */
export const adoptedInFlight = "adopted";

/** AWS accepted this stack's StartMigration, or the migration is adopted: an answer that was lost is nobody's start. */
export function ownStart(milestones: readonly Milestone[], attempt: number): boolean {
  const start = firstOf(milestones, "startRequested", attempt);
  return start !== undefined && ["", adoptedInFlight].includes(start.evidence);
}

/** The attempt's migration was in flight for certain: AWS accepted the start, or a run saw it. */
export function startKnown(milestones: readonly Milestone[], attempt: number): boolean {
  return ownStart(milestones, attempt) || firstOf(milestones, "startRequested", attempt)?.evidence === foundInFlight;
}

/** CompleteMigration was called, and nothing has shown that AWS did not carry it out; until then it is not called again. */
export function openCompletion(milestones: readonly Milestone[], attempt: number): Milestone | undefined {
  const newest = newestOfCompletion(milestones, attempt);
  return newest?.kind === "completeRequested" ? newest : undefined;
}

/** The newest call had no effect in its time, and none was recorded since. */
export function completionLapsed(milestones: readonly Milestone[], attempt: number): boolean {
  return newestOfCompletion(milestones, attempt)?.kind === "completionLapsed";
}

/** What was recorded last of the attempt's calls. */
export function newestOfCompletion(milestones: readonly Milestone[], attempt: number): Milestone | undefined {
  const kinds: readonly MilestoneKind[] = ["completeRequested", "completionRefused", "completionLapsed"];
  return milestones.findLast((one) => one.attempt === attempt && kinds.includes(one.kind));
}

export function timeOf(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): string {
  return firstOf(milestones, kind, attempt)?.at ?? "";
}

/**
 * Before it what CloudWatch measured speaks against no server's own word, which came later.
 *
 * @returns when a run first saw the target in sync; -Infinity where none is recorded, or one whose clock was ahead of this
 */
export function firstInSyncMs(milestones: readonly Milestone[], attempt: number, nowMs: number): number {
  const atMs = Date.parse(timeOf(milestones, "inSync", attempt));
  return atMs <= nowMs ? atMs : -Infinity;
}

/** Something of this very group is recorded: it was there, and this stack's, when that happened. */
export function isKnown(milestones: readonly Milestone[], group: GroupReading): boolean {
  if (group.kind === "absent") return false;
  return milestones.some((one) => one.groupArn === group.arn && one.groupCreatedAt === group.createdAt);
}

/** Another ARN or creation time than any milestone's: the group is not the one that this stack knew. What is not told differs from nothing. */
export function isAnotherGroup(milestones: readonly Milestone[], group: Present): boolean {
  const differ = (one: string, other: string) => one !== "" && other !== "" && one !== other;
  return milestones.some((one) => differ(one.groupArn, group.arn) || differ(one.groupCreatedAt, group.createdAt));
}

/** AWS left out in this answer what tells one group from another of the same id. */
export const isUnnamed = ({ arn, createdAt }: Present): boolean => arn === "" || createdAt === "";
