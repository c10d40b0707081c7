// By whose answer the journal accepts: never by that of another account, region or group.
import { describe, expect, test } from "vitest";
import {
  judgeAbsent,
  judgeGroup,
  knownAfter,
  placeOf,
  unknownGroup,
  type Answered,
  type KnownGroup,
  type Place,
} from "../../migration/knownGroup.ts";
import { liveOf } from "../../migration/liveReading.ts";
import type { Stage } from "../../migration/stages.ts";
import { group, journal } from "./samples.ts";

const here: Place = { account: "111122223333", region: "us-east-1" };
const elsewhere: Place = { account: "999999999999", region: "us-east-1" };
const abroad: Place = { account: "111122223333", region: "eu-west-1" };
const silent: Place = { account: "", region: "us-east-1" };
const known: KnownGroup = { ...here, createdAt: group.createdAt };
const absent: Answered = { kind: "absent" };
const present = (changes: Partial<typeof group> = {}): Answered => liveOf({ ...group, ...changes }, []);
const anew = present({ createdAt: "2026-11-20T09:30:00.000Z" });

const started = journal("prepare", "migrate");

function judged(to: Stage, live: Answered, place: Place, { history = started, knows = known } = {}) {
  const from = history.at(-1)?.stage;
  return judgeGroup(knows, { groupId: "cache-prod", from, to, history }, live, place)?.code;
}

test("an ARN tells account and region, and what is none tells nothing", () => {
  expect(placeOf(group.arn)).toStrictEqual(here);
  expect(placeOf("")).toBe(undefined);
});

describe.each<[Stage, Stage]>([
  ["prepare", "prepare"],
  ["prepare", "migrate"],
  ["migrate", "abort"],
  ["migrate", "complete"],
  ["migrate", "prepare"],
  ["complete", "operate"],
  ["operate", "operate"],
])("from %s to %s", (from, to) => {
  const history = [...started, ...journal(from)].map((entry) => ({ ...entry, attempt: 1 }));

  test("the answer about the known group is taken", () => {
    expect(judged(to, present(), here, { history })).toBe(undefined);
  });

  test("a namesake in another account or region is refused, and so is its absence there", () => {
    expect(judged(to, present(), elsewhere, { history })).toBe("wrong-account");
    expect(judged(to, present(), abroad, { history })).toBe("wrong-account");
    expect(judged(to, absent, elsewhere, { history })).toBe("wrong-account");
  });

  test("a group that is gone or was made anew is refused", () => {
    expect(judged(to, absent, here, { history })).toBe("group-absent");
    expect(judged(to, absent, silent, { history })).toBe("group-absent");
    expect(judged(to, anew, here, { history })).toBe("group-created-anew");
  });

  test("a journal from before these fields judges by the answer alone", () => {
    expect(judged(to, present(), elsewhere, { history, knows: unknownGroup })).toBe(undefined);
    expect(judged(to, absent, here, { history, knows: unknownGroup })).toBe("group-absent");
  });
});

describe("before the first attempt", () => {
  const history = journal("prepare");

  test("prepare needs no group, and one that was made anew is the group", () => {
    expect(judged("prepare", absent, here, { history })).toBe(undefined);
    expect(judged("prepare", absent, silent, { history })).toBe(undefined);
    expect(judged("prepare", anew, here, { history })).toBe(undefined);
    expect(judged("migrate", anew, here, { history })).toBe(undefined);
    expect(judged("prepare", absent, here, { history: [], knows: unknownGroup })).toBe(undefined);
  });

  test("prepare in another account is refused, and nothing leaves prepare without a group", () => {
    expect(judged("prepare", absent, elsewhere, { history })).toBe("wrong-account");
    expect(judged("migrate", absent, here, { history })).toBe("group-absent");
  });
});

test("a preview knows by the inputs alone that nothing leaves prepare without a group", () => {
  const move = (from: Stage | undefined, to: Stage) => judgeAbsent({ groupId: "cache-prod", from, to })?.code;
  expect([move(undefined, "prepare"), move("prepare", "prepare"), move("abort", "prepare")]).toStrictEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([move("prepare", "migrate"), move("migrate", "abort")]).toStrictEqual(["group-absent", "group-absent"]);
});

test("what was told first stays, and what was not told yet is taken when it is", () => {
  const first = knownAfter(unknownGroup, absent, here);
  expect(first).toStrictEqual({ ...here, createdAt: "" });
  const second = knownAfter(first, present(), here);
  expect(second).toStrictEqual(known);
  expect(knownAfter(second, absent, silent)).toStrictEqual(known);
  expect(knownAfter(unknownGroup, absent, silent)).toStrictEqual({ ...silent, createdAt: "" });
  expect(knownAfter({ ...silent, createdAt: "" }, present(), here)).toStrictEqual(known);
});

test("the refusal names both places", () => {
  const said = judgeGroup(known, { groupId: "cache-prod", from: "migrate", to: "abort", history: started }, absent, {
    account: "999999999999",
    region: "eu-west-1",
  });
  expect(said?.happened).toBe(
    "AWS was asked in account 999999999999, region eu-west-1, and cache-prod is in account 111122223333, region us-east-1.",
  );
});
