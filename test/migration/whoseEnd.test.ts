// Whose completion a success event tells of, and what an end that was recorded makes of everything after it.
import { describe, expect, test } from "vitest";
import { phaseOf, type Memory, type Phase } from "../../migration/phase.ts";
import type { Stage } from "../../migration/stages.ts";
import * as sample from "./samples.ts";

const { at, events, journal, master, milestone, plan, primaryAddress, read, seen, sourceAddress, unreadable } = sample;

function memory(stages: readonly Stage[], ...milestones: Memory["milestones"]): Memory {
  return { history: journal(...stages), milestones };
}
const phase = (sight: sample.Sight, of: Memory): Phase => phaseOf(seen(sight), of, plan);

/** A primary that was promoted out of the source's own history, as `master_replid2` tells it. */
const leftAt = (replid2Offset: number | undefined) =>
  read(primaryAddress, master({ replid: "b".repeat(40), replid2: master().replid, replid2Offset }));
/** The source has produced 5000 bytes, and the figure is the first offset that was not accepted any more. */
const leftTheSource = leftAt(5001);
const leftAnother = read(primaryAddress, master({ replid: "b".repeat(40), replid2: "c".repeat(40) }));
const asked: readonly Stage[] = ["prepare", "migrate", "complete"];
const word = events.completed(0).message;
const outcome = {
  phase: "unknown",
  about: "outcome",
  why: `${word}: nothing shows that this stack asked for it in sync`,
};
const ours = { phase: "done", asked: true, evidence: word };
const elsewhere = { phase: "done", asked: false, evidence: word };

describe("a success event after complete was accepted", () => {
  const ended = (sight: sample.Sight, ...milestones: Memory["milestones"]) =>
    phase({ events: [events.completed(30)], ...sight }, memory(asked, ...milestones));

  test("is this stack's own where its call is recorded, whatever the servers tell", () => {
    expect(ended({}, milestone("completeRequested"))).toStrictEqual(ours);
    expect(ended({ primary: unreadable(primaryAddress) }, milestone("completeRequested"))).toStrictEqual(ours);
    expect(ended({}, milestone("completionNotSent"), milestone("completeRequested"))).toStrictEqual(ours);
  });

  test("is a killed run's where every primary left the source's own history", () => {
    expect(ended({ primary: leftTheSource })).toStrictEqual(ours);
  });

  test("is a killed run's only where what was left was no further behind than the gate allows", () => {
    // 1000 bytes of lag are allowed.
    const verdicts = [5001, 4001, 4000, 5002, 1, undefined].map((first) => ended({ primary: leftAt(first) }).phase);
    expect(verdicts).toStrictEqual(["done", "done", "unknown", "unknown", "unknown", "unknown"]);
    expect(ended({ primary: leftAt(1) }, milestone("completeRequested"))).toStrictEqual(ours);
  });

  test("is unknown where a primary left none or another history, or cannot be read, or the source cannot", () => {
    expect(ended({})).toStrictEqual(outcome);
    expect(ended({ primary: leftAnother })).toStrictEqual(outcome);
    expect(ended({ primary: unreadable(primaryAddress) })).toStrictEqual(outcome);
    expect(ended({ primary: leftTheSource, source: unreadable(sourceAddress) })).toStrictEqual(outcome);
  });

  test("is unknown where AWS may not have got the call, unless the servers show it", () => {
    const uncertain = milestone("completeRequested", 1, "socket hang up");
    expect(ended({}, uncertain)).toStrictEqual(outcome);
    expect(ended({ primary: leftAt(1) }, uncertain)).toStrictEqual(outcome);
    expect(ended({ primary: leftTheSource }, uncertain)).toStrictEqual(ours);
  });

  test("is unknown half an hour after the newest call, whatever the servers tell", () => {
    const lateBy = (seconds: number, ...milestones: Memory["milestones"]) =>
      ended({ events: [events.completed(1800 + seconds)], primary: leftTheSource }, ...milestones);
    expect(lateBy(0, milestone("completeRequested"))).toStrictEqual(ours);
    expect(lateBy(0.001, milestone("completeRequested"))).toStrictEqual(outcome);
    expect(lateBy(0.001)).toStrictEqual(ours);
    expect(lateBy(60, milestone("completeRequested"), milestone("completeRequested", 1, "", 60))).toStrictEqual(ours);
  });

  test("is unknown where the target was seen to follow the source long after the call, until the next call", () => {
    const lapsed = [milestone("completeRequested"), milestone("completionLapsed")];
    expect(ended({ primary: leftTheSource }, ...lapsed)).toStrictEqual(outcome);
    expect(ended({}, ...lapsed, milestone("completeRequested"))).toStrictEqual(ours);
  });

  test("is unknown in words that are not AWS's known ones, whoever called", () => {
    const message = "Migration of cache-prod ended successfully";
    const sight = { events: [{ at: at(30), message }], primary: leftTheSource };
    const why = `${message}: whether that is a completion is not known`;
    const unclear = { phase: "unknown", about: "outcome", why };
    expect(ended(sight, milestone("completeRequested"))).toStrictEqual(unclear);
    expect(phase(sight, memory(["prepare", "migrate"], milestone("startRequested")))).toStrictEqual(unclear);
  });

  test("is unknown where one of two shards left the source's history, and where AWS lists none", () => {
    const sight = { events: [events.completed(30)] };
    const [one] = seen({ ...sight, primary: leftTheSource }).shards;
    const [other] = seen(sight).shards;
    const shards = [one, other].filter((shard) => shard !== undefined);
    expect(phaseOf({ ...seen(sight), shards }, memory(asked), plan)).toStrictEqual(outcome);
    expect(phaseOf({ ...seen(sight), shards: [] }, memory(asked), plan)).toStrictEqual(outcome);
  });

  test("is somebody else's where a run watched it without a call of its own, whatever the servers tell", () => {
    expect(ended({ primary: leftTheSource }, milestone("completionNotSent"))).toStrictEqual(elsewhere);
    const until = (seconds: number) => ({ ...milestone("completionNotSent"), eventsUntil: at(seconds) });
    expect(ended({ primary: leftTheSource }, until(30))).toStrictEqual(elsewhere);
  });

  test("may be a killed run's after the end of one that called nothing", () => {
    const before = { ...milestone("completionNotSent"), eventsUntil: at(29.999) };
    expect(ended({}, before)).toStrictEqual(outcome);
    expect(ended({ primary: leftTheSource }, before)).toStrictEqual(ours);
  });

  test("an earlier attempt's call and an earlier attempt's refusal say nothing of this one", () => {
    const second: readonly Stage[] = ["prepare", "migrate", "abort", "prepare", "migrate", "complete"];
    const starts = [-3.5, -0.5].map((seconds) => ({ ...events.started(0), at: at(seconds) }));
    const sight = { events: [...starts, events.completed(30)] };
    expect(phase(sight, memory(second, milestone("completeRequested", 1)))).toStrictEqual(outcome);
    const promoted = { ...sight, primary: leftTheSource };
    expect(phase(promoted, memory(second, milestone("completionNotSent", 1)))).toStrictEqual(ours);
  });
});

