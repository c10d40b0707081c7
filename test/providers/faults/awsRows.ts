// Rows of the fault matrix in which AWS answers badly, or not at all.
import { completed, started, tested, type FaultRow, type Scene } from "./scene.ts";

const watched = "to stay in sync for";
/** Long enough to be heard on a busy machine. The first has to pass, the second is never over before the deadline. */
const aWhileInSync = { migration: { inSyncForSeconds: 8 } };
const aDeadlineAtTheGate = { migration: { inSyncForSeconds: 15, deadlineMinutes: 0.4 } };
const journalAsks = ["DescribeReplicationGroups", "DescribeEvents"];
const anyDescribe = { service: "elasticache", action: "DescribeReplicationGroups" };

/** From when AWS has taken the start; before that the journal asks, which waits for nothing. */
const afterTheStart = (...faults: readonly Readonly<Record<string, unknown>>[]) => ({
  before: ({ cloud }: Scene) => cloud.faults([{ action: "StartMigration", kind: "hold", when: "after" }]),
  midway: async ({ cloud, until }: Scene) => {
    await until("the start is held", () => cloud.holds("StartMigration"));
    await cloud.addFaults(faults);
    await cloud.release();
  },
});

export const awsRows: readonly FaultRow[] = [
  {
    name: "aws-503-before-the-flip",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ ...anyDescribe, kind: "503", forMs: 600_000 }]),
    ends: "aws-unreachable",
    says: ["ServiceUnavailable", "before a change of stage is accepted", "then run pulumi up again"],
    acts: [tested],
    actsThen: [tested, started],
  },
  {
    name: "start-throttled",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "throttle", times: 2 }]),
    ends: "done",
    says: ["StartMigration: notDone", "Rate exceeded"],
    acts: [tested, "StartMigration Throttling", "StartMigration Throttling", started],
  },
  {
    name: "questions-throttled",
    stage: "migrate",
    ...afterTheStart({ service: "elasticache", action: "*", kind: "throttle", times: 12 }),
    ends: "done",
    says: ["waiting for AWS to answer", "Rate exceeded"],
    acts: [tested, started],
  },
  {
    name: "aws-500-while-starting",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "500", times: 8 }),
    ends: "done",
    says: ["waiting for AWS to answer", "InternalFailure"],
    acts: [tested, started],
  },
  {
    name: "aws-503-at-the-gate",
    stage: "complete",
    change: aWhileInSync,
    midway: async ({ cloud, told }) => {
      await told(watched);
      await cloud.faults([{ ...anyDescribe, kind: "503", times: 8 }]);
    },
    ends: "done",
    says: ["waiting for AWS to answer", "ServiceUnavailable"],
    acts: [tested, started, completed],
  },
  {
    name: "aws-silent-until-the-deadline",
    stage: "complete",
    change: aDeadlineAtTheGate,
    midway: async ({ cloud, told }) => {
      await told(watched);
      await cloud.faults([{ ...anyDescribe, kind: "500", forMs: 600_000 }]);
    },
    ends: "aws-unreachable",
    says: ["InternalFailure", "then run pulumi up again"],
    acts: [tested, started],
    actsThen: [tested, started, completed],
  },
  {
    name: "start-answered-500",
    stage: "migrate",
    change: { migration: { deadlineMinutes: 0.25 } },
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "500", times: 9 }]),
    ends: "deadline-reached",
    says: ["did not reach migrate within 0.25 minutes", "run pulumi up again: it goes on from there"],
    acts: [tested, "StartMigration InternalFailure"],
  },
  {
    name: "start-answer-lost",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "dropAnswer" }]),
    ends: "done",
    says: ["StartMigration: uncertain"],
    acts: [tested, "StartMigration ok (answer dropped)"],
  },
  {
    name: "completion-answer-lost",
    stage: "complete",
    before: ({ cloud }) => cloud.faults([{ action: "CompleteMigration", kind: "dropAnswer" }]),
    ends: "done",
    says: ["CompleteMigration: uncertain"],
    acts: [tested, started, "CompleteMigration ok (answer dropped)"],
  },
  {
    name: "connections-reset",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "reset", times: 8 }),
    ends: "done",
    says: ["waiting for AWS to answer", "ECONNRESET"],
    acts: [tested, started],
  },
  {
    name: "aws-half-open",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "timeout", afterMs: 500, times: 8 }),
    ends: "done",
    says: ["waiting for AWS to answer"],
    acts: [tested, started],
  },
  {
    name: "answers-truncated",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "truncated", times: 3 }),
    ends: "done",
    says: ["waiting for AWS to answer"],
    acts: [tested, started],
  },
  {
    name: "half-of-the-xml",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "partial", times: 3 }),
    ends: "done",
    says: ["waiting for AWS to answer"],
    acts: [tested, started],
  },
  {
    name: "page-of-a-proxy",
    stage: "complete",
    change: aDeadlineAtTheGate,
    midway: async ({ cloud, told }) => {
      await told(watched);
      await cloud.faults([{ service: "elasticache", action: "*", kind: "garbage", forMs: 600_000 }]);
    },
    ends: "aws-unreachable",
    says: ["not AWS's answer, but text/html", "a proxy or portal stands between"],
    acts: [tested, started],
    actsThen: [tested, started, completed],
  },
  {
    name: "page-of-a-proxy-for-the-start",
    stage: "migrate",
    change: { migration: { deadlineMinutes: 0.25 } },
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "garbage" }]),
    ends: "deadline-reached",
    says: ["did not reach migrate", "run pulumi up again"],
    acts: [tested, "StartMigration (garbage)"],
  },
  {
    name: "describe-denied",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "denied", forMs: 600_000 }),
    ends: "aws-refused",
    says: ["not authorized to perform: DescribeReplicationGroups", "Do: "],
    acts: [tested, started],
    actsThen: [tested, started],
  },
  {
    name: "start-denied",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "denied" }]),
    ends: "aws-refused",
    says: ["AWS refused StartMigration", "not authorized to perform: StartMigration", "mend what AWS names"],
    acts: [tested, "StartMigration AccessDenied"],
    actsThen: [tested, "StartMigration AccessDenied", started],
  },
  {
    name: "slow-answers",
    stage: "migrate",
    ...afterTheStart({ ...anyDescribe, kind: "slow", afterMs: 800, times: 4 }),
    ends: "done",
    says: ["StartMigration: accepted"],
    acts: [tested, started],
  },
  {
    name: "credentials-expired-midway",
    stage: "migrate",
    ...afterTheStart({ service: "elasticache", action: "*", kind: "expired", forMs: 600_000 }),
    ends: "credentials-expired",
    says: ["ExpiredToken", "renew them and run pulumi up again: it goes on from there"],
    acts: [tested, started],
    actsThen: [tested, started],
  },
  {
    name: "wrong-account",
    stage: "migrate",
    before: ({ setAccount }) => setAccount("999999999999"),
    ends: "wrong-account",
    says: ["are of account 123456789012", "the group is in account 999999999999", "Do: "],
    acts: [tested],
    // The journal's, in its check and as it accepts; the migration itself asks nothing of that group.
    asked: [...journalAsks, ...journalAsks],
    mend: ({ setAccount }) => setAccount("123456789012"),
    actsThen: [tested, started],
  },
];
