import { expect, test } from "vitest";
import { atLeast, loads, writtenBy } from "../../migration/rdb.ts";

test.each([
  ["redis", "2.8.21", 6],
  ["redis", "3.0.7", 6],
  ["redis", "3.2.1", 7],
  ["redis", "4.0.14", 8],
  ["redis", "5.0.14", 9],
  ["redis", "6.2.14", 9],
  ["redis", "7.0.15", 10],
  ["redis", "7.2.5", 11],
  ["redis", "7.4.0", 12],
  ["redis", "8.6.1", 12],
  ["valkey", "7.2.4", 11],
  ["valkey", "8.1.3", 11],
  ["valkey", "9.1.0", 80],
] as const)("%s %s writes version %d", (engine, version, rdb) => {
  expect(writtenBy(engine, version)).toBe(rdb);
});

const targets = [
  ["redis", "5.0.6"],
  ["redis", "6.2"],
  ["redis", "7.0"],
  ["redis", "7.1"],
  ["valkey", "7.2"],
  ["valkey", "8.1"],
  ["valkey", "9.0"],
] as const;

test.each([
  [6, ["yes", "yes", "yes", "yes", "yes", "yes", "yes"]],
  [9, ["yes", "yes", "yes", "yes", "yes", "yes", "yes"]],
  [10, ["no", "no", "yes", "yes", "yes", "yes", "yes"]],
  [11, ["no", "no", "no", "no", "yes", "yes", "yes"]],
  [12, ["no", "no", "no", "no", "no", "no", "no"]],
  [79, ["no", "no", "no", "no", "no", "no", "no"]],
  [80, ["no", "no", "no", "no", "maybe", "maybe", "yes"]],
] as const)("version %d loads on Redis 5.0.6, 6.2, 7.0, 7.1 and Valkey 7.2, 8.1, 9.0: %j", (rdb, verdicts) => {
  expect(targets.map(([engine, version]) => loads(engine, version, rdb))).toStrictEqual(verdicts);
});

test("versions are compared number by number, not as texts", () => {
  expect(atLeast("5.0.14", "5.0.6")).toBe(true);
  expect(atLeast("5.0.6", "5.0.6")).toBe(true);
  expect(atLeast("5.0.5", "5.0.6")).toBe(false);
  expect(atLeast("2.8.3", "2.8.21")).toBe(false);
  expect(atLeast("7.2", "7.2")).toBe(true);
  expect(atLeast("7", "7.2")).toBe(false);
  expect(atLeast("10.0", "9.1")).toBe(true);
});
