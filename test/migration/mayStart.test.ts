import { expect, test } from "vitest";
import type { Finding } from "../../migration/findings.ts";
import { mayNotStart, type Contents } from "../../migration/mayStart.ts";
import type { Memory } from "../../migration/phase.ts";
import type { Plan } from "../../migration/plan.ts";
import type { Stage } from "../../migration/stages.ts";
import { journal, milestone, plan } from "./samples.ts";

interface Case {
  readonly stages?: readonly Stage[];
  readonly milestones?: Memory["milestones"];
  readonly findings?: readonly Finding[];
  readonly contents?: Contents;
  readonly completionSeen?: string;
  readonly plan?: Partial<Plan>;
}

/** Everything speaks for a start, except what the case changes. */
function judge({ stages = ["prepare", "migrate"], milestones = [], findings = [], ...rest }: Case = {}) {
  return mayNotStart(
    {
      memory: { history: journal(...stages), milestones },
      plan: { ...plan, ...rest.plan },
      completionSeen: rest.completionSeen ?? "",
    },
    { findings, contents: rest.contents ?? { kind: "empty" } },
  );
}

const finding = (severity: Finding["severity"]): Finding => ({
  code: "target-multi-az",
  severity,
  found: "Multi-AZ is off",
  expected: "Multi-AZ on",
  remedy: "set it back",
  source: "AWS",
});
const someKeys: Contents = { kind: "keys", count: 3, where: "3 in database 0 of cache-prod-001" };

test("nothing speaks against the first start of an attempt on an empty target", () => {
  expect(judge()).toBe(undefined);
  expect(judge({ findings: [finding("warning"), finding("unknown")] })).toBe(undefined);
});

test.each<[string, readonly Stage[]]>([
  ["nothing", []],
  ["prepare", ["prepare"]],
  ["prepare again", ["prepare", "migrate", "prepare"]],
  ["abort", ["prepare", "migrate", "abort"]],
  ["migrate of no attempt", ["migrate"]],
])("the newest intent must be this attempt's migrate: %s is not", (_name, stages) => {
  expect(judge({ stages })?.code).toBe("illegal-move");
});

test("complete as the newest intent is refused as what it may have done", () => {
  expect(judge({ stages: ["prepare", "migrate", "complete"] })?.code).toBe("illegal-move");
});

test("a recorded completion of whatever attempt forbids every start", () => {
  const stages: Stage[] = ["prepare", "migrate", "prepare", "migrate"];
  const refusal = judge({ stages, milestones: [milestone("completed", 1)] });
  expect(refusal?.code).toBe("completion-possible");
  expect(refusal?.happened).toBe("A completion of cache-prod is recorded at 2026-11-20T10:00:00.000Z.");
});

test("a completion that was asked for forbids every start, in its own attempt and in later ones", () => {
  expect(judge({ stages: ["prepare", "migrate", "complete", "migrate"] })?.code).toBe("completion-possible");
  const later: Stage[] = ["prepare", "migrate", "complete", "migrate", "prepare", "migrate"];
  expect(judge({ stages: later })?.code).toBe("completion-possible");
});

test("an abort of that attempt that went through proves that the completion failed", () => {
  const stages: Stage[] = ["prepare", "migrate", "complete", "abort", "prepare", "migrate"];
  expect(judge({ stages, milestones: [milestone("abortRequested", 1)] })?.code).toBe("completion-possible");
  expect(judge({ stages, milestones: [milestone("aborted", 1)] })).toBe(undefined);
});

