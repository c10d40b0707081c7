// What may happen while the target is created and tested.
import type { CrashScenario } from "./scenario.ts";

const tested = "TestMigration ok";
const group = { is: "held", action: "CreateReplicationGroup" } as const;
const test = { is: "held", action: "TestMigration" } as const;

export const inPrepare: readonly CrashScenario[] = [
  {
    name: "engine-killed-while-the-journal-is-first-written",
    purpose: "the CLI dies while the journal's first entry is being accepted, so that its creation stays pending",
    expects: "the lock is freed, the same up goes through, and the pending creation is cleared",
    crash: {
      during: "prepare",
      at: {
        is: "held",
        action: "DescribeReplicationGroups",
        when: "before",
        then: "drop",
        whileWriting: "MigrationJournal",
      },
      blow: "engineKilled",
      calls: [[tested]],
    },
  },
  {
    name: "engine-killed-before-the-group-is-created",
    purpose: "the CLI dies, and CreateReplicationGroup never arrives: a creation is pending of what does not exist",
    expects: "the same up creates the group, and the pending creation is cleared",
    crash: {
      during: "prepare",
      at: { ...group, when: "before", then: "drop" },
      blow: "engineKilled",
      calls: [[tested]],
    },
  },
  {
    name: "engine-killed-after-the-group-was-created",
    purpose:
      "the CLI dies between CreateReplicationGroup and its answer: the group exists, and the state does not know it",
    expects: "the group is imported into the state, the same up goes through, and one group is created",
    crash: {
      during: "prepare",
      at: { ...group, when: "after", then: "drop" },
      blow: "engineKilled",
      calls: [[tested]],
    },
  },
  {
    name: "plugin-killed-after-the-group-was-created",
    purpose: "the aws plugin dies between CreateReplicationGroup and its answer, the CLI lives and writes its state",
    expects: "the group is imported into the state, the same up goes through, and one group is created",
    crash: {
      during: "prepare",
      at: { ...group, when: "after", then: "drop" },
      blow: "pluginKilled",
      calls: [[tested]],
    },
  },
  {
    name: "engine-killed-during-the-test",
    purpose: "the CLI dies while TestMigration is under way: its outcome is in nobody's state",
    expects: "the same up takes AWS's event for the outcome, or tests again, and is prepared; nothing is started",
    crash: {
      during: "prepare",
      at: { ...test, when: "after", then: "drop" },
      blow: "engineKilled",
      calls: [[tested], [tested, tested]],
    },
  },
  {
    name: "provider-killed-during-the-test",
    purpose: "the process of the dynamic resources dies while TestMigration is under way, and the CLI reports it",
    expects: "the same up takes AWS's event for the outcome, or tests again, and is prepared; nothing is started",
    crash: {
      during: "prepare",
      at: { ...test, when: "after", then: "drop" },
      blow: "providerKilled",
      calls: [[tested], [tested, tested]],
    },
  },
];
