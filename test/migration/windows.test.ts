import { expect, test } from "vitest";
import { fallsInto, windowMinutes, windowsOverlap } from "../../migration/windows.ts";

test("a window's length goes over midnight and over the end of the week", () => {
  expect(["03:00-04:30", "23:30-00:30", "sun:05:00-sun:06:00", "sat:23:00-sun:01:00"].map(windowMinutes)).toStrictEqual(
    [90, 60, 60, 120],
  );
});

test.each([
  ["03:00-04:00", "sun:03:30-sun:04:30", true],
  ["03:00-04:00", "sun:04:00-sun:05:00", false],
  ["23:30-00:30", "sun:00:00-sun:01:00", true],
  ["00:00-01:00", "sat:23:30-sun:00:30", true],
  ["01:00-02:00", "sat:23:30-sun:00:30", false],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect([windowsOverlap(one, other), windowsOverlap(other, one)]).toStrictEqual([expected, expected]);
});

test.each([
  // A Saturday.
  ["2026-11-21T22:00:00Z", 60, "23:00-00:00", false],
  ["2026-11-21T22:01:00Z", 60, "23:00-00:00", true],
  ["2026-11-21T23:30:00Z", 90, "sun:00:30-sun:01:30", true],
  ["2026-11-21T23:30:00Z", 30, "sun:00:30-sun:01:30", false],
  ["2026-11-21T00:10:00Z", 10, "23:30-00:30", true],
])("from %s on for %d minutes, %s falls into it: %s", (now, minutes, window, expected) => {
  expect(fallsInto(window, Date.parse(now), minutes)).toBe(expected);
});
