import { expect, test } from "vitest";
import { canonicalSlots, equalDivision, slotsFault } from "../../migration/slots.ts";

test.each([
  ["0-5460", "0-5460"],
  ["5,0-4,8-9", "0-5,8-9"],
  ["0-100,101-200", "0-200"],
  ["0-10,5-7", "0-10"],
  ["", ""],
])("%j is the set %j", (written, set) => {
  expect(canonicalSlots(written)).toBe(set);
});

test.each<[readonly string[], string | undefined]>([
  [["0-16383"], undefined],
  [["0-8191", "8192-16383"], undefined],
  [["8192-16383", "0-5,6-8191"], undefined],
  [["0-8191", "8191-16383"], "every slot once (slot 8191 is given twice)"],
  [["0-8190", "8192-16383"], "every slot from 0 to 16383 (slot 8191 is missing)"],
  [["0-16384"], "ranges within 0-16383"],
  [["5-3,0-16383"], "ranges within 0-16383"],
])("%j: %s", (shards, fault) => {
  expect(slotsFault(shards)).toBe(fault);
});

test("an equal division is a whole cluster, the first shards longer by what is left over", () => {
  expect(equalDivision(3)).toStrictEqual(["0-5461", "5462-10922", "10923-16383"]);
  expect(equalDivision(2)).toStrictEqual(["0-8191", "8192-16383"]);
  for (const shards of [1, 4, 7, 90, 500]) expect(slotsFault(equalDivision(shards))).toBe(undefined);
});
