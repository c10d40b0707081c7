import { describe, expect, test } from "vitest";
import { editWhile, judgeMove, type Move } from "../../migration/moves.ts";
import type { LiveStatus, Stage } from "../../migration/stages.ts";
import { live as present } from "./liveSamples.ts";
import { at, journal } from "./samples.ts";

type Asked = Pick<Move, "groupId" | "from" | "to" | "history" | "forceAbort">;
/** Of a group that the stack makes, with nothing adopted and nothing declared. */
const judge = (move: Asked, live: LiveStatus) =>
  judgeMove({ existing: false, adopt: "", declare: undefined, ...move }, live);

const lives = {
  available: present({ status: "available" }),
  migrating: present({ status: "migrating" }),
  modifying: present({ status: "modifying" }),
  absent: { kind: "absent" },
  unreachable: { kind: "unreachable", reason: "no route" },
} as const satisfies Record<string, LiveStatus>;
type Live = keyof typeof lives;

const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const;
const everywhere: readonly Live[] = ["available", "migrating", "modifying", "absent", "unreachable"];
/** Where nobody could look, the caller decides: create and update of the journal refuse. */
const available: readonly Live[] = ["available", "unreachable"];
const migrating: readonly Live[] = ["migrating", "unreachable"];
const notMigrating: readonly Live[] = ["available", "modifying", "absent", "unreachable"];

/** The design's table, row by row; without consent, and without anything seen of a completion. */
const table: Readonly<Record<Stage | "nothing", Readonly<Partial<Record<Stage, readonly Live[]>>>>> = {
  nothing: { prepare: notMigrating },
  prepare: { prepare: notMigrating, migrate: notMigrating },
  migrate: { migrate: everywhere, complete: migrating, abort: everywhere, prepare: available },
  // Into abort only with consent, which no row of this table has.
  complete: { complete: everywhere, operate: notMigrating, migrate: migrating, abort: ["unreachable"] },
  operate: { operate: notMigrating, complete: everywhere },
  abort: { abort: everywhere, prepare: available },
};

test("each stage may follow each other exactly where the table says so", () => {
  const judged: Record<string, Record<string, Live[]>> = {};
  const expected: Record<string, Record<string, readonly Live[]>> = {};
  for (const from of ["nothing", ...stages] as const) {
    for (const to of stages) {
      const history = from === "nothing" ? [] : journal("prepare", "migrate", from);
      const move = {
        groupId: "cache-prod",
        from: from === "nothing" ? undefined : from,
        to,
        history,
        forceAbort: "",
      };
      (judged[from] ??= {})[to] = everywhere.filter((live) => judge(move, lives[live]) === undefined);
      (expected[from] ??= {})[to] = table[from][to] ?? [];
    }
  }
  expect(judged).toStrictEqual(expected);
});

test("a refusal names both stages, what is allowed and what AWS reports", () => {
  const move = { groupId: "cache-prod", from: "prepare", to: "complete", history: [], forceAbort: "" } as const;
  expect(judge(move, lives.available)).toStrictEqual({
    code: "illegal-move",
    happened: 'Stage "complete" cannot follow "prepare" now.',
    expected: "after prepare: prepare, migrate",
    remedy: "set stage to one of prepare, migrate (legal now: prepare, migrate)",
  });
  const back = { ...move, from: "migrate", to: "prepare" } as const;
  expect(judge(back, lives.modifying)?.expected).toBe(
    "AWS reports the group as available first (it reports modifying)",
  );
  expect(judge(back, lives.absent)?.expected).toBe(
    "AWS reports the group as available first (it reports no such group)",
  );
});

test("the first stage of a stack is prepare", () => {
  const move = { groupId: "cache-prod", from: undefined, to: "migrate", history: [], forceAbort: "" } as const;
  expect(judge(move, lives.unreachable)).toStrictEqual({
    code: "illegal-move",
    happened: 'Stage "migrate" cannot be the first.',
    expected:
      "the first stage of a stack is prepare; of a group that exists also migrate or abort, with migration.adopt, while AWS reports a migration in flight",
    remedy: "set stage to prepare and run pulumi up (legal by the table (AWS could not be asked): prepare)",
  });
});

test("prepare and the move to migrate are refused by the name of what is in flight", () => {
  expect(editWhile(lives.migrating, "cache-prod", "prepare")?.code).toBe("migration-in-flight");
  const move = { groupId: "cache-prod", from: "prepare", to: "migrate", history: [], forceAbort: "" } as const;
  expect(judge(move, lives.migrating)?.code).toBe("migration-in-flight");
});

test("prepare is refused while AWS reports modifying after a start, and not for what that start has come to", () => {
  const open = present({ status: "modifying", startOpen: true });
  expect(editWhile(open, "cache-prod", "prepare")).toMatchObject({
    code: "migration-in-flight",
    happened: "AWS reports cache-prod as modifying, with a migration begun, and the stage asks for prepare.",
  });
  const first = { groupId: "cache-prod", from: undefined, to: "prepare", history: [], forceAbort: "" } as const;
  expect(judge(first, open)?.code).toBe("migration-in-flight");
  expect(judge({ ...first, from: "prepare" }, open)?.code).toBe("migration-in-flight");
  expect(editWhile(present({ status: "modifying" }), "cache-prod", "prepare")).toBe(undefined);
  expect(editWhile(present({ status: "available", startOpen: true }), "cache-prod", "prepare")).toBe(undefined);
});

