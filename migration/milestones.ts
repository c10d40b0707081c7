// What happened, per attempt, with the group that it happened to: memory that may only make the engine more careful.
import type { GroupReading } from "./observation.ts";

export const milestoneKinds = [
  "tested",
  "prepared",
  "startRequested",
  "replicating",
  "inSync",
  "fellBack",
  /** A run in `complete` ended in order without having called CompleteMigration. */
  "completionNotSent",
  "completeRequested",
  /** AWS told by an event that it did not carry that call out. */
  "completionRefused",
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
  /** Of a call: AWS's date of the newest event before it, so that what AWS says of it later can be told apart. */
  readonly eventsUntil?: string;
}

/** The evidence of a start that was seen and not made. */
export const foundInFlight = "seen in flight";

type Present = Extract<GroupReading, { kind: "present" }>;

/** Each kind is recorded once per attempt, the first time counts; a completion's call and its refusal in turns. */
export function record(
  milestones: readonly Milestone[],
  kind: MilestoneKind,
  attempt: number,
  atMs: number,
  group: Present,
  evidence = "",
  eventsUntil?: string,
): readonly Milestone[] {
  const again = kind === "completeRequested" || kind === "completionRefused";
  const known = again ? lastCompletion(milestones, attempt)?.kind === kind : reached(milestones, kind, attempt);
  if (known) return milestones;
  const at = new Date(atMs).toISOString();
  const call = eventsUntil === undefined ? {} : { eventsUntil };
  return [
    ...milestones,
    { kind, attempt, at, groupArn: group.arn, groupCreatedAt: group.createdAt, evidence, ...call },
  ];
}

export function reached(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): boolean {
  return milestones.some((one) => one.kind === kind && one.attempt === attempt);
}

/** StartMigration was called by this stack, and not only found in flight. */
export function ownStart(milestones: readonly Milestone[], attempt: number): boolean {
  const start = milestones.find((one) => one.kind === "startRequested" && one.attempt === attempt);
  return start !== undefined && start.evidence !== foundInFlight;
}

/** CompleteMigration was called for, and AWS has not said that it did not carry it out. */
export function completionOpen(milestones: readonly Milestone[], attempt: number): boolean {
  return openCompletion(milestones, attempt) !== undefined;
}

/** The call that completionOpen is about. */
export function openCompletion(milestones: readonly Milestone[], attempt: number): Milestone | undefined {
  const last = lastCompletion(milestones, attempt);
  return last?.kind === "completeRequested" ? last : undefined;
}

function lastCompletion(milestones: readonly Milestone[], attempt: number): Milestone | undefined {
  const either = (kind: MilestoneKind) => kind === "completeRequested" || kind === "completionRefused";
  return milestones.findLast((one) => one.attempt === attempt && either(one.kind));
}

export function timeOf(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): string {
  return milestones.find((one) => one.kind === kind && one.attempt === attempt)?.at ?? "";
}

/** Something of this very group is recorded: it was there, and this stack's, when that happened. */
export function isKnown(milestones: readonly Milestone[], group: GroupReading): boolean {
  if (group.kind === "absent") return false;
  return milestones.some((one) => one.groupArn === group.arn && one.groupCreatedAt === group.createdAt);
}

/** Another ARN or creation time than any milestone's: the group is not the one that this stack knew. */
export function isAnotherGroup(milestones: readonly Milestone[], group: Present): boolean {
  return milestones.some((one) => one.groupArn !== group.arn || one.groupCreatedAt !== group.createdAt);
}
