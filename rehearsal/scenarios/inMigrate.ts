// What may happen from the flip to `migrate` until the target is in sync.
import type { CrashScenario } from "./scenario.ts";

const started = "StartMigration ok";
const lost = "StartMigration (hold)";
const start = { is: "held", action: "StartMigration" } as const;
const starting = { is: "lasting", what: "starting" } as const;
const copying = { is: "lasting", what: "copying" } as const;

export const inMigrate: readonly CrashScenario[] = [
  {
    name: "engine-killed-while-the-journal-takes-migrate",
    purpose:
      "the CLI dies while the move to migrate is being accepted: the intent is in no state, and nothing acted on it",
    expects: "the same up asks once more and starts once",
    crash: {
      during: "migrate",
      at: { is: "held", action: "DescribeEvents", when: "before", then: "drop", whileWriting: "MigrationJournal" },
      blow: "engineKilled",
      calls: [[started]],
    },
  },
  {
    name: "engine-killed-before-start-is-carried-out",
    purpose: "the CLI dies, and StartMigration never arrives: the next run knows the intent and finds no start",
    expects: "the orphaned provider asks for nothing more; the same up starts once",
    crash: {
      during: "migrate",
      at: { ...start, when: "before", then: "drop" },
      blow: "engineKilled",
      calls: [[lost, started]],
    },
  },
  {
    name: "start-carried-out-after-its-engine-died",
    purpose:
      "the CLI dies, and its StartMigration is carried out afterwards: no milestone tells of a start that happened",
    expects: "the same up finds the migration in flight, takes it for its own and starts nothing",
    crash: {
      during: "migrate",
      at: { ...start, when: "before", then: "go" },
      blow: "engineKilled",
      calls: [[started]],
    },
  },
  {
    name: "engine-killed-after-start-was-carried-out",
    purpose: "the CLI dies between StartMigration and its answer",
    expects: "the same up finds the migration in flight, takes it for its own and starts nothing",
    crash: {
      during: "migrate",
      at: { ...start, when: "after", then: "drop" },
      blow: "engineKilled",
      calls: [[started]],
    },
  },
  {
    name: "engine-killed-while-starting",
    purpose: "the CLI dies while AWS reports the group as modifying and no link is up",
    expects: "the same up waits for the same start",
    crash: { during: "migrate", at: starting, blow: "engineKilled", calls: [[started]] },
  },
  {
    name: "engine-killed-while-copying",
    purpose: "the CLI dies in the middle of the full copy",
    expects: "the copy goes on without it, and the same up waits until it is in sync",
    crash: { during: "migrate", at: copying, blow: "engineKilled", calls: [[started]] },
  },
  {
    name: "provider-killed-after-start-was-carried-out",
    purpose: "the process of the dynamic resources dies between StartMigration and its answer, and the CLI reports it",
    expects: "the same up finds the migration in flight and starts nothing",
    crash: {
      during: "migrate",
      at: { ...start, when: "after", then: "drop" },
      blow: "providerKilled",
      calls: [[started]],
    },
  },
  {
    name: "provider-killed-while-copying",
    purpose: "the process of the dynamic resources dies in the middle of the full copy",
    expects: "the same up waits until it is in sync",
    crash: { during: "migrate", at: copying, blow: "providerKilled", calls: [[started]] },
  },
  {
    name: "interrupted-while-starting",
    purpose: "one Ctrl-C while the migration starts: the CLI lets the provider finish, which nobody tells of it",
    expects: "the run goes on to its end, its milestones are in the state, and the same up starts nothing",
    crash: { during: "migrate", at: starting, blow: "interrupted", calls: [[started]] },
  },
  {
    name: "interrupted-twice-after-start-was-carried-out",
    purpose: "two Ctrl-C between StartMigration and its answer: the CLI ends the provider and frees the lock",
    expects: "the same up needs no cancel, finds the migration in flight and starts nothing",
    crash: {
      during: "migrate",
      at: { ...start, when: "after", then: "drop" },
      blow: "interruptedTwice",
      calls: [[started]],
    },
  },
  {
    name: "terminated-while-copying",
    purpose: "a cancelled CI job sends SIGTERM in the middle of the full copy",
    expects: "the run goes on to its end as after one Ctrl-C, and the same up starts nothing",
    crash: { during: "migrate", at: copying, blow: "terminated", calls: [[started]] },
  },
  {
    name: "late-while-copying",
    purpose: "migration.deadlineMinutes ends in the middle of the full copy",
    expects: "the up fails with what it last saw, the milestones are kept, and the same up goes on",
    crash: { during: "migrate", at: copying, blow: "late", calls: [[started]] },
  },
  {
    name: "cancelled-before-start-is-carried-out",
    purpose: "pulumi cancel under a living up whose StartMigration has not arrived, and a second up beside it",
    expects:
      "AWS carries out one StartMigration and refuses the other; an up that sees a change it did not cause ends; a third goes on",
    crash: {
      during: "migrate",
      at: { ...start, when: "before", then: "go" },
      blow: "cancelled",
      calls: [
        [started],
        [started, "StartMigration InvalidReplicationGroupState"],
        [started, "StartMigration ReplicationGroupAlreadyUnderMigrationFault"],
      ],
    },
  },
];
