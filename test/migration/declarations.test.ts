import { describe, expect, test } from "vitest";
import { declaredOf, isDeclaredAway, judgeDeclaration, phaseDeclared, spentBy } from "../../migration/declarations.ts";
import { judgeMove } from "../../migration/moves.ts";
import type { Declaration, JournalEntry, LiveStatus, Stage } from "../../migration/stages.ts";
import { live } from "./liveSamples.ts";
import { at, journal } from "./samples.ts";

const completed: Declaration = { outcome: "completed", owner: "mara", reason: "the console said so, in sync" };
const notCompleted: Declaration = { outcome: "notCompleted", owner: "mara", reason: "forced by mistake" };

describe("a declaration is refused", () => {
  const about = (from: Stage | undefined, to: Stage, history: readonly JournalEntry[] | undefined) => ({
    groupId: "cache-prod",
    from,
    to,
    history,
  });
  const attempt = journal("prepare", "migrate");
  const found = (declaration: Declaration, to: Stage, status: LiveStatus, history: readonly JournalEntry[] = attempt) =>
    judgeDeclaration(declaration, about("migrate", to, history), status)?.happened;

  test("before any attempt, for there is nothing that it could be about", () => {
    const why = "migration.declare completed is not accepted: this stack has asked for no migration yet.";
    expect(judgeDeclaration(completed, about(undefined, "complete", []), live())?.happened).toBe(why);
    const prepared = about("prepare", "complete", journal("prepare"));
    expect(judgeDeclaration(completed, prepared, live())?.happened).toBe(why);
  });

  test("with another stage than the one that records it", () => {
    for (const to of ["prepare", "migrate", "operate", "abort"] as const)
      expect(found(completed, to, live())).toContain(`the stage is ${to}`);
    for (const to of ["migrate", "complete", "operate", "abort"] as const)
      expect(found(notCompleted, to, live())).toContain(`the stage is ${to}`);
  });

  test.each(["migrating", "modifying", "snapshotting"])("while AWS reports %s", (status) => {
    expect(found(completed, "complete", live({ status }))).toContain(`AWS reports cache-prod as ${status}`);
    expect(found(notCompleted, "prepare", live({ status }))).toContain(`AWS reports cache-prod as ${status}`);
  });

  test("of a group that is gone", () => {
    expect(found(completed, "complete", { kind: "absent" })).toContain("AWS knows no group cache-prod");
  });

  test("against AWS's own word: completed where it failed, not completed where it ended as this attempt had asked", () => {
    expect(found(completed, "complete", live({ failedAt: at(20) }))).toContain(`the migration failed`);
    const asked = [...attempt, { attempt: 1, stage: "complete", at: at(0), eventsUntil: at(0) } as const];
    expect(found(notCompleted, "prepare", live({ completedAt: at(1) }), asked)).toContain("tells of a completion");
    expect(found(notCompleted, "prepare", live({ completedAt: at(0) }), asked)).toBe(undefined);
    expect(found(notCompleted, "prepare", live({ completedAt: at(1) }))).toBe(undefined);
  });

  test("against a completion that an earlier attempt had asked for, and nothing came between", () => {
    const later = (...between: JournalEntry[]): JournalEntry[] => [
      ...journal("prepare", "migrate", "complete"),
      ...between,
      { attempt: 1, stage: "prepare", at: at(20), eventsUntil: at(20) },
      { attempt: 2, stage: "migrate", at: at(21), eventsUntil: at(20) },
    ];
    const told = live({ completedAt: at(10) });
    expect(found(notCompleted, "prepare", told, later())).toContain("tells of a completion");
    const abort: JournalEntry = { attempt: 1, stage: "abort", at: at(5), eventsUntil: at(5) };
    expect(found(notCompleted, "prepare", told, later(abort))).toBe(undefined);
    const tooLate = { ...abort, at: at(15), eventsUntil: at(10) };
    expect(found(notCompleted, "prepare", told, later(tooLate))).toContain("tells of a completion");
  });

  test("and with AWS out of reach only for what the table decides", () => {
    const unreachable = { kind: "unreachable", reason: "no route" } as const;
    expect(found(completed, "complete", unreachable)).toBe(undefined);
    expect(found(completed, "migrate", unreachable)).not.toBe(undefined);
  });
});

