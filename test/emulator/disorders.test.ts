// What goes wrong in the cloud beside the calls: which statuses, events and networks it is, and for how long.
import { expect, test } from "vitest";
import { createDisorders } from "../../emulator/disorders.ts";

function atNoon() {
  const clock = { ms: 0 };
  return { clock, disorders: createDisorders(() => new Date(clock.ms)) };
}

test("a status is stale for its group only, and only for its time", () => {
  const { clock, disorders } = atNoon();
  disorders.add({ kind: "slowStatus", group: "one", forMs: 100 }, "available");
  expect([disorders.statusShown("one", "modifying"), disorders.statusShown("two", "modifying")]).toStrictEqual([
    "available",
    "modifying",
  ]);
  clock.ms = 100;
  expect(disorders.statusShown("one", "modifying")).toBe("modifying");
  expect(disorders.list()).toStrictEqual([]);
});

test("events are lost or late by what they say, in any case", () => {
  const { disorders } = atNoon();
  disorders.add({ kind: "lostEvents", matching: "complete migration" }, undefined);
  disorders.add({ kind: "lateEvents", matching: "failed", afterMs: 50 }, undefined);
  const told = ["Complete Migration successful for x", "Migration operation failed", "Test Migration successful"];
  expect(told.map((message) => disorders.eventLateByMs(message))).toStrictEqual([undefined, 50, 0]);
  disorders.clear();
  expect(told.map((message) => disorders.eventLateByMs(message))).toStrictEqual([0, 0, 0]);
});

test("a network is cut to one address until it is mended", () => {
  const { disorders } = atNoon();
  disorders.add({ kind: "cutNetwork", to: "10.0.0.1:6379" }, undefined);
  expect([disorders.isCut("10.0.0.1:6379"), disorders.isCut("10.0.0.1:6380")]).toStrictEqual([true, false]);
  expect(disorders.list()).toStrictEqual([{ kind: "cutNetwork", to: "10.0.0.1:6379" }]);
  disorders.clear();
  expect(disorders.isCut("10.0.0.1:6379")).toBe(false);
});
