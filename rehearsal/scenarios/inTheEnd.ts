// What may happen while a migration is completed, or aborted.
import type { CrashScenario } from "./scenario.ts";

const completed = "CompleteMigration ok";
const lost = "CompleteMigration (hold)";
const forced = "CompleteMigration! ok";
const complete = { is: "held", action: "CompleteMigration" } as const;
const watching = { is: "watching" } as const;
const completing = { is: "lasting", what: "completing" } as const;

export const inTheEnd: readonly CrashScenario[] = [
  {
    name: "engine-killed-while-the-journal-takes-complete",
    purpose: "the CLI dies while the move to complete is being accepted: the intent is in no state",
    expects: "the same up asks once more, watches the whole gate and completes once",
    crash: {
      during: "complete",
      at: { is: "held", action: "DescribeEvents", when: "before", then: "drop", whileWriting: "MigrationJournal" },
      blow: "engineKilled",
      calls: [[completed]],
    },
  },
  {
    name: "engine-killed-at-the-gate",
    purpose: "the CLI dies while the target is watched before the completion",
    expects: "the orphaned provider never completes; the same up watches the whole gate anew and completes once",
    crash: { during: "complete", at: watching, blow: "engineKilled", calls: [[completed]] },
  },
  {
    name: "engine-killed-before-complete-is-carried-out",
    purpose: "the CLI dies, and CompleteMigration never arrives",
    expects: "the same up watches the whole gate anew and completes once",
    crash: {
      during: "complete",
      at: { ...complete, when: "before", then: "drop" },
      blow: "engineKilled",
      calls: [[lost, completed]],
    },
  },
  {
    name: "complete-carried-out-after-its-engine-died",
    purpose: "the CLI dies, and its CompleteMigration is carried out afterwards: no milestone tells of it",
    expects: "the same up takes AWS's event and the servers' word for its own completion and calls nothing",
    crash: {
      during: "complete",
      at: { ...complete, when: "before", then: "go" },
      blow: "engineKilled",
      calls: [[completed]],
    },
  },
  {
    name: "engine-killed-after-complete-was-carried-out",
    purpose: "the CLI dies between CompleteMigration and its answer",
    expects: "the same up takes AWS's event and the servers' word for its own completion and calls nothing",
    crash: {
      during: "complete",
      at: { ...complete, when: "after", then: "drop" },
      blow: "engineKilled",
      calls: [[completed]],
    },
  },
  {
    name: "engine-killed-while-completing",
    purpose: "the CLI dies after CompleteMigration was answered and before it took effect",
    expects: "the same up proves the completion; it may ask for it again only after a whole gate in sync",
    crash: {
      during: "complete",
      at: completing,
      blow: "engineKilled",
      calls: [[completed], [completed, completed]],
    },
  },
  {
    name: "provider-killed-after-complete-was-carried-out",
    purpose: "the process of the dynamic resources dies between CompleteMigration and its answer",
    expects: "the same up takes AWS's event and the servers' word for its own completion and calls nothing",
    crash: {
      during: "complete",
      at: { ...complete, when: "after", then: "drop" },
      blow: "providerKilled",
      calls: [[completed]],
    },
  },
  {
    name: "interrupted-at-the-gate",
    purpose: "one Ctrl-C while the target is watched: the CLI lets the provider finish, which nobody tells of it",
    expects: "the run watches its gate to the end and completes once; the same up has nothing left to ask for",
    crash: { during: "complete", at: watching, blow: "interrupted", calls: [[completed]] },
  },
  {
    name: "interrupted-twice-at-the-gate",
    purpose: "two Ctrl-C while the target is watched: the CLI ends the provider and frees the lock",
    expects: "nothing is completed; the same up needs no cancel, watches the whole gate anew and completes once",
    crash: { during: "complete", at: watching, blow: "interruptedTwice", calls: [[completed]] },
  },
  {
    name: "late-while-completing",
    purpose: "migration.deadlineMinutes ends between CompleteMigration and its effect",
    expects: "the up fails without proof, the request is kept as a milestone, and the same up proves the completion",
    crash: { during: "complete", at: completing, blow: "late", calls: [[completed]] },
  },
  {
    name: "cancelled-at-the-gate",
    purpose: "pulumi cancel under a living up that watches the target, and a second up beside it",
    expects: "each watches a gate of its own before it asks; a third up proves the completion",
    crash: {
      during: "complete",
      at: watching,
      blow: "cancelled",
      calls: [
        [completed],
        [completed, completed],
        [completed, "CompleteMigration ReplicationGroupNotUnderMigrationFault"],
      ],
    },
  },
  {
    name: "engine-killed-before-the-forced-stop-is-carried-out",
    purpose: "the CLI dies in an abort, and CompleteMigration Force=true never arrives",
    expects: "the same up ends the migration once, by force, and nothing is completed",
    crash: {
      during: "abort",
      at: { ...complete, when: "before", then: "drop" },
      blow: "engineKilled",
      calls: [["CompleteMigration! (hold)", forced]],
    },
  },
  {
    name: "engine-killed-after-the-forced-stop-was-carried-out",
    purpose: "the CLI dies in an abort, between CompleteMigration Force=true and its answer",
    expects: "the same up finds the migration ended and calls nothing",
    crash: {
      during: "abort",
      at: { ...complete, when: "after", then: "drop" },
      blow: "engineKilled",
      calls: [[forced]],
    },
  },
];
