import { expect, test } from "vitest";
import { accept, moveOf, type Asked } from "../../migration/journal.ts";
import type { Declaration, JournalEntry, LiveStatus, Stage } from "../../migration/stages.ts";
import { at, journal } from "./samples.ts";

const live = (status: string): LiveStatus => ({
  kind: "present",
  arn: "",
  createdAt: "",
  status,
  newestEventAt: at(30),
  completedAt: "",
  failedAt: "",
  startOpen: false,
  transitEncryption: false,
});
const asked = (stage: Stage, changes: Partial<Asked> = {}): Asked => ({
  groupId: "cache-prod",
  stage,
  existing: true,
  forceAbort: "",
  adopt: "",
  declare: undefined,
  ...changes,
});
function entryOf(history: readonly JournalEntry[], asking: Asked, status = "available") {
  const accepted = accept(history, asking, live(status), at(60));
  return "entry" in accepted ? accepted.entry : accepted.refusal.code;
}
const consent = { adopt: "cache-prod#1" };
const declared: Declaration = { outcome: "notCompleted", owner: "mara", reason: "forced" };

test("an entry keeps the stage, its attempt, the runner's time and AWS's newest date", () => {
  expect(entryOf([], asked("prepare"))).toStrictEqual({
    attempt: 0,
    stage: "prepare",
    at: at(60),
    eventsUntil: at(30),
  });
  const group = { kind: "absent" } as const;
  expect(accept([], asked("prepare"), group, at(60))).toMatchObject({ entry: { eventsUntil: "" } });
});

test("an attempt begins with migrate after prepare, and with whatever adopts", () => {
  expect(entryOf(journal("prepare"), asked("migrate"))).toMatchObject({ attempt: 1 });
  expect(entryOf(journal("prepare", "migrate"), asked("abort"))).toMatchObject({ attempt: 1 });
  for (const stage of ["migrate", "abort"] as const) {
    const begins = { attempt: 1, stage, at: at(60), eventsUntil: at(30), adopted: "cache-prod#1" };
    expect(entryOf([], asked(stage, consent), "migrating")).toStrictEqual(begins);
    expect(entryOf(journal("prepare"), asked(stage, consent), "migrating")).toStrictEqual(begins);
  }
});

test("a consent that nothing needed is not recorded as one that was used", () => {
  const entry = entryOf(journal("prepare", "migrate", "abort", "prepare"), asked("migrate", consent));
  expect(entry).toStrictEqual({ attempt: 2, stage: "migrate", at: at(60), eventsUntil: at(30) });
});

test("a declaration is recorded by the first entry that carries it, and spent", () => {
  const history = journal("prepare", "migrate");
  const first = entryOf(history, asked("prepare", { declare: declared }));
  expect(first).toMatchObject({ attempt: 1, stage: "prepare", declared });
  const after = [...history, first as JournalEntry];
  expect(moveOf(after, asked("migrate", { declare: declared })).declare).toBe(undefined);
  expect(entryOf(after, asked("migrate", { declare: declared }))).not.toHaveProperty("declared");
});

test("what is refused makes no entry", () => {
  expect(entryOf([], asked("complete"))).toBe("illegal-move");
  expect(entryOf([], asked("migrate"), "migrating")).toBe("migration-in-flight");
  expect(entryOf(journal("prepare", "migrate"), asked("migrate", { declare: declared }))).toBe("declaration-refused");
});
