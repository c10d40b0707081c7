import fc from "fast-check";
import { expect, test } from "vitest";
import { pauseMs } from "../../migration/backOff.ts";
import { limits } from "../../migration/limits.ts";

test("without a failure the pause is the poll's interval, whatever chance says", () => {
  expect([pauseMs(5000, 0, 0), pauseMs(5000, 0, 0.99)]).toStrictEqual([5000, 5000]);
});

test("each failure doubles the pause, of which chance takes up to a half", () => {
  const at = (random: number) => [1, 2, 3, 4, 5, 100].map((failures) => pauseMs(5000, failures, random));
  expect(at(1)).toStrictEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  expect(at(0)).toStrictEqual([5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  expect(pauseMs(5000, 2, 0.5)).toBe(15_000);
});

test("a quick poll backs off to twelve of its intervals", () => {
  expect(pauseMs(100, 20, 1)).toBe(limits.backOffAtMostPolls * 100);
});

test("no pause is shorter than the poll or longer than the limit, and none of them is no number", () => {
  const anyPause = fc.tuple(fc.integer({ min: 1, max: 600_000 }), fc.nat(100_000), fc.double({ min: 0, max: 0.999 }));
  fc.assert(
    fc.property(anyPause, ([poll, failures, random]) => {
      const pause = pauseMs(poll, failures, Number.isNaN(random) ? 0 : random);
      expect(pause).toBeGreaterThanOrEqual(poll);
      expect(pause).toBeLessThanOrEqual(Math.max(poll, limits.backOffAtMostMs));
    }),
    { numRuns: 2000 },
  );
});
