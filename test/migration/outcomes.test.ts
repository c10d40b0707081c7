import { limits } from "../../migration/limits.ts";
import { describe, expect, test } from "vitest";
import {
  completionRefusal,
  completionSeen,
  startsKnownAtMs,
  testOutcome,
  type TestQuestion,
} from "../../migration/outcomes.ts";
import type { EventReading } from "../../migration/observation.ts";
import type { Memory } from "../../migration/phase.ts";
import type { Stage } from "../../migration/stages.ts";
import {
  at,
  events,
  journal,
  master,
  milestone,
  ms,
  primaryAddress,
  read,
  replica,
  seen,
  unreadable,
} from "./samples.ts";

const told = (message: string) => ({ at: at(5), message });

describe("how TestMigration ended", () => {
  const history = journal("prepare");
  const passed = told("Test Migration successful for cache-prod");
  const failed = told("Test Migration failed for cache-prod because of a timeout");
  const question: TestQuestion = {
    stage: "prepare",
    memory: { history, milestones: [] },
    seen: seen(),
    asked: { atMs: ms(0), eventsUntil: "" },
    withinMs: limits.testOutcomeWithinMs,
  };
  const after = (events: readonly EventReading[], changes: Partial<TestQuestion> = {}, atSeconds = 6) =>
    testOutcome({ ...question, seen: seen({ events, atSeconds }), ...changes });

  test("is what its event says", () => {
    expect(after([passed])).toStrictEqual({ outcome: "passed", evidence: passed.message });
    expect(after([failed])).toStrictEqual({ outcome: "failed", evidence: failed.message });
  });

  test("is not what an event from before the question says", () => {
    expect(after([failed], { asked: { atMs: ms(0), eventsUntil: at(5) } }).outcome).toBe("running");
  });

  test("is inconclusive after five minutes of silence, never a pass", () => {
    expect(after([], {}, 299.999).outcome).toBe("running");
    expect(after([], {}, 300).outcome).toBe("inconclusive");
    expect(after([events.completed(1)], {}, 300).outcome).toBe("inconclusive");
  });

  test("is nothing where nobody asked", () => {
    expect(after([], { asked: undefined }, 1e6).outcome).toBe("notRun");
  });

  test("is remembered as it was recorded, in prepare and in the attempt that follows it", () => {
    const recorded = (evidence: string) => [milestone("tested", 0, evidence)];
    const outcome = (milestones: Memory["milestones"]) =>
      after([], { asked: undefined, memory: { history, milestones } }).outcome;
    expect([outcome(recorded("inconclusive")), outcome(recorded("successful"))]).toStrictEqual([
      "inconclusive",
      "passed",
    ]);
    const memory = { history: journal("prepare", "migrate"), milestones: recorded("inconclusive") };
    expect(after([], { stage: "migrate", asked: undefined, memory }).outcome).toBe("inconclusive");
    const next = { ...memory, history: journal("prepare", "migrate", "prepare", "migrate") };
    expect(after([], { stage: "migrate", asked: undefined, memory: next }).outcome).toBe("notRun");
  });

  test("of a run that was killed is a pass if its event says so; a failure asks for another test", () => {
    expect(after([passed], { asked: undefined }).outcome).toBe("passed");
    expect(after([failed], { asked: undefined }).outcome).toBe("notRun");
    expect(after([passed, { ...failed, at: at(7) }], { asked: undefined }, 8).outcome).toBe("notRun");
    const earlier = { ...passed, at: at(-10) };
    expect(after([earlier], { asked: undefined }).outcome).toBe("notRun");
  });

  test("that failed stays failed in migrate, whatever was recorded before it", () => {
    const memory = (milestones: Memory["milestones"] = []) => ({ history: journal("prepare", "migrate"), milestones });
    const migrate = { stage: "migrate", asked: undefined } as const;
    expect(after([failed], { ...migrate, memory: memory() }).outcome).toBe("failed");
    const inconclusive = memory([milestone("tested", 0, "inconclusive")]);
    expect(after([failed], { ...migrate, memory: inconclusive }).outcome).toBe("failed");
    expect(after([failed, { ...passed, at: at(5.5) }], { ...migrate, memory: memory() }).outcome).toBe("passed");
  });
});

