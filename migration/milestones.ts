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

/** Each kind is recorded once per attempt: the first time counts. */
export function record(
  milestones: readonly Milestone[],
  kind: MilestoneKind,
  attempt: number,
  atMs: number,
  group: Present,
  evidence = "",
): readonly Milestone[] {
  if (reached(milestones, kind, attempt)) return milestones;
  const at = new Date(atMs).toISOString();
  return [...milestones, { kind, attempt, at, groupArn: group.arn, groupCreatedAt: group.createdAt, evidence }];
}

export function reached(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): boolean {
  return milestones.some((one) => one.kind === kind && one.attempt === attempt);
}

export function timeOf(milestones: readonly Milestone[], kind: MilestoneKind, attempt: number): string {
  return milestones.find((one) => one.kind === kind && one.attempt === attempt)?.at ?? "";
}

/** Another ARN or creation time than any milestone's: the group is not the one that this stack knew. */
export function isAnotherGroup(milestones: readonly Milestone[], group: Present): boolean {
  return milestones.some((one) => one.groupArn !== group.arn || one.groupCreatedAt !== group.createdAt);
}
