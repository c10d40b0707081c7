import { describe, expect, test } from "vitest";
import { failure } from "../../migration/failures.ts";
import type { Phase, PhaseName } from "../../migration/phase.ts";
import type { Outcome, Task } from "../../migration/reach.ts";
import { isUnsettled, resultOf, type Result } from "../../migration/result.ts";
import type { Stage } from "../../migration/stages.ts";
import { at, group, journal, milestone, plan } from "./samples.ts";

const finding = {
  code: "target-multi-az",
  severity: "blocking",
  found: "off",
  expected: "on",
  remedy: "on",
  source: "AWS",
} as const;
const refused = failure("deadline-reached", "It is late.", "an earlier end", "run pulumi up again");
const inSync: Phase = { phase: "inSync", lagBytes: 7 };
const phaseNames: readonly PhaseName[] = [
  "unknown",
  "notStarted",
  "starting",
  "copying",
  "catchingUp",
  "inSync",
  "completing",
  "done",
  "aborting",
  "aborted",
  "fellBack",
  "broken",
];
const inSyncMilestones = [milestone("startRequested", 1, "", 10), milestone("inSync", 1, "", 50)];

function task(stage: Stage, ...stages: Stage[]): Task {
  return { stage, plan, memory: { history: journal(...stages), milestones: [] }, isNewIntent: true };
}
const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  failure: undefined,
  phase: inSync,
  milestones: inSyncMilestones,
  findings: undefined,
  group: { ...group, status: "migrating" },
  ...changes,
});
const migrated = () => resultOf(task("migrate", "prepare", "migrate"), outcome(), undefined);

test("a reached stage leaves every output that was promised, without a null", () => {
  expect(migrated()).toStrictEqual({
    schemaVersion: 1,
    attempt: 1,
    reached: "migrate",
    phase: "inSync",
    milestones: inSyncMilestones,
    findings: [],
    lagBytes: 7,
    endpoints: { ...group.endpoints, useNow: "source" },
    startedAt: at(10),
    inSyncAt: at(50),
    completedAt: "",
    unproven: [],
    nextStep: "set stage to complete when the application can be switched over (the target is in sync, 7 bytes behind)",
  });
});

test("a stage that was not reached leaves what was reached before it, and says what to do", () => {
  const late = resultOf(task("complete", "prepare", "migrate", "complete"), outcome({ failure: refused }), migrated());
  expect([late.reached, late.nextStep]).toStrictEqual(["migrate", "run pulumi up again"]);
});

test("a stage that was reached once and is not any more is open again", () => {
  const again = resultOf(task("migrate", "prepare", "migrate"), outcome({ failure: refused }), migrated());
  expect(again.reached).toBe("");
  expect(isUnsettled("migrate", again)).toBe(true);
});

test("findings stay until a run judges anew", () => {
  const before: Result = { ...migrated(), findings: [finding] };
  const of = (findings: Outcome["findings"]) =>
    resultOf(task("complete", "prepare", "migrate", "complete"), outcome({ findings }), before).findings;
  expect(of(undefined)).toStrictEqual([finding]);
  expect(of([])).toStrictEqual([]);
});

describe("what the application is to use now", () => {
  const complete = task("complete", "prepare", "migrate", "complete");
  const completed = [...inSyncMilestones, milestone("completed", 1, "Complete Migration successful", 90)];
  const done: Phase = { phase: "done", asked: true, evidence: "Complete Migration successful" };

  test("is the target once the completion is proven, and what is not proven is listed", () => {
    const result = resultOf(complete, outcome({ phase: done, milestones: completed }), migrated());
    expect([result.endpoints.useNow, result.completedAt, result.lagBytes]).toStrictEqual(["target", at(90), -1]);
    expect(result.unproven).toHaveLength(2);
  });

  test("is not told while a completion was called for and nothing proves how it ended", () => {
    const asked = [...inSyncMilestones, milestone("completeRequested", 1)];
    const unknown: Phase = { phase: "unknown", about: "outcome", why: "no event proves it" };
    const result = resultOf(complete, outcome({ phase: unknown, milestones: asked, failure: refused }), migrated());
    expect(result.endpoints.useNow).toBe("");
  });

  test("is not told while this stack's call is open, though the target still follows, and is once AWS refused it", () => {
    const useNow = (...more: Outcome["milestones"]) =>
      resultOf(complete, outcome({ milestones: [...inSyncMilestones, ...more], failure: refused }), migrated())
        .endpoints.useNow;
    expect(useNow(milestone("completeRequested"))).toBe("");
    expect(useNow(milestone("completeRequested"), milestone("completionRefused"))).toBe("source");
    const anew = [milestone("completionRefused"), milestone("completeRequested")];
    expect(useNow(milestone("completeRequested"), ...anew)).toBe("");
  });

  test("is not told where somebody else ended the migration, or nothing shows who did", () => {
    const migrate = task("migrate", "prepare", "migrate");
    const useNow = (of: Task, phase: Phase) => resultOf(of, outcome({ phase, failure: refused }), migrated()).endpoints;
    expect(useNow(migrate, { phase: "done", asked: false, evidence: "Complete" }).useNow).toBe("");
    expect(useNow(complete, { phase: "unknown", about: "outcome", why: "nothing shows who asked" }).useNow).toBe("");
    expect(useNow(migrate, { phase: "unknown", about: "link", why: "the source cannot be read" }).useNow).toBe(
      "source",
    );
  });

  test("is the source again once an abort is proven, and in the next attempt", () => {
    const milestones = [...inSyncMilestones, milestone("completeRequested", 1), milestone("aborted", 1)];
    const aborted: Phase = { phase: "aborted", evidence: "AWS reports available" };
    const abort = task("abort", "prepare", "migrate", "complete", "abort");
    expect(resultOf(abort, outcome({ phase: aborted, milestones }), undefined).endpoints.useNow).toBe("source");
    const next = task("migrate", "prepare", "migrate", "abort", "prepare", "migrate");
    expect(resultOf(next, outcome({ milestones }), undefined).endpoints.useNow).toBe("source");
  });

  test.each(["absent", "another"] as const)("is never a group that is %s", (kind) => {
    const broken: Phase = { phase: "broken", kind, why: "it is gone" };
    const lost = { phase: broken, milestones: completed, failure: refused };
    expect(resultOf(complete, outcome(lost), migrated()).endpoints).toStrictEqual({
      primary: "",
      reader: "",
      configuration: "",
      useNow: "",
    });
  });
});