test("a word that nothing was completed settles every earlier attempt's request, until the opposite is said", () => {
  const stages: Stage[] = ["prepare", "migrate", "complete", "migrate", "prepare", "migrate", "prepare", "migrate"];
  const after = (...outcomes: ("completed" | "notCompleted")[]) => {
    const said = outcomes.map((outcome, index) => [5 + index, { outcome, owner: "mara", reason: "seen" }] as const);
    const history = journal(...stages).map((entry, index) => {
      const declared = said.find(([at]) => at === index)?.[1];
      return declared === undefined ? entry : { ...entry, declared };
    });
    const memory = { history, milestones: [] };
    return mayNotStart({ memory, plan, completionSeen: "" }, { findings: [], contents: { kind: "empty" } })?.code;
  };
  expect([after(), after("notCompleted"), after("notCompleted", "completed")]).toStrictEqual([
    "completion-possible",
    undefined,
    "completion-possible",
  ]);
});

test("a completion that only AWS tells of forbids every start", () => {
  const refusal = judge({ completionSeen: "Complete Migration successful for cache-prod" });
  expect(refusal?.code).toBe("completion-possible");
  expect(refusal?.happened).toContain("told of by AWS: Complete Migration successful");
});

test("no consent overrides a possible completion", () => {
  const consents = { discardTargetData: "cache-prod#1", forceAbort: "cache-prod#1", allowDestroy: true };
  const stages: Stage[] = ["prepare", "migrate", "complete", "migrate"];
  expect(judge({ stages, plan: consents })?.code).toBe("completion-possible");
});

test("one start per attempt", () => {
  expect(judge({ milestones: [milestone("startRequested", 1)] })?.code).toBe("start-already-made");
  const second: Stage[] = ["prepare", "migrate", "prepare", "migrate"];
  expect(judge({ stages: second, milestones: [milestone("startRequested", 1)] })).toBe(undefined);
});

test("an attempt that adopted a migration in flight has had its start, though no run could tell whose it was", () => {
  const history = journal("prepare", "migrate").map((entry) =>
    entry.stage === "migrate" ? { ...entry, adopted: "cache-prod#1" } : entry,
  );
  const question = { memory: { history, milestones: [] }, plan, completionSeen: "" };
  const refusal = mayNotStart(question, { findings: [], contents: { kind: "empty" } });
  expect(refusal?.code).toBe("start-already-made");
  expect(refusal?.happened).toBe("Attempt 1 of cache-prod adopted a migration in flight, which is its start.");
});

test("a blocking finding is told with what was found, expected and to be done", () => {
  const refusal = judge({ findings: [finding("warning"), finding("blocking")] });
  expect(refusal?.code).toBe("blocking-findings");
  expect(refusal?.happened).toBe(
    "cache-prod is not ready to migrate:\n  target-multi-az: Multi-AZ is off; expected Multi-AZ on; set it back",
  );
});

test("a target with keys wants a consent that names this group and this attempt, and prints it", () => {
  const refusal = judge({ contents: someKeys });
  expect(refusal?.code).toBe("target-not-empty");
  expect(refusal?.happened).toContain("3 in database 0");
  expect(refusal?.remedy).toContain("migration.discardTargetData: cache-prod#1");
  for (const discardTargetData of ["cache-prod#2", "cache-dev#1", "cache-prod", "cache-prod#11"]) {
    expect(judge({ contents: someKeys, plan: { discardTargetData } })?.code).toBe("target-not-empty");
  }
  expect(judge({ contents: someKeys, plan: { discardTargetData: "cache-prod#1" } })).toBe(undefined);
});

test("a consent is spent by the attempt that it named", () => {
  const stages: Stage[] = ["prepare", "migrate", "prepare", "migrate"];
  const milestones = [milestone("startRequested", 1)];
  const spent = judge({ stages, milestones, contents: someKeys, plan: { discardTargetData: "cache-prod#1" } });
  expect(spent?.code).toBe("target-not-empty");
  expect(spent?.remedy).toContain("cache-prod#2");
});

test("a target that cannot be seen is not proven empty, with whatever consent", () => {
  const contents: Contents = { kind: "unknown", why: "connect ECONNREFUSED" };
  const refusal = judge({ contents, plan: { discardTargetData: "cache-prod#1" } });
  expect(refusal?.code).toBe("target-not-empty");
  expect(refusal?.happened).toContain("connect ECONNREFUSED");
});
