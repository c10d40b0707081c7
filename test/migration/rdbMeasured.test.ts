import { expect, test } from "vitest";
import { rdbMeasured } from "../../migration/rdbMeasured.ts";
import type { RestoredType } from "../../migration/sourceReading.ts";

const one = (type: string, outcome: RestoredType["outcome"], why = ""): RestoredType => ({
  type,
  source: "10.0.0.241:6379",
  outcome,
  why,
});
const told = (types: readonly RestoredType[], left: readonly string[] = []) =>
  [...rdbMeasured({ kind: "probed", types, left })].map(({ severity, found }) => `${severity}: ${found}`);

test("a type that the target refuses blocks, by the target's own words", () => {
  expect(told([one("string", "refused", "ERR Bad data format"), one("hash", "restored")])).toStrictEqual([
    "blocking: the target refuses string of 10.0.0.241:6379 (ERR Bad data format)",
    "note: the target restores hash as the source dumps them",
  ]);
});

test("what was not measured is unknown, and never a pass", () => {
  expect(told([one("string", "skipped", "too large")])).toStrictEqual([
    "unknown: not measured: string of 10.0.0.241:6379 (too large)",
  ]);
  expect(told([])).toStrictEqual(["unknown: the source holds no key to measure with"]);
  expect([...rdbMeasured({ kind: "notProbed", why: "the target holds 1 keys" })]).toMatchObject([
    { code: "rdb-measured", severity: "unknown", found: expect.stringContaining("the target holds 1 keys") as string },
  ]);
});

test("a probe that was left on the target is told", () => {
  expect(told([one("string", "restored")], ["KEY on a:6379 (gone)"])).toStrictEqual([
    "note: the target restores string as the source dumps them",
    "warning: the probe could not take away what it wrote: KEY on a:6379 (gone)",
  ]);
});
