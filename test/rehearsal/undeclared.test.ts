import { expect, test } from "vitest";
import { undeclared } from "../../rehearsal/undeclared.ts";

const asDeclared = {
  sourceServer: "redis 7.0.15",
  declaredSource: "redis 7.0.15",
  targetServer: "valkey 9.1.2",
  declaredEngine: "valkey 9.1",
} as const;

test("a version that is declared in full or by its minor is the one that ran", () => {
  expect(undeclared(asDeclared)).toStrictEqual([]);
});

test.each([
  [{ sourceServer: "redis 6.2.14" }, "the source ran on redis 6.2.14, the stack config declares redis 7.0.15"],
  [{ sourceServer: "redis 7.0.1" }, "the source ran on redis 7.0.1, the stack config declares redis 7.0.15"],
  [{ targetServer: "valkey 9.10.0" }, "the target ran on valkey 9.10.0, the stack config declares valkey 9.1"],
  [{ targetServer: "redis 9.1.2" }, "the target ran on redis 9.1.2, the stack config declares valkey 9.1"],
])("%j is another", (ran, words) => {
  expect(undeclared({ ...asDeclared, ...ran })).toStrictEqual([words]);
});

test("nothing is said of a server that nobody has asked yet", () => {
  expect(undeclared({ ...asDeclared, sourceServer: "", targetServer: "" })).toStrictEqual([]);
});