test("a success event from before complete was accepted is somebody else's, even with a recorded call", () => {
  const before = { ...events.completed(0), at: at(-0.5) };
  const sight = { events: [before], primary: leftTheSource };
  expect(phase(sight, memory(asked))).toStrictEqual(elsewhere);
  expect(phase(sight, memory(asked, milestone("completeRequested")))).toStrictEqual(elsewhere);
});

test("an abort that was accepted after AWS told of a success is not what ended the migration", () => {
  const aborting = memory(["prepare", "migrate", "abort"], milestone("startRequested"), milestone("abortRequested"));
  expect(phase({ events: [{ ...events.completed(0), at: at(-0.5) }] }, aborting)).toStrictEqual(elsewhere);
  expect(phase({ events: [{ ...events.completed(0), at: at(0) }] }, aborting)).toStrictEqual(elsewhere);
  expect(phase({ events: [events.completed(0.001)] }, aborting)).toStrictEqual({ phase: "aborted", evidence: word });
});

describe("after an abort", () => {
  const aborting = memory(["prepare", "migrate", "abort"], milestone("startRequested"), milestone("abortRequested"));
  const aborted = { ...aborting, milestones: [...aborting.milestones, milestone("aborted", 1, "", 10)] };
  const prepared = { ...aborted, history: journal("prepare", "migrate", "abort", "prepare") };
  const own = { ...events.started(0), at: at(-1.5) };

  test("only the first end is the abort's own: a start in between, or another end, is somebody's", () => {
    for (const remembered of [aborting, aborted]) {
      expect(phase({ events: [own, events.completed(5)] }, remembered).phase).toBe("aborted");
      expect(phase({ events: [own, events.completed(5), events.started(60)] }, remembered).phase).toBe("aborted");
      for (const since of [
        [events.completed(5), events.started(60), events.completed(90)],
        [events.completed(5), events.completed(90)],
        [events.started(60), events.completed(90)],
      ])
        expect(phase({ events: [own, ...since], atSeconds: 200 }, remembered)).toStrictEqual(elsewhere);
    }
  });

  test("an end of long after the abort was known to be over is somebody's", () => {
    expect(phase({ events: [own, events.completed(130)] }, aborted)).toStrictEqual({
      phase: "aborted",
      evidence: "recorded by an earlier run",
    });
    expect(phase({ events: [own, events.completed(130.001)] }, aborted)).toStrictEqual(elsewhere);
    expect(phase({ events: [own, events.completed(500)] }, prepared)).toStrictEqual(elsewhere);
  });

  test("the start of what was aborted may be told late", () => {
    const late = [events.started(1), events.completed(5)];
    expect(phase({ events: late }, aborting).phase).toBe("aborted");
    expect(phase({ events: [own, ...late] }, aborting)).toStrictEqual(elsewhere);
  });

  test("its own end, told after the next attempt was accepted, says nothing of that one", () => {
    const next = { ...aborted, history: journal("prepare", "migrate", "abort", "prepare", "migrate") };
    const begun = { ...events.started(0), at: at(-3.5) };
    expect(phase({ events: [begun, events.completed(1)] }, next)).toStrictEqual({
      phase: "notStarted",
      status: "available",
    });
  });
});

