// What an override does to a finding, and until when.
import { expect, test } from "vitest";
import { finding, type Finding } from "../../migration/findings.ts";
import { mayBeOverridden, overrideLines, overruled, whyNot, type Override } from "../../migration/overrides.ts";
import { prerequisites, type FindingCode } from "../../migration/prerequisites.ts";
import { reach, type Task } from "../../migration/reach.ts";
import { readiness } from "../../migration/readiness.ts";
import { beganMs, journal, plan, ready } from "./samples.ts";
import { ScriptedWorld } from "./scriptedWorld.ts";

const tooSmall = finding("target-memory", "blocking", "small", "large", "choose a larger one");
const answer = { owner: "ana", reason: "half of the keys go first", expires: "2026-11-20" } as const;
const byAna: Override = { code: "target-memory", ...answer };
const severities = (findings: readonly Finding[]) => findings.map(({ code, severity }) => [code, severity]);

test("a blocking finding that somebody answers for is a warning that says who, why and until when", () => {
  expect(overruled([tooSmall], [byAna], beganMs)).toStrictEqual([
    { ...tooSmall, severity: "warning", overridden: answer },
  ]);
});

test("other findings, and those that block nothing, are left as they are", () => {
  const others = [
    finding("test-migration", "blocking", "failed", "passed", "look at the routes"),
    finding("target-memory", "unknown", "not known", "enough", "compare"),
  ];
  expect(overruled(others, [byAna], beganMs)).toStrictEqual(others);
});

test("it counts to the end of its day in UTC, and then the finding blocks again and says so", () => {
  const at = (time: string) => severities(overruled([tooSmall], [byAna], Date.parse(time)));
  expect(at("2026-11-20T23:59:59.999Z")).toStrictEqual([["target-memory", "warning"]]);
  expect(at("2026-11-21T00:00:00.000Z")).toStrictEqual([
    ["target-memory", "blocking"],
    ["override-expired", "warning"],
  ]);
});

test("one that has ended is told with its owner, whether its finding is there or not", () => {
  const [ended] = overruled([], [byAna], Date.parse("2026-12-01"));
  expect(ended?.found).toBe("the override of target-memory by ana ended with 2026-11-20 (UTC)");
});

test("what cannot be overridden blocks, even if a plan claims an override of it", () => {
  const durable = finding("target-durable", "blocking", "durable", "not", "use another group");
  expect(overruled([durable], [{ ...byAna, code: "target-durable" }], beganMs)).toStrictEqual([durable]);
});

test("readiness tells findings as they count", () => {
  const small = { ...plan, target: { ...plan.target, nodeType: "cache.t4g.micro" } };
  const memory = (overrides: readonly Override[]) =>
    readiness({ ...small, overrides }, ready).find(({ code }) => code === "target-memory");
  expect(memory([])).toMatchObject({ severity: "blocking" });
  expect(memory([])).not.toHaveProperty("overridden");
  expect(memory([byAna])).toMatchObject({ severity: "warning", overridden: answer });
});

test("a line for whoever reads along names owner, day, reason and what was found", () => {
  expect(overrideLines(overruled([tooSmall], [byAna], beganMs))).toStrictEqual([
    "overridden by ana until 2026-11-20 (half of the keys go first): target-memory: small",
  ]);
  expect(overrideLines([tooSmall])).toStrictEqual([]);
});

const codes = Object.keys(prerequisites) as FindingCode[];

test("nothing without which AWS refuses or data are lost can be overridden", () => {
  const never: FindingCode[] = [
    "target-engine-version",
    "target-in-transit-encryption",
    "target-access-control",
    "target-durable",
    "target-serverless",
    "target-not-empty",
    "target-databases",
    "shard-count",
    "shard-slots",
    "rdb-too-new",
    "source-auth",
    "source-protected-mode",
    "source-is-replica",
    "source-unreachable",
  ];
  expect(never.filter(mayBeOverridden)).toStrictEqual([]);
  expect(whyNot("target-durable")).toBe(
    "AWS refuses the migration or data are lost without it (The target is not a durable cluster)",
  );
  expect(whyNot("target-not-empty")).toContain("a consent of their own");
});

test("every code either may be overridden or says why not", () => {
  expect(codes.filter((code) => mayBeOverridden(code) === (whyNot(code) !== ""))).toStrictEqual([]);
});

test("a run goes on with what is overridden, says so once, and keeps it in what it found", async () => {
  const small = { ...plan, target: { ...plan.target, nodeType: "cache.t4g.micro" } };
  const prepared = async (overrides: readonly Override[]) => {
    const world = new ScriptedWorld();
    const task: Task = {
      stage: "prepare",
      plan: { ...small, overrides },
      memory: { history: journal("prepare"), milestones: [] },
      isNewIntent: true,
    };
    const { failure, findings = [] } = await reach(task, world.ports, new AbortController().signal);
    const told = world.lines.filter((line) => line.includes("overridden by"));
    return { failure: failure?.code, told, memory: findings.find(({ code }) => code === "target-memory") };
  };
  expect(await prepared([])).toMatchObject({ failure: "blocking-findings", told: [] });
  const { failure, told, memory } = await prepared([byAna]);
  expect({ failure, told }).toStrictEqual({
    failure: undefined,
    told: [
      expect.stringMatching(
        /^cache-prod: overridden by ana until 2026-11-20 \(half of the keys go first\): target-memory: /,
      ),
    ],
  });
  expect(memory).toMatchObject({ severity: "warning", overridden: answer });
});
