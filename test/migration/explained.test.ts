import { expect, test } from "vitest";
import { actsOf, explained } from "../../migration/explained.ts";
import type { Act } from "../../migration/decide.ts";
import type { Stage } from "../../migration/stages.ts";
import { milestone, plan } from "./samples.ts";

const judge = (before: string | undefined, after: string, stage: Stage, ...acts: Act[]) =>
  explained(before, after, new Set(acts), { stage, plan })?.code ?? "explained";
const unexplained = "unexplained-status-change";

test("the first look and an unchanged status need no explanation", () => {
  expect(judge(undefined, "migrating", "complete")).toBe("explained");
  expect(judge("migrating", "migrating", "complete")).toBe("explained");
});

test.each<[string, string, string, Stage, ...Act[]]>([
  ["explained", "migrating", "available", "migrate"],
  ["explained", "migrating", "available", "complete", "complete"],
  ["explained", "migrating", "modifying", "complete", "complete"],
  ["explained", "migrating", "available", "abort", "abort"],
  [unexplained, "migrating", "available", "complete"],
  [unexplained, "migrating", "available", "abort"],
  [unexplained, "migrating", "modifying", "complete"],
  ["explained", "available", "modifying", "migrate", "start"],
  ["explained", "available", "migrating", "migrate", "start"],
  ["explained", "modifying", "migrating", "migrate"],
  [unexplained, "available", "migrating", "migrate"],
  [unexplained, "available", "modifying", "migrate"],
  [unexplained, "available", "migrating", "prepare", "test"],
  [unexplained, "available", "migrating", "complete", "complete"],
  ["explained", "available", "modifying", "prepare"],
  ["explained", "available", "modifying", "prepare", "test"],
  ["explained", "creating", "available", "prepare"],
  ["explained", "modifying", "available", "prepare"],
  ["explained", "available", "snapshotting", "migrate"],
  ["explained", "available", "modifying", "abort", "start"],
  ["explained", "modifying", "migrating", "abort", "start"],
  [unexplained, "available", "modifying", "abort"],
  [unexplained, "available", "migrating", "abort"],
])("%s: from %s to %s in %s", (verdict, before, after, stage, ...acts) => {
  expect(judge(before, after, stage, ...acts)).toBe(verdict);
});

test("a group that is gone is left to be refused by its own name", () => {
  expect(judge("migrating", "absent", "complete")).toBe("explained");
  expect(judge("available", "absent", "migrate")).toBe("explained");
});

test("the words name both statuses and the group", () => {
  const failure = explained("migrating", "available", new Set(), { stage: "complete", plan });
  expect(failure?.happened).toBe(
    "cache-prod went from migrating to available, and nothing that this stack did explains it.",
  );
});

test("what an earlier run of the attempt recorded explains what AWS carries out now", () => {
  const none = new Set<Act>();
  const milestones = [
    milestone("startRequested", 1),
    milestone("completeRequested", 1),
    milestone("abortRequested", 2),
  ];
  expect(actsOf(none, milestones, { stage: "migrate", attempt: 1 })).toStrictEqual(new Set(["start", "complete"]));
  expect(actsOf(none, milestones, { stage: "complete", attempt: 1 })).toStrictEqual(new Set(["complete"]));
  expect(actsOf(none, milestones, { stage: "abort", attempt: 1 })).toStrictEqual(new Set(["start", "complete"]));
  expect(actsOf(none, milestones, { stage: "abort", attempt: 2 })).toStrictEqual(new Set(["abort"]));
  expect(actsOf(new Set(["test"]), [], { stage: "prepare", attempt: 0 })).toStrictEqual(new Set(["test"]));
  expect(none.size).toBe(0);
});