describe("migrating", () => {
  const again = (milestones: Memory["milestones"], sight: sample.Sight = {}) =>
    phase({ status: "migrating", ...sight }, memory(asked, milestone("startRequested"), ...milestones));

  test.each([
    ["completed", "was completed"],
    ["aborted", "was aborted"],
  ] as const)("after %s was recorded is somebody else's migration", (kind, how) => {
    expect(again([milestone(kind)])).toStrictEqual({
      phase: "broken",
      kind: "foreign",
      why: `cache-prod migrates again after its migration ${how}`,
    });
    expect(again([milestone(kind, 0)]).phase).toBe("inSync");
  });

  test("after its end was declared is somebody else's, though no run has recorded that yet", () => {
    for (const outcome of ["completed", "notCompleted"] as const) {
      const history = journal(...asked).map((entry) =>
        entry.stage === "complete" ? { ...entry, declared: { outcome, owner: "mara", reason: "seen" } } : entry,
      );
      expect(phase({ status: "migrating" }, { history, milestones: [] })).toStrictEqual({
        phase: "broken",
        kind: "foreign",
        why: `cache-prod migrates again after its migration was declared ${outcome === "completed" ? "completed" : "not completed"}`,
      });
    }
  });

  test("after a recorded fall-back is the same migration while both ends say so, and nobody's when one cannot", () => {
    expect(again([milestone("fellBack")]).phase).toBe("inSync");
    expect(again([milestone("fellBack")], { primary: unreadable(primaryAddress) })).toMatchObject({ kind: "foreign" });
  });

  test("with primaries that left the source is completing only after complete was asked for", () => {
    expect(again([], { primary: leftTheSource }).phase).toBe("completing");
    expect(again([], { primary: leftAnother }).phase).toBe("starting");
    const migrate = memory(["prepare", "migrate"], milestone("startRequested"));
    expect(phase({ status: "migrating", primary: leftTheSource }, migrate).phase).toBe("starting");
  });
});

describe("a start that nothing recorded", () => {
  const migrate = memory(["prepare", "migrate"]);

  test("is told by its failure alone: it was made, and it fell back", () => {
    expect(phase({ events: [events.fellBack(66)], atSeconds: 70 }, migrate)).toStrictEqual({
      phase: "fellBack",
      told: true,
      evidence: events.fellBack(0).message,
    });
    expect(phase({ status: "modifying", events: [events.fellBack(66)] }, migrate).phase).toBe("starting");
  });

  test("is told by a success alone: somebody ended it", () => {
    expect(phase({ events: [events.completed(66)], atSeconds: 70 }, migrate)).toStrictEqual(elsewhere);
  });

  test("is none before the stage was migrate", () => {
    expect(phase({ events: [events.fellBack(66)] }, memory(["prepare"])).phase).toBe("notStarted");
  });
});
