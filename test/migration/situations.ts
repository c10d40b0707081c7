// Situations to decide in: one that is all well, and arbitrary ones for properties.
import fc from "fast-check";
import type { Situation } from "../../migration/decide.ts";
import type { SyncLoop } from "../../migration/fullSyncs.ts";
import type { Finding } from "../../migration/findings.ts";
import type { Contents } from "../../migration/mayStart.ts";
import { milestoneKinds, type Milestone } from "../../migration/milestones.ts";
import type { Phase } from "../../migration/phase.ts";
import type { JournalEntry, Stage } from "../../migration/stages.ts";
import { at, beganMs, journal, milestone, ms, plan } from "./samples.ts";

export const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const satisfies readonly Stage[];

export const well: Situation = {
  stage: "migrate",
  phase: { phase: "notStarted", status: "available" },
  status: "available",
  memory: { history: journal("prepare", "migrate"), milestones: [] },
  plan,
  nowMs: ms(0),
  deadlineAtMs: ms(2700),
  unchangedSinceMs: ms(0),
  inSyncSinceMs: undefined,
  inSyncLooks: 0,
  acts: new Set(),
  test: "passed",
  completionRefusedBy: "",
  completionSeen: "",
  startsKnownAtMs: beganMs,
  syncLoop: undefined,
  lostLinks: [],
  notDoneBecause: "",
  evidence: { findings: [], contents: { kind: "empty" }, sources: [] },
};

const aLoop: SyncLoop = {
  shard: "0001",
  address: "10.0.0.241:6379",
  engine: "redis",
  version: "7.0.15",
  begun: 4,
  withinMs: 240_000,
  writtenBytesPerSecond: 5_000_000,
  usedMemoryBytes: 1_000_000_000,
};

/** One of each phase, with what it carries. */
export const phases: readonly Phase[] = [
  { phase: "unknown", about: "link", why: "the source cannot be read" },
  { phase: "unknown", about: "outcome", why: "no event proves it" },
  { phase: "notStarted", status: "available" },
  { phase: "notStarted", status: "modifying" },
  { phase: "starting", waitingFor: "the link to come up" },
  { phase: "copying", part: "transfer", done: 1, total: 2, waitingFor: "the snapshot to arrive" },
  { phase: "catchingUp", lagBytes: 5000, waitingFor: "a replica" },
  { phase: "inSync", lagBytes: 0 },
  { phase: "inSync", lagBytes: undefined, asOfMs: ms(30) },
  { phase: "completing" },
  { phase: "done", asked: true, evidence: "Complete Migration successful" },
  { phase: "done", asked: false, evidence: "Complete Migration successful" },
  { phase: "aborting" },
  { phase: "aborted", evidence: "AWS reports available" },
  { phase: "fellBack", told: true, evidence: "because of invalid RDB received" },
  { phase: "fellBack", told: false, evidence: "AWS reports available" },
  { phase: "broken", kind: "absent", why: "AWS knows no replication group cache-prod" },
  { phase: "broken", kind: "another", why: "cache-prod was created anew" },
  { phase: "broken", kind: "foreign", why: "cache-prod migrates from 10.9.9.9:6379" },
  { phase: "broken", kind: "status", why: "AWS reports cache-prod as deleting" },
];

const contents: readonly Contents[] = [
  { kind: "empty" },
  { kind: "keys", count: 3, where: "database 0" },
  { kind: "unknown", why: "no answer" },
];

const anyFinding: fc.Arbitrary<Finding> = fc.record({
  code: fc.constant("target-multi-az"),
  severity: fc.constantFrom("blocking", "warning", "unknown", "note"),
  found: fc.constant("off"),
  expected: fc.constant("on"),
  remedy: fc.constant("switch it on"),
  source: fc.constant("AWS"),
});

const anyEntry: fc.Arbitrary<JournalEntry> = fc.record({
  attempt: fc.integer({ min: 0, max: 3 }),
  stage: fc.constantFrom(...stages),
  at: fc.integer({ min: -3600, max: 0 }).map(at),
  eventsUntil: fc.oneof(fc.constant(""), fc.integer({ min: -3600, max: 0 }).map(at)),
});

const anyMilestone: fc.Arbitrary<Milestone> = fc
  .tuple(fc.constantFrom(...milestoneKinds), fc.integer({ min: 0, max: 3 }))
  .map(([kind, attempt]) => milestone(kind, attempt));

/** Whatever combination there may be, the impossible ones too: a decision must be safe in all of them. */
export const anySituation: fc.Arbitrary<Situation> = fc.record({
  stage: fc.constantFrom(...stages),
  phase: fc.constantFrom(...phases),
  status: fc.constantFrom("available", "migrating", "modifying", "creating", "deleting", "absent"),
  memory: fc.record({
    history: fc.array(anyEntry, { maxLength: 6 }),
    milestones: fc.array(anyMilestone, { maxLength: 6 }),
  }),
  plan: fc
    .record({
      waitFor: fc.constantFrom("inSync", "started"),
      inSyncForSeconds: fc.constantFrom(0, 60),
      discardTargetData: fc.constantFrom("", "cache-prod#1", "cache-prod#2", "cache-prod#3"),
    })
    .map((changes) => ({ ...plan, ...changes })),
  nowMs: fc.integer({ min: 0, max: 4000 }).map(ms),
  deadlineAtMs: fc.integer({ min: 0, max: 4000 }).map(ms),
  unchangedSinceMs: fc.integer({ min: -100, max: 4000 }).map(ms),
  inSyncSinceMs: fc.option(fc.integer({ min: 0, max: 4000 }).map(ms), { nil: undefined }),
  inSyncLooks: fc.integer({ min: 2, max: 5 }),
  acts: fc.subarray(["test", "start", "complete", "abort"] as const).map((acts) => new Set(acts)),
  test: fc.constantFrom("notRun", "running", "passed", "failed", "inconclusive"),
  completionRefusedBy: fc.constantFrom("", "data is not in sync"),
  completionSeen: fc.constantFrom("", "", "Complete Migration successful"),
  startsKnownAtMs: fc.constantFrom(ms(0), ms(120)),
  syncLoop: fc.constantFrom(undefined, undefined, aLoop),
  lostLinks: fc.constantFrom([], ["the link from 10.0.1.5:6379 to 10.0.0.241:6379 is down"]),
  notDoneBecause: fc.constantFrom("", "Throttling: Rate exceeded"),
  evidence: fc.option(
    fc.record({
      findings: fc.array(anyFinding, { maxLength: 2 }),
      contents: fc.constantFrom(...contents),
      sources: fc.constant([]),
    }),
    { nil: undefined },
  ),
});

/** The gate of complete after a minute in sync. */
export const atTheGate: Situation = {
  ...well,
  stage: "complete",
  phase: { phase: "inSync", lagBytes: 0 },
  status: "migrating",
  memory: { history: journal("prepare", "migrate", "complete"), milestones: [] },
  nowMs: ms(60),
  inSyncSinceMs: ms(0),
  inSyncLooks: 3,
};

/** Near a start or a completion, which arbitrary situations seldom are: one or two things are out of place. */
export const nearlyReady: fc.Arbitrary<Situation> = fc
  .tuple(
    fc.constantFrom(well, atTheGate),
    fc.subarray(Object.keys(well) as (keyof Situation)[], { maxLength: 2 }),
    anySituation,
  )
  .map(([base, names, other]) => ({ ...base, ...Object.fromEntries(names.map((name) => [name, other[name]])) }));
