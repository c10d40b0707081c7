// Slots as text, as arithmetic, as equal parts.
import { describe, expect, test } from "vitest";
import { eachSlot, equalSlots, parseSlots, slotFaults, slotsText } from "../../../emulator/servers/slots.ts";

test.each([
  ["0-16383", [{ first: 0, last: 16_383 }]],
  ["5", [{ first: 5, last: 5 }]],
  [
    "0-10,20",
    [
      { first: 0, last: 10 },
      { first: 20, last: 20 },
    ],
  ],
])("%s is read", (text, ranges) => {
  expect(parseSlots(text)).toStrictEqual(ranges);
});

test.each(["", "a", "0-16384", "10-5", "0-", "1-2-3", "-1"])('"%s" is no list of slots', (text) => {
  expect(parseSlots(text)).toBeUndefined();
});

test("the same slots give the same text, whichever way they were given", () => {
  const one = parseSlots("0-10,11,12-20,40") ?? [];
  const other = parseSlots("40,5-20,0-4") ?? [];
  expect([slotsText(one), slotsText(other)]).toStrictEqual(["0-20,40", "0-20,40"]);
});

describe("a cluster", () => {
  test("owns each slot once", () => {
    expect(slotFaults(parseSlots("0-8191,8192-16383") ?? [])).toStrictEqual({ missing: "", doubled: "" });
    expect(slotFaults(parseSlots("0-8191,8000-8200,8203-16383") ?? [])).toStrictEqual({
      missing: "8201-8202",
      doubled: "8000-8191",
    });
  });

  test.each([1, 2, 3, 7, 90])("of %d shards has parts of one size, or of one slot more", (shards) => {
    const parts = equalSlots(shards);
    expect(slotFaults(parts)).toStrictEqual({ missing: "", doubled: "" });
    const sizes = parts.map((part) => eachSlot([part]).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(sizes).toStrictEqual([...sizes].sort((one, other) => other - one));
  });

  test("of three shards is divided like this", () => {
    expect(equalSlots(3).map((part) => slotsText([part]))).toStrictEqual(["0-5461", "5462-10922", "10923-16383"]);
  });
});
