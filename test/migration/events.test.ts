import { describe, expect, test } from "vitest";
import { eventsOfAttempt, isOf, meaningOf, newest, type EventMeaning } from "../../migration/events.ts";
import { at, events, group } from "./samples.ts";

/** AWS's wording where it is known from its pages or a public run, and ours where it is not. */
const wordings: readonly (readonly [EventMeaning, (id: string) => string])[] = [
  [
    "started",
    (id) =>
      `Starting migration operation for target cluster ${id} with source cluster endpoint 10.0.0.241 and port 6379`,
  ],
  ["failed", (id) => `Migration operation failed for replication group ${id} because of invalid RDB received`],
  ["failed", (id) => `Migration operation failed for replication group ${id}.`],
  ["completed", (id) => `Migration operation succeeded for replication group ${id}.`],
  ["completed", (id) => `Complete Migration successful for ${id}`],
  ["notInSync", (id) => `Complete Migration failed for ${id}: the data of the primary is not in sync with the source`],
  ["notInSync", (id) => `Complete Migration failed for ${id}: a node is undergoing a replacement`],
  ["notInSync", (id) => `Complete Migration was not successful for ${id}. The data is out of sync with the source.`],
  ["failed", (id) => `Complete Migration unsuccessful for ${id}`],
  ["failed", (id) => `Complete Migration was not successful for ${id}`],
  ["failed", (id) => `Migration operation did not succeed for replication group ${id}.`],
  ["failed", (id) => `Migration operation couldn't be carried out successfully for replication group ${id}.`],
  ["unclear", (id) => `Migration for ${id} ended successfully`],
  ["unclear", (id) => `Complete Migration successful for ${id}, and a node could not be reached`],
  ["testFailed", (id) => `Test Migration was not successful for ${id}`],
  ["testPassed", (id) => `Test Migration successful for ${id}`],
  ["testFailed", (id) => `Test Migration failed for ${id} because of an unreachable source`],
  ["other", (id) => `Finished modification to number of replicas for replication group ${id}`],
  ["other", (id) => `Snapshot succeeded for ${id}`],
  ["other", (id) => `Failover to replica node ${id}-002 completed`],
  ["other", () => "Cache cluster created"],
];

describe.each([
  "cache-prod",
  "test-cluster",
  "test",
  "testing",
  "my-test",
  "migration",
  "migration-success",
  "failed",
  "rg-2-not-in-sync",
])("of the group %s", (id) => {
  test.each(wordings)("each wording means what it says: %s", (meaning, wording) => {
    expect(meaningOf({ at: at(0), message: wording(id) })).toBe(meaning);
    expect(meaningOf({ at: at(0), message: wording(id).toUpperCase() })).toBe(meaning);
  });
});

describe.each([
  "failover.redis.internal",
  "success.redis.internal",
  "redis.test.internal",
  "not-in-sync.migration.internal",
  "replacement.internal",
])("of the source %s", (host) => {
  test.each<[EventMeaning, string]>([
    [
      "started",
      `Starting migration operation for target cluster cache-prod with source cluster endpoint ${host} and port 6379`,
    ],
    ["failed", `Migration operation failed for replication group cache-prod because of no answer of ${host}`],
    ["completed", `Complete Migration successful for cache-prod from ${host}:6379`],
    ["notInSync", `Complete Migration failed for cache-prod: its data are not in sync with ${host}`],
    ["testPassed", `Test Migration successful for cache-prod with ${host}`],
    ["testFailed", `Test Migration failed for cache-prod because of an unreachable source ${host}`],
    ["other", `Failover from ${host} completed`],
  ])("its name changes nothing in: %s", (meaning, message) => {
    expect(meaningOf({ at: at(0), message })).toBe(meaning);
  });
});

test("events from before the group's creation are an earlier group's of the same name", () => {
  const told = (at: string) => isOf(group, { at, message: events.completed(0).message });
  expect([told("2026-11-20T07:59:59.999Z"), told(group.createdAt), told(at(0))]).toStrictEqual([false, true, true]);
});

test("only what is newer than the attempt's acceptance counts, and of that what follows the newest start", () => {
  const all = [
    events.started(-90),
    events.fellBack(-30),
    events.started(10),
    events.fellBack(75),
    events.started(100),
    events.completed(200),
  ];
  expect(eventsOfAttempt(all, at(0))).toStrictEqual({ startedAt: at(100), since: [events.completed(200)] });
  expect(eventsOfAttempt(all.slice(0, 4), at(0))).toStrictEqual({ startedAt: at(10), since: [events.fellBack(75)] });
  expect(eventsOfAttempt(all.slice(0, 2), at(0))).toStrictEqual({ startedAt: undefined, since: [] });
  expect(eventsOfAttempt([events.completed(5)], at(0))).toStrictEqual({
    startedAt: undefined,
    since: [events.completed(5)],
  });
});

test("what AWS told up to the acceptance is not the attempt's, to the very millisecond", () => {
  const known = { at: at(0), message: events.fellBack(0).message };
  expect(eventsOfAttempt([events.started(-60), known], at(0))).toStrictEqual({ startedAt: undefined, since: [] });
});

test("the newest event of a meaning is found, and none where there is none", () => {
  expect(newest([events.fellBack(1), events.fellBack(2), events.completed(3)], "failed")).toStrictEqual(
    events.fellBack(2),
  );
  expect(newest([events.fellBack(1)], "completed")).toBe(undefined);
});
