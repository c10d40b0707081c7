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
const leftTheSource = read(primaryAddress, master({ replid: "b".repeat(40), replid2: master().replid }));
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
    const left = (replid2Offset: number) =>
      read(primaryAddress, master({ replid: "b".repeat(40), replid2: master().replid, replid2Offset }));
    // The source has produced 5000 bytes, and 1000 of lag are allowed; the figure is the first offset not accepted.
    const verdicts = [5001, 4001, 4000, 5002, 1].map((first) => ended({ primary: left(first) }).phase);
    expect(verdicts).toStrictEqual(["done", "done", "unknown", "unknown", "unknown"]);
    expect(ended({ primary: left(1) }, milestone("completeRequested"))).toStrictEqual(ours);
  });

  test("is unknown where a primary left none or another history, or cannot be read, or the source cannot", () => {
    expect(ended({})).toStrictEqual(outcome);
    expect(ended({ primary: leftAnother })).toStrictEqual(outcome);
    expect(ended({ primary: unreadable(primaryAddress) })).toStrictEqual(outcome);
    expect(ended({ primary: leftTheSource, source: unreadable(sourceAddress) })).toStrictEqual(outcome);
  });

  test("is unknown where one of two shards left the source's history, and where AWS lists none", () => {
    const sight = { events: [events.completed(30)] };
    const [one] = seen({ ...sight, primary: leftTheSource }).shards;
    const [other] = seen(sight).shards;
    const shards = [one, other].filter((shard) => shard !== undefined);
    expect(phaseOf({ ...seen(sight), shards }, memory(asked), plan)).toStrictEqual(outcome);
    expect(phaseOf({ ...seen(sight), shards: [] }, memory(asked), plan)).toStrictEqual(outcome);
  });

  test("is somebody else's where a run ended in order without the call, whatever the servers tell", () => {
    expect(ended({ primary: leftTheSource }, milestone("completionNotSent"))).toStrictEqual(elsewhere);
  });

  test("an earlier attempt's call and an earlier attempt's refusal say nothing of this one", () => {
    const second: readonly Stage[] = ["prepare", "migrate", "abort", "prepare", "migrate", "complete"];
    const sight = { events: [events.completed(30)] };
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
