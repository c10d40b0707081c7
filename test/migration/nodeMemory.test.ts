import { describe, expect, test } from "vitest";
import { bytesNeeded, maxmemoryBytes } from "../../migration/nodeMemory.ts";
import type { Plan } from "../../migration/plan.ts";
import { configured } from "../../migration/configReadiness.ts";
import { plan } from "./samples.ts";

/** Without what is told of every target. */
const judged = (changes: Plan) => [...configured(changes)].filter((one) => one.code !== "target-at-rest-encryption");
const found = (datasetGiB: number, target: Partial<Plan["target"]> = {}) =>
  judged({ ...plan, source: { ...plan.source, datasetGiB }, target: { ...plan.target, ...target } }).map(
    (one) => `${one.code}: ${one.severity}: ${one.found}`,
  );

test("a node's memory is AWS's figure, and undefined where AWS lists none", () => {
  const figures: [string, number][] = [
    ["cache.t2.micro", 581_959_680],
    ["cache.t3.micro", 536_870_912],
    ["cache.t4g.medium", 3_317_862_236],
    ["cache.m6g.large", 6_854_542_746],
    ["cache.m5.24xlarge", 337_500_562_842],
    ["cache.m7g.8xlarge", 111_325_552_312],
    ["cache.m8g.16xlarge", 269_800_701_952],
    ["cache.r5.24xlarge", 682_485_973_811],
    ["cache.r7g.16xlarge", 450_000_750_456],
    ["cache.r8g.xlarge", 31_866_224_640],
    ["cache.c7gn.4xlarge", 27_966_669_210],
    ["cache.c8gn.large", 3_330_020_474],
  ];
  expect(figures.map(([type]) => [type, maxmemoryBytes(type)])).toStrictEqual(figures);
  const unlisted = [
    "cache.t3.large",
    "cache.m6g.small",
    "cache.m5.8xlarge",
    "cache.m6g.24xlarge",
    "cache.r6gd.xlarge",
    "cache.x9.large",
    "cache.m6g.huge",
    "",
  ];
  expect(unlisted.map(maxmemoryBytes)).toStrictEqual(unlisted.map(() => undefined));
});

test("a tenth more than the data is needed", () => {
  expect(bytesNeeded(1000)).toBe(1100);
  expect(bytesNeeded(2 ** 30)).toBe(1_181_116_007);
});

describe("a source of so many GiB", () => {
  // cache.m6g.large: 6,854,542,746 bytes, of which 25 % are reserved: 5,140,907,059, or 4.352... GiB and a tenth.
  test("fits up to what the node leaves after the reserve", () => {
    expect(found(4.35)).toStrictEqual([]);
    expect(found(4.36)).toStrictEqual([
      "target-memory: blocking: cache.m6g.large leaves 5140907059 bytes for data (25 % are reserved)",
    ]);
  });

  test("is judged by the reserve that was configured", () => {
    expect(found(5.8, { reservedMemoryPercent: 0 })).toStrictEqual([]);
    expect(found(3, { reservedMemoryPercent: 90 })).toHaveLength(1);
  });

  test("on a node type that is not known here is unknown, never refused", () => {
    expect(found(100_000, { nodeType: "cache.x9.large" })).toStrictEqual([
      "target-memory: unknown: the memory of cache.x9.large is not known",
    ]);
  });
});

describe("the target's engine version is one that AWS offers", () => {
  test.each<[Plan["target"]["engine"], string, boolean]>([
    ["redis", "5.0.6", true],
    ["redis", "6.0", true],
    ["redis", "6.2", true],
    ["redis", "7.0", true],
    ["redis", "7.1", true],
    ["redis", "5.0.5", false],
    ["redis", "6.2.6", false],
    ["redis", "7.2", false],
    ["redis", "8.0", false],
    ["valkey", "7.2", true],
    ["valkey", "8.1", true],
    ["valkey", "10.0", true],
    ["valkey", "7.1", false],
    ["valkey", "8.0.1", false],
  ])("%s %s: %s", (engine, engineVersion, offered) => {
    const source = { ...plan.source, version: "5.0.5" };
    const codes = judged({ ...plan, source, target: { ...plan.target, engine, engineVersion } }).map(
      (one) => `${one.code}: ${one.severity}`,
    );
    expect(codes).toStrictEqual(offered ? [] : expect.arrayContaining(["target-engine-version: blocking"]));
  });
});