test("from migrate back to prepare is refused where this attempt asked to complete and AWS tells of a completion", () => {
  const move = { groupId: "cache-prod", from: "migrate", to: "prepare", forceAbort: "cache-prod#1" } as const;
  const asked = journal("prepare", "migrate", "complete", "migrate");
  const never = journal("prepare", "migrate");
  const anew = journal("prepare", "migrate", "complete", "abort", "prepare", "migrate");
  const refusal = judge({ ...move, history: asked }, present({ status: "available", completedAt: at(30) }));
  expect(refusal?.remedy).toBe(
    "set stage to complete, which records it; the target owns the data (legal now: migrate, complete, abort)",
  );
  expect(judge({ ...move, history: asked }, present({ status: "available" }))).toBe(undefined);
  expect(judge({ ...move, history: never }, present({ status: "available", completedAt: at(30) }))).toBe(undefined);
  expect(judge({ ...move, history: anew }, present({ status: "available", completedAt: at(30) }))).toBe(undefined);
});

describe("from migrate to abort", () => {
  const move = { groupId: "cache-prod", from: "migrate", to: "abort" } as const;

  test("wants the consent where this attempt had asked to complete", () => {
    const history = journal("prepare", "migrate", "complete", "migrate");
    for (const forceAbort of ["", "cache-prod#2", "cache-dev#1"]) {
      expect(judge({ ...move, history, forceAbort }, lives.migrating)?.expected).toContain(
        "the consent migration.forceAbort: cache-prod#1",
      );
    }
    expect(judge({ ...move, history, forceAbort: "cache-prod#1" }, lives.migrating)).toBe(undefined);
  });

  test("wants none where it never had, whatever an earlier attempt did", () => {
    expect(judge({ ...move, history: journal("prepare", "migrate"), forceAbort: "" }, lives.migrating)).toBe(undefined);
    const history = journal("prepare", "migrate", "complete", "abort", "prepare", "migrate");
    expect(judge({ ...move, history, forceAbort: "" }, lives.migrating)).toBe(undefined);
  });
});

describe("from complete to abort", () => {
  const move = { groupId: "cache-prod", from: "complete", to: "abort" } as const;
  const history = journal("prepare", "migrate", "complete");

  test.each([
    ["", "none"],
    ["cache-prod#2", "cache-prod#2"],
    ["cache-dev#1", "cache-dev#1"],
    ["cache-prod#", "cache-prod#"],
  ])("the consent %j is refused, and the one that is needed is printed", (forceAbort, found) => {
    expect(judge({ ...move, history, forceAbort }, lives.migrating)?.expected).toBe(
      `the consent migration.forceAbort: cache-prod#1 (found ${found})`,
    );
  });

  test("the consent of this group and attempt is accepted while AWS reports migrating", () => {
    expect(judge({ ...move, history, forceAbort: "cache-prod#1" }, lives.migrating)).toBe(undefined);
  });

  test("no consent helps once AWS reports anything else: the completion may have happened", () => {
    const refusal = judge({ ...move, history, forceAbort: "cache-prod#1" }, lives.available);
    expect(refusal?.expected).toContain("the completion may have happened");
  });

  test("a preview, which does not know the attempt, asks for a consent of the group alone", () => {
    const unknown = { ...move, history: undefined };
    expect(judge({ ...unknown, forceAbort: "cache-prod#7" }, lives.migrating)).toBe(undefined);
    expect(judge({ ...unknown, forceAbort: "cache-dev#1" }, lives.migrating)?.code).toBe("illegal-move");
  });
});

describe("into complete while AWS reports available", () => {
  const move = { groupId: "cache-prod", from: "migrate", to: "complete", forceAbort: "" } as const;
  const back = journal("prepare", "migrate", "complete", "migrate");

  test("a completion that this attempt asked for may be recorded after the stage was set back", () => {
    expect(judge({ ...move, history: back }, present({ status: "available", completedAt: at(30) }))).toBe(undefined);
  });

  test("a completion from before this attempt asked for one is somebody else's", () => {
    expect(judge({ ...move, history: back }, present({ status: "available", completedAt: at(-3) }))?.code).toBe(
      "illegal-move",
    );
  });

  test("a completion that this attempt never asked for is somebody else's", () => {
    const never = journal("prepare", "migrate", "complete", "migrate").map((entry) =>
      entry.stage === "complete" ? { ...entry, attempt: 0 } : entry,
    );
    expect(judge({ ...move, history: never }, present({ status: "available", completedAt: at(30) }))?.code).toBe(
      "illegal-move",
    );
  });
});
