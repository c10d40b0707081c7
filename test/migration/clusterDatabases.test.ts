import { expect, test } from "vitest";
import { clusterDatabases } from "../../migration/clusterDatabases.ts";
import type { SourceRead } from "../../migration/sourceReading.ts";
import { readableSource } from "./samples.ts";

function found(count: number | undefined, databasesInUse: readonly number[]): string[] {
  const { settings, stats } = readableSource;
  const reading: SourceRead = {
    ...readableSource,
    settings: { ...settings, clusterDatabases: count },
    stats: { ...stats, databasesInUse },
  };
  return [...clusterDatabases(reading)].map(({ code, severity, found: words }) => `${severity} ${code}: ${words}`);
}

test("a cluster that has one database, or is too old to have several, lacks nothing", () => {
  expect(found(1, [0])).toStrictEqual([]);
  expect(found(undefined, [0])).toStrictEqual([]);
  expect(found(undefined, [])).toStrictEqual([]);
});

test("several databases that nobody uses are a warning: somebody may begin to", () => {
  expect(found(16, [0])).toStrictEqual([
    "warning source-databases: 10.0.0.241:6379 is in cluster mode and has 16 databases (cluster-databases), of which only the first holds keys",
  ]);
});

test("keys in another database block, also where the setting is not told", () => {
  const words = "blocking source-databases: 10.0.0.241:6379 is in cluster mode and holds keys in the databases 2, 7";
  expect(found(16, [0, 2, 7])).toStrictEqual([words]);
  expect(found(undefined, [2, 7])).toStrictEqual([words]);
});
