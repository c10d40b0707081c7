// When a watch has seen what it was asked to wait for, and when it cannot any more.
import { expect, test } from "vitest";
import { judge, phaseNames } from "../../commands/until.ts";
import type { Phase, PhaseName } from "../../migration/phases.ts";

const as = (phase: PhaseName) => ({ phase }) as Phase;
const verdicts = (until: PhaseName | undefined) =>
  Object.fromEntries(phaseNames.map((phase) => [phase, judge(as(phase), until).kind]));

test("waiting for in sync ends with it and with what comes after it, and not with another end", () => {
  expect(verdicts("inSync")).toStrictEqual({
    unknown: "goesOn",
    notStarted: "goesOn",
    starting: "goesOn",
    copying: "goesOn",
    catchingUp: "goesOn",
    inSync: "reached",
    completing: "reached",
    done: "reached",
    aborting: "ended",
    aborted: "ended",
    fellBack: "ended",
    broken: "ended",
  });
});

test("nothing but done is done", () => {
  const reached = Object.entries(verdicts("done")).filter(([, kind]) => kind === "reached");
  expect(reached).toStrictEqual([["done", "reached"]]);
});

test("without a phase it goes on to the end, and a fall-back is none that was wanted", () => {
  const ends = Object.entries(verdicts(undefined)).filter(([, kind]) => kind !== "goesOn");
  expect(ends).toStrictEqual([
    ["done", "reached"],
    ["aborted", "reached"],
    ["fellBack", "ended"],
    ["broken", "ended"],
  ]);
});

test("what has begun never becomes what has not started", () => {
  const goesOn = Object.entries(verdicts("notStarted")).filter(([, kind]) => kind === "goesOn");
  expect(goesOn).toStrictEqual([["unknown", "goesOn"]]);
});

test("a completed migration is not aborted any more, and an aborted one is beyond aborting", () => {
  expect([judge(as("done"), "aborted").kind, judge(as("aborted"), "aborting").kind]).toStrictEqual([
    "ended",
    "reached",
  ]);
  expect(judge(as("done"), "aborted")).toStrictEqual({
    kind: "ended",
    why: "it is done, and from there not aborted any more",
  });
});

test.each(phaseNames)("%s is reached by itself, whatever else it means", (phase) => {
  expect(judge(as(phase), phase)).toStrictEqual({ kind: "reached" });
});