test("a completion is refused by an event that is newer than its request", () => {
  expect(completionRefusal([events.notInSync(10)], at(9))).toBe(events.notInSync(10).message);
  expect(completionRefusal([events.notInSync(10)], at(10))).toBe("");
  expect(completionRefusal([events.fellBack(10)], at(9))).toBe(events.fellBack(10).message);
  expect(completionRefusal([events.completed(10)], at(9))).toBe("");
});

describe("a completion that AWS tells of", () => {
  const memory = (stages: readonly Stage[], ...milestones: Memory["milestones"]): Memory => ({
    history: journal(...stages),
    milestones,
  });
  const word = events.completed(0).message;

  test("is seen in whatever attempt it happened", () => {
    expect(completionSeen(seen({ events: [events.completed(5)] }), memory(["prepare", "migrate"]))).toBe(word);
    const later = memory(["prepare", "migrate", "prepare", "migrate"]);
    expect(completionSeen(seen({ events: [{ ...events.completed(0), at: at(-1.5) }] }), later)).toBe(word);
    expect(completionSeen(seen({ events: [{ ...events.completed(0), at: at(-50) }] }), later)).toBe(word);
  });

  test("is none where this stack aborted the migration, by its intent or by what it recorded", () => {
    const aborted = memory(["prepare", "migrate", "abort"]);
    expect(completionSeen(seen({ events: [events.completed(5)] }), aborted)).toBe("");
    const before = { ...events.completed(0), at: at(-0.5) };
    expect(completionSeen(seen({ events: [before] }), aborted)).toBe(word);
    const recorded = memory(["prepare", "migrate", "abort"], milestone("abortRequested"));
    expect(completionSeen(seen({ events: [before] }), recorded)).toBe("");
  });

  test("is none of an earlier group of the same name", () => {
    const old = { ...events.completed(0), at: "2026-11-20T07:59:59.000Z" };
    expect(completionSeen(seen({ events: [old] }), memory(["prepare", "migrate"]))).toBe("");
    const gone = { ...seen({ events: [events.completed(5)] }), group: { kind: "absent" } as const };
    expect(completionSeen(gone, memory(["prepare", "migrate"]))).toBe("");
  });
});

describe("a start that an interrupted run may have made", () => {
  const memory = { history: journal("prepare", "migrate"), milestones: [] };
  const promoted = seen({ primary: read(primaryAddress, master({ replid2: "c".repeat(40) })) });

  test("cannot have fallen back before the intent is a minute old", () => {
    expect(startsKnownAtMs(promoted, memory, ms(59.9))).toBe(ms(59.9));
  });

  test("is waited for as long as its events may be late, where a primary has left another server's history", () => {
    expect(startsKnownAtMs(promoted, memory, ms(60))).toBe(ms(180));
    const blind = seen({ primary: unreadable(primaryAddress) });
    expect(startsKnownAtMs(blind, memory, ms(60))).toBe(ms(180));
    expect(startsKnownAtMs({ ...promoted, shards: [] }, memory, ms(60))).toBe(ms(180));
  });

  test("is waited for, too, by a runner whose clock is behind the one that accepted the stage", () => {
    expect(startsKnownAtMs(promoted, memory, ms(0))).toBe(ms(0));
    expect(startsKnownAtMs(promoted, memory, ms(-0.001))).toBe(ms(119.999));
    expect(startsKnownAtMs(seen(), memory, ms(-3600))).toBe(ms(-3600));
  });

  test("is ruled out where no primary ever followed another server", () => {
    expect(startsKnownAtMs(seen(), memory, ms(60))).toBe(ms(60));
    expect(startsKnownAtMs(seen({ primary: read(primaryAddress, replica()) }), memory, ms(60))).toBe(ms(60));
  });
});