describe("with a declaration", () => {
  const move = (from: Stage, to: Stage, declare: Declaration | undefined) => ({
    groupId: "cache-prod",
    from,
    to,
    history: [...journal("prepare", "migrate"), ...(from === "migrate" ? [] : [entryOf(from)])],
    existing: false,
    forceAbort: "",
    adopt: "",
    declare,
  });
  const entryOf = (stage: Stage): JournalEntry => ({ attempt: 1, stage, at: at(1), eventsUntil: at(1) });
  const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const;

  test("complete follows every stage of an attempt, and without it only where AWS proves something", () => {
    expect(stages.filter((from) => judgeMove(move(from, "complete", completed), live()) === undefined)).toStrictEqual([
      ...stages,
    ]);
    expect(stages.filter((from) => judgeMove(move(from, "complete", undefined), live()) === undefined)).toStrictEqual([
      "complete",
      "operate",
    ]);
  });

  test("prepare follows complete, where nothing else leads out of it, and never operate", () => {
    const into = (from: Stage, declare?: Declaration) =>
      judgeMove(move(from, "prepare", declare), live()) === undefined;
    expect(stages.filter((from) => into(from, notCompleted))).toStrictEqual([
      "prepare",
      "migrate",
      "complete",
      "abort",
    ]);
    expect([into("complete"), into("operate")]).toStrictEqual([false, false]);
  });

  test("nothing is opened that it is not about", () => {
    expect(judgeMove(move("migrate", "operate", completed), live())?.code).toBe("declaration-refused");
    expect(judgeMove(move("complete", "prepare", completed), live())?.code).toBe("declaration-refused");
    expect(judgeMove(move("migrate", "complete", notCompleted), live())?.code).toBe("declaration-refused");
  });

  test("the refusal names what is legal with it now", () => {
    expect(judgeMove(move("complete", "migrate", completed), live())?.remedy).toMatch(/\(legal now: complete\)$/);
    expect(judgeMove(move("complete", "migrate", undefined), live())?.remedy).toMatch(
      /\(legal now: complete, operate\)$/,
    );
  });
});

describe("what was declared", () => {
  const history: JournalEntry[] = [
    ...journal("prepare", "migrate", "complete"),
    { attempt: 1, stage: "prepare", at: at(5), eventsUntil: at(5), declared: notCompleted },
    { attempt: 2, stage: "migrate", at: at(6), eventsUntil: at(6) },
  ];

  test("is of its attempt, and the same words are spent by it", () => {
    expect(declaredOf(history, 1)?.declared).toStrictEqual(notCompleted);
    expect(declaredOf(history, 2)).toBe(undefined);
    expect(spentBy(history, { ...notCompleted })).toBe(history[3]);
    expect(spentBy(history, { ...notCompleted, reason: "once more" })).toBe(undefined);
  });

  test("takes away what AWS told up to then and nothing later, and never the success that was asked for", () => {
    const before = history.map((entry) =>
      entry.stage === "complete" ? { ...entry, stage: "migrate" as const } : entry,
    );
    expect([4, 5, 6].map((seconds) => isDeclaredAway(before, { at: at(seconds) }))).toStrictEqual([true, true, false]);
    expect([0, 1, 5].map((seconds) => isDeclaredAway(history, { at: at(seconds) }))).toStrictEqual([
      true,
      false,
      false,
    ]);
  });

  test("in a later attempt takes nothing away that an earlier one had asked for", () => {
    const later: JournalEntry[] = [
      ...journal("prepare", "migrate", "complete", "migrate", "prepare", "migrate"),
      { attempt: 2, stage: "prepare", at: at(5), eventsUntil: at(5), declared: notCompleted },
    ];
    expect([-4, 4].map((seconds) => isDeclaredAway(later, { at: at(seconds) }))).toStrictEqual([true, false]);
  });

  test("names its owner and reason, and yields to proof of the opposite", () => {
    const nothing = { completed: false, failed: false };
    expect(phaseDeclared(completed, nothing)).toStrictEqual({
      phase: "done",
      asked: true,
      evidence: "declared by mara: the console said so, in sync",
    });
    expect(phaseDeclared(notCompleted, nothing)).toStrictEqual({
      phase: "aborted",
      evidence: "declared by mara: forced by mistake",
    });
    expect(phaseDeclared(completed, { completed: false, failed: true })).toBe(undefined);
    expect(phaseDeclared(notCompleted, { completed: true, failed: false })).toBe(undefined);
    expect(phaseDeclared(undefined, nothing)).toBe(undefined);
  });
});
