// What a run says that ends at its deadline.
import { expect, test } from "vitest";
import { decide } from "../../migration/decide.ts";
import type { Phase } from "../../migration/phase.ts";
import type { Plan } from "../../migration/plan.ts";
import { ms, plan } from "./samples.ts";
import { well } from "./situations.ts";

function remedy(phase: Phase, probe: Plan["probe"]): string {
  const late = { ...well, status: "migrating", phase, plan: { ...plan, probe }, nowMs: ms(60), deadlineAtMs: ms(60) };
  const decision = decide(late);
  if (decision.do !== "giveUp") throw new Error(`it would ${decision.do}`);
  return decision.failure.remedy;
}

const copying: Phase = {
  phase: "copying",
  part: "unseen",
  done: undefined,
  total: undefined,
  waitingFor: "CloudWatch to report it in sync",
};

test("without a probe a copy that does not end sends the operator to the source's log", () => {
  expect(remedy(copying, "none")).toBe(
    "run pulumi up again: it goes on from there. Without a probe a copy that begins anew again and again is not recognised: where this has been said before, look in the source's log for repeated full copies",
  );
  const onwards = "run pulumi up again: it goes on from there";
  expect(remedy(copying, "direct")).toBe(onwards);
  expect(remedy({ phase: "starting", waitingFor: "the link" }, "none")).toBe(onwards);
});
