import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Decision, type Situation } from "../../migration/decide.ts";
import { failureCodes } from "../../migration/failures.ts";
import { currentAttempt } from "../../migration/phase.ts";
import { anySituation, nearlyReady } from "./situations.ts";

describe("in any situation", () => {
  const always = (holds: (situation: Situation, decision: Decision) => void) => () => {
    fc.assert(
      fc.property(fc.oneof(anySituation, nearlyReady), (situation) => {
        holds(situation, decide(situation));
      }),
      { numRuns: 3000 },
    );
  };

  test(
    "there is a decision, each wait has a reason and a bound, each refusal its three lines",
    always(({ nowMs, deadlineAtMs }, decision) => {
      if (decision.do === "wait") {
        expect(decision.reason).not.toBe("");
        expect(decision.untilMs).toBeGreaterThan(nowMs);
        expect(decision.untilMs).toBeLessThanOrEqual(deadlineAtMs);
      }
      if (decision.do !== "giveUp") return;
      const { code, happened, expected, remedy } = decision.failure;
      expect(failureCodes).toContain(code);
      expect([happened, expected, remedy]).not.toContain("");
    }),
  );

  test(
    "nothing is begun and nothing is waited for past the deadline",
    always(({ nowMs, deadlineAtMs }, decision) => {
      if (nowMs >= deadlineAtMs) expect(["finish", "giveUp"]).toContain(decision.do);
    }),
  );

  test(
    "nothing is done to a group that is not the one that this stack knows",
    always(({ phase }, decision) => {
      if (phase.phase === "broken") expect(decision.do).toBe("giveUp");
    }),
  );

  test(
    "completion is asked for only in complete, in sync for the whole time, and once",
    always(({ stage, phase, inSyncSinceMs, inSyncLooks, nowMs, plan: { inSyncForSeconds }, acts }, decision) => {
      if (decision.do !== "complete") return;
      expect({ stage, phase: phase.phase }).toStrictEqual({ stage: "complete", phase: "inSync" });
      expect(inSyncLooks).toBeGreaterThanOrEqual(3);
      expect(nowMs - (inSyncSinceMs ?? Infinity)).toBeGreaterThanOrEqual(inSyncForSeconds * 1000);
      // Without a probe by nothing that CloudWatch measured before the watch began.
      const asOfMs = "asOfMs" in phase ? phase.asOfMs : undefined;
      if (asOfMs !== undefined) expect(asOfMs).toBeGreaterThanOrEqual(inSyncSinceMs ?? Infinity);
      expect(acts.has("complete")).toBe(false);
    }),
  );

  test(
    "a migration is ended by force only in abort, and once",
    always(({ stage, status, acts }, decision) => {
      if (decision.do !== "abort") return;
      expect({ stage, status, again: acts.has("abort") }).toStrictEqual({
        stage: "abort",
        status: "migrating",
        again: false,
      });
    }),
  );

  test(
    "TestMigration is asked for only in prepare",
    always(({ stage, test: outcome }, decision) => {
      if (decision.do === "test") expect({ stage, outcome }).toStrictEqual({ stage: "prepare", outcome: "notRun" });
    }),
  );

  test(
    "a start needs everything that the design asks for",
    always((situation, decision) => {
      if (decision.do !== "start") return;
      const { stage, phase, memory, evidence, acts, completionSeen, startsKnownAtMs, nowMs } = situation;
      const attempt = currentAttempt(memory.history);
      const newest = memory.history.at(-1);
      expect({ stage, phase }).toStrictEqual({
        stage: "migrate",
        phase: { phase: "notStarted", status: "available" },
      });
      expect(newest?.stage).toBe("migrate");
      expect(attempt).toBeGreaterThan(0);
      expect(acts.has("start")).toBe(false);
      expect(nowMs).toBeGreaterThanOrEqual(startsKnownAtMs);
      const made = memory.milestones.filter((one) => one.kind === "startRequested" && one.attempt === attempt);
      expect(made).toStrictEqual([]);
      expect(memory.milestones.filter((one) => one.kind === "completed")).toStrictEqual([]);
      expect(completionSeen).toBe("");
      const open = memory.history
        .filter((entry) => entry.stage === "complete")
        .filter((entry) => !memory.milestones.some((one) => one.kind === "aborted" && one.attempt === entry.attempt));
      expect(open).toStrictEqual([]);
      expect(evidence?.findings.filter((one) => one.severity === "blocking")).toStrictEqual([]);
      const consented = situation.plan.discardTargetData === `cache-prod#${attempt}`;
      const kinds = consented ? ["empty", "keys"] : ["empty"];
      expect(kinds).toContain(evidence?.contents.kind);
    }),
  );

  test("starts, completions and aborts do come up among them: the properties above are not empty", () => {
    const counts: Record<string, number> = {};
    const many = fc.sample(fc.oneof(anySituation, nearlyReady), { numRuns: 12_000, seed: 7 });
    for (const situation of many) {
      const decision = decide(situation).do;
      counts[decision] = (counts[decision] ?? 0) + 1;
    }
    for (const act of ["start", "complete", "abort", "test", "look", "finish", "wait", "giveUp"]) {
      expect(counts[act] ?? 0, act).toBeGreaterThan(5);
    }
  });
});
