import { expect, test } from "vitest";
import { refreshed, type Refreshable } from "../../migration/refresh.ts";
import { isUnsettled } from "../../migration/result.ts";
import { at, events, group, journal, milestone, plan, primaryAddress, read, replica, seen } from "./samples.ts";

const milestones = [milestone("prepared", 0), milestone("startRequested"), milestone("replicating")];
/** As a run of `migrate` that ended at its deadline leaves them. */
const outputs: Refreshable = {
  stage: "migrate",
  history: journal("prepare", "migrate"),
  plan,
  schemaVersion: 1,
  attempt: 1,
  reached: "prepare",
  phase: "starting",
  milestones,
  findings: [],
  lagBytes: -1,
  endpoints: { primary: "", reader: "", configuration: "", useNow: "source" },
  startedAt: at(0),
  inSyncAt: "",
  completedAt: "",
  unproven: [],
  nextStep: "run pulumi up again: it goes on from there",
};

test("shows where the migration stands now, and leaves what was reached and recorded as it was", () => {
  const now = refreshed(
    outputs,
    seen({ status: "migrating", primary: read(primaryAddress, replica({ offset: 4990 })) }),
  );
  expect(now).toStrictEqual({
    ...outputs,
    phase: "inSync",
    lagBytes: 10,
    endpoints: { ...group.endpoints, useNow: "source" },
  });
  expect(isUnsettled("migrate", now)).toBe(true);
});

test("a group that is gone stays, as broken, with no endpoint to use", () => {
  const lost = refreshed(
    { ...outputs, reached: "migrate", phase: "inSync" },
    { atMs: 0, group: { kind: "absent" }, events: [], shards: [] },
  );
  expect([lost.phase, lost.reached, lost.endpoints, lost.milestones]).toStrictEqual([
    "broken",
    "migrate",
    { primary: "", reader: "", configuration: "", useNow: "source" },
    milestones,
  ]);
  expect(isUnsettled("migrate", lost)).toBe(true);
});

test("an end that no run has judged is seen and not recorded", () => {
  const seenDone = refreshed(outputs, seen({ events: [events.completed(20)] }));
  expect([seenDone.phase, seenDone.endpoints.useNow, seenDone.completedAt]).toStrictEqual(["done", "", ""]);
  expect(seenDone.milestones).toStrictEqual(milestones);
});
