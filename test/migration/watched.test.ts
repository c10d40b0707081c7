// Which looks count as "in sync without a gap".
import { expect, test } from "vitest";
import { Watched } from "../../migration/watched.ts";
import { ms, plan, seen } from "./samples.ts";

/** Since when, and in how many looks, after looks at these seconds that all say in sync. */
function after(pollSeconds: number, inSyncForSeconds: number, ...seconds: readonly number[]) {
  const watched = new Watched({ ...plan, pollSeconds, inSyncForSeconds }, ms(0));
  for (const atSeconds of seconds) {
    const sight = seen({ status: "migrating", atSeconds });
    watched.see({ seen: sight, phase: { phase: "inSync", lagBytes: 0 }, status: "migrating" });
  }
  return [watched.inSyncSinceMs, watched.inSyncLooks];
}

test("a gap that is longer than the whole watch is none of it, however slow the poll", () => {
  expect(after(20, 60, 0, 85)).toStrictEqual([ms(85), 1]);
  expect(after(20, 60, 0, 50)).toStrictEqual([ms(0), 2]);
});

test("in a long watch the gap may be three polls and a look", () => {
  expect(after(20, 600, 0, 90)).toStrictEqual([ms(0), 2]);
  expect(after(20, 600, 0, 91)).toStrictEqual([ms(91), 1]);
});
