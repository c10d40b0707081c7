import { expect, test } from "vitest";
import { addTallies, emptyTally, isGood, summaryText } from "../../setup/testSummary.ts";

test("ends with one line that counts", () => {
  expect(summaryText({ ...emptyTally, passed: 12 })).toBe("12 passed, 0 failed");
});

test("gives the reason of every skip, and counts what failed outside a test", () => {
  const tally = {
    passed: 3,
    failed: 1,
    skipped: [{ name: "valkey: replicates", reason: "no valkey-server on this machine" }],
    otherFailures: ["unhandled error: boom"],
  };
  expect(summaryText(tally)).toBe(
    "skipped: valkey: replicates: no valkey-server on this machine\n" +
      "failed outside a test: unhandled error: boom\n" +
      "3 passed, 2 failed, 1 skipped",
  );
});

test("is good only when something ran and nothing failed", () => {
  expect(isGood({ ...emptyTally, passed: 1 })).toBe(true);
  expect(isGood(emptyTally)).toBe(false);
  expect(isGood({ ...emptyTally, skipped: [{ name: "a", reason: "b" }] })).toBe(false);
  expect(isGood({ ...emptyTally, passed: 1, failed: 1 })).toBe(false);
  expect(isGood({ ...emptyTally, passed: 1, otherFailures: ["a"] })).toBe(false);
});

test("adds the checks to the tests", () => {
  const skipped = [{ name: "a", reason: "b" }];
  const sum = addTallies(
    { ...emptyTally, passed: 5, failed: 1 },
    { passed: 7, failed: 2, skipped, otherFailures: ["x"] },
  );
  expect(sum).toStrictEqual({ passed: 12, failed: 3, skipped, otherFailures: ["x"] });
});
