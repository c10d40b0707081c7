import { expect, test } from "vitest";
import { liveOf } from "../../migration/liveReading.ts";
import { live } from "./liveSamples.ts";
import { at, events, group } from "./samples.ts";

const of = (...told: Parameters<typeof liveOf>[1]) => liveOf(group, told);
const nothing = live({ arn: group.arn, createdAt: group.createdAt });

test("a group without events has nothing open and nothing ended", () => {
  expect(of()).toStrictEqual(nothing);
});

test("only what came after the newest start tells how it ended", () => {
  expect(of(events.started(1))).toStrictEqual({ ...nothing, newestEventAt: at(1), startOpen: true });
  expect(of(events.started(1), events.completed(9))).toStrictEqual({
    ...nothing,
    newestEventAt: at(9),
    completedAt: at(9),
  });
  expect(of(events.started(1), events.fellBack(9))).toStrictEqual({
    ...nothing,
    newestEventAt: at(9),
    failedAt: at(9),
  });
  expect(of(events.started(1), events.completed(9), events.started(20))).toMatchObject({
    completedAt: "",
    startOpen: true,
  });
});

test("a failure that a success followed is none any more", () => {
  expect(of(events.started(1), events.fellBack(5), events.completed(9))).toMatchObject({
    failedAt: "",
    completedAt: at(9),
  });
});

test("events of an earlier group of the same name say nothing", () => {
  expect(of({ ...events.completed(0), at: "2026-11-20T07:59:59.000Z" })).toStrictEqual(nothing);
});
