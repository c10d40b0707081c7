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
}

type Present = Extract<GroupReading, { kind: "present" }>;

/** Each kind is recorded once per attempt, the first time counts; a completion's call and its refusal in turns. */
export function record(
  milestones: readonly Milestone[],
  kind: MilestoneKind,
  attempt: number,
  atMs: number,
  group: Present,
  evidence = "",
): readonly Milestone[] {
  const again = kind === "completeRequested" || kind === "completionRefused";
  const known = again ? lastCompletion(milestones, attempt) === kind : reached(milestones, kind, attempt);
  if (known) return milestones;
  const at = new Date(atMs).toISOString();
  return [...milestones, { kind, attempt, at, groupArn: group.arn, groupCreatedAt: group.createdAt, evidence }];
}

export function reached(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): boolean {
  return milestones.some((one) => one.kind === kind && one.attempt === attempt);
}

/** CompleteMigration was called for, and AWS has not said that it did not carry it out. */
export function completionOpen(milestones: readonly Milestone[], attempt: number): boolean {
  return lastCompletion(milestones, attempt) === "completeRequested";
}

function lastCompletion(milestones: readonly Milestone[], attempt: number): MilestoneKind | undefined {
  const either = (kind: MilestoneKind) => kind === "completeRequested" || kind === "completionRefused";
  return milestones.findLast((one) => one.attempt === attempt && either(one.kind))?.kind;
}

export function timeOf(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): string {
  return milestones.find((one) => one.kind === kind && one.attempt === attempt)?.at ?? "";
}

/** Another ARN or creation time than any milestone's: the group is not the one that this stack knew. */
export function isAnotherGroup(milestones: readonly Milestone[], group: Present): boolean {
  return milestones.some((one) => one.groupArn !== group.arn || one.groupCreatedAt !== group.createdAt);
}
