import { describe, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

describe("what must hold between keys", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "the watch rests on three looks",
      { "migration.inSyncForSeconds": 14.9, "migration.pollSeconds": 5 },
      "migration.inSyncForSeconds",
    ],
    ["no watch at all is none", { "migration.inSyncForSeconds": 0 }, "migration.inSyncForSeconds"],
    ["the watch fits into the deadline", { "migration.deadlineMinutes": 1 }, "migration.deadlineMinutes"],
    [
      "a consent to discard is for this group",
      { "migration.discardTargetData": "cache-dev#1" },
      "migration.discardTargetData",
    ],
    ["a consent to abort is for this group", { "migration.forceAbort": "cache-prod-2#1" }, "migration.forceAbort"],
  ])("%s", (_rule, changes, key) => {
    const lines = faults(whole(changes));
    expect(lines.map((line) => line.split(":")[0])).toStrictEqual([key]);
  });

  test("a fault of a key's own form does not hide another key's", () => {
    const lines = faults(whole({ stage: "no", "target.cidrs": ["10.0.0.0/8"] }));
    expect(lines.map((line) => line.split(":")[0])).toStrictEqual(["stage", "target.cidrs"]);
  });

  test("what only just holds is taken", () => {
    expect(faults(whole({ "migration.inSyncForSeconds": 15, "migration.pollSeconds": 5 }))).toStrictEqual([]);
  });

  test("a wrong watch is told with the values that it is measured by", () => {
    const lines = faults(whole({ "migration.inSyncForSeconds": 90, "migration.deadlineMinutes": 1.5 }));
    expect(lines).toStrictEqual([
      "migration.deadlineMinutes: found 1.5; expected more than migration.inSyncForSeconds (90 s)",
    ]);
    expect(faults(whole({ "migration.inSyncForSeconds": 10 }))).toStrictEqual([
      "migration.inSyncForSeconds: found 10; expected three times migration.pollSeconds (5) or more",
    ]);
  });
});