test("after an abort the result says that what had arrived is not known", () => {
  const aborted: Phase = { phase: "aborted", evidence: "AWS reports available" };
  const result = resultOf(task("abort", "prepare", "migrate", "abort"), outcome({ phase: aborted }), migrated());
  expect(result.unproven).toStrictEqual([
    "which of the source's keys had arrived at the target when the migration was aborted",
  ]);
});

describe("in operate", () => {
  const stages = ["prepare", "migrate", "complete"] as const;
  const done: Phase = { phase: "done", asked: true, evidence: "Complete Migration successful" };
  const completed = [...inSyncMilestones, milestone("completed", 1, "Complete Migration successful", 90)];
  const ended = outcome({ phase: done, milestones: completed });
  const unfenced = "that no write reached the source after the promotion: the cut-over is not fenced yet";
  const uncompared = "that source and target hold the same keys: nothing has compared them";

  test("what complete did not prove stays unproven, each once, whatever the plan asks for by then", () => {
    const unprobed: Task = { ...task("complete", ...stages), plan: { ...plan, probe: "none" } };
    const complete = resultOf(unprobed, ended, migrated());
    expect(complete.unproven.slice(0, 2)).toStrictEqual([unfenced, uncompared]);
    expect(complete.unproven).toContainEqual(expect.stringContaining("migration.maxLagBytes"));
    const operate = resultOf(task("operate", ...stages, "operate"), ended, complete);
    expect(operate.unproven).toStrictEqual(complete.unproven);
    expect(resultOf(task("operate", ...stages, "operate"), ended, operate).unproven).toStrictEqual(complete.unproven);
  });

  test("it is listed too where no earlier result is left", () => {
    const operate = resultOf(task("operate", ...stages, "operate"), ended, undefined);
    expect(operate.unproven).toStrictEqual([unfenced, uncompared]);
  });
});

test("an inconclusive TestMigration is listed as unproven", () => {
  const milestones = [milestone("tested", 0, "inconclusive")];
  const prepared = resultOf(task("prepare", "prepare"), outcome({ milestones }), undefined);
  expect(prepared.unproven).toStrictEqual(["that the target's nodes reach the source: TestMigration told nothing"]);
});

test("up has work to do until the stage is reached, and in prepare while a finding blocks", () => {
  const phase = "notStarted";
  expect(isUnsettled("migrate", { reached: "prepare", findings: [], phase })).toBe(true);
  expect(isUnsettled("migrate", { reached: "migrate", findings: [finding], phase: "inSync" })).toBe(false);
  expect(isUnsettled("prepare", { reached: "prepare", findings: [finding], phase })).toBe(true);
  expect(isUnsettled("prepare", { reached: "prepare", findings: [{ ...finding, severity: "warning" }], phase })).toBe(
    false,
  );
});

test("up has work to do again once a refresh saw that what was reached is lost", () => {
  const lost = (stage: Stage) =>
    phaseNames.filter((phase) => isUnsettled(stage, { reached: stage, findings: [], phase }));
  expect(lost("migrate")).toStrictEqual(["notStarted", "done", "aborted", "fellBack", "broken"]);
  expect(lost("complete")).toStrictEqual(["broken"]);
});
