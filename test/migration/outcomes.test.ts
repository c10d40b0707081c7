import { limits } from "../../migration/limits.ts";
import { describe, expect, test } from "vitest";
import {
  completionRefusal,
  completionSeen,
  neverFollowed,
  startsKnownAtMs,
  testOutcome,
  type TestQuestion,
} from "../../migration/outcomes.ts";
import type { EventReading } from "../../migration/observation.ts";
import type { Memory } from "../../migration/phase.ts";
import type { Stage } from "../../migration/stages.ts";
import { at, events, journal, master, milestone, ms, primaryAddress, read, seen, unreadable } from "./samples.ts";

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
    expect(after([passed])).toStrictEqual({ outcome: "passed", evidence: passed.message, since: at(0) });
    expect(after([failed])).toStrictEqual({ outcome: "failed", evidence: failed.message, since: at(0) });
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

  test("that failed and was mended is settled by the next one, which begins after its event", () => {
    const tested = { ...milestone("tested", 0, "inconclusive"), eventsUntil: at(5) };
    const question = { stage: "migrate", asked: undefined } as const;
    const memory = { history: journal("prepare", "migrate"), milestones: [tested] };
    expect(after([failed], { ...question, memory }).outcome).toBe("inconclusive");
    expect(after([failed, { ...failed, at: at(5.5) }], { ...question, memory }).outcome).toBe("failed");
  });
});

test("a completion is refused by an event that is newer than its request", () => {
  const callAt = (seconds: number) => ({ ...milestone("completeRequested"), eventsUntil: at(seconds) });
  expect(completionRefusal([events.notInSync(10)], callAt(9))).toBe(events.notInSync(10).message);
  expect(completionRefusal([events.notInSync(10)], callAt(10))).toBe("");
  expect(completionRefusal([events.fellBack(10)], callAt(9))).toBe(events.fellBack(10).message);
  expect(completionRefusal([events.completed(10)], callAt(9))).toBe("");
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
    expect(completionSeen(seen({ events: [events.completed(5)] }), recorded)).toBe("");
    expect(completionSeen(seen({ events: [before] }), recorded)).toBe(word);
  });

  test("is one after this stack's abort had ended, also in an attempt that aborted", () => {
    const own = { ...events.started(0), at: at(-3.5) };
    const ofAnother = [events.completed(1), events.started(60), events.completed(90)];
    const next = memory(["prepare", "migrate", "abort", "prepare", "migrate"], milestone("abortRequested"));
    expect(completionSeen(seen({ events: [own, events.completed(1)] }), next)).toBe("");
    expect(completionSeen(seen({ events: [own, ...ofAnother] }), next)).toBe(word);
  });

  test("may be one in words that are not AWS's known ones", () => {
    const message = "Migration of cache-prod ended successfully";
    expect(completionSeen(seen({ events: [{ at: at(5), message }] }), memory(["prepare", "migrate"]))).toBe(message);
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

  test("is none where this very up made the intent, whatever the clocks say", () => {
    for (const began of [ms(-3600), ms(0), ms(3600)]) expect(startsKnownAtMs(memory, began, true)).toBe(began);
  });

  test("is waited for behind an older intent, as long as AWS may be late with its status and its events", () => {
    for (const began of [ms(-3600), ms(1), ms(3600)])
      expect(startsKnownAtMs(memory, began, false)).toBe(began + limits.startSettlesWithinMs);
    expect(limits.startSettlesWithinMs).toBeGreaterThanOrEqual(limits.eventsWithinMs);
  });

  test("is waited for where the newest entry only edits the attempt", () => {
    const [prepared, intent] = memory.history;
    if (prepared === undefined || intent === undefined) throw new Error("no history");
    const edited = { ...memory, history: [prepared, intent, { ...intent, at: at(5) }] };
    expect(startsKnownAtMs(edited, ms(6), true)).toBe(ms(6) + limits.startSettlesWithinMs);
  });

  describe("is ruled out by primaries that have run since before the intent and never followed", () => {
    const started = memory.history.at(-1)?.at ?? "";
    const tenLater = (Date.parse(started) - ms(0)) / 1000 + 10;
    const withPrimary = (info: Parameters<typeof master>[0], atSeconds = tenLater) => {
      const own = { uptimeSeconds: 11, replid: "b".repeat(40), ...info };
      return neverFollowed(seen({ primary: read(primaryAddress, master(own)), atSeconds }), memory);
    };

    test("and by no others", () => {
      expect(withPrimary({})).toBe(true);
      expect(withPrimary({ uptimeSeconds: 10 })).toBe(false);
      expect(withPrimary({ replid2: "c".repeat(40) })).toBe(false);
      expect(withPrimary({ role: "slave" })).toBe(false);
      expect(withPrimary({}, tenLater - 20)).toBe(false); // a runner's clock was ahead
    });

    test("and not where one cannot be read, or none is told", () => {
      const unread = seen({ primary: unreadable(primaryAddress), atSeconds: tenLater });
      expect(neverFollowed(unread, memory)).toBe(false);
      expect(neverFollowed({ ...unread, shards: [] }, memory)).toBe(false);
    });
  });
});
