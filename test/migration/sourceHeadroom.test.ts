// What a source needs beside its data while a snapshot is made: pages, the output buffer, and its backlog.
import { expect, test } from "vitest";
import { headroom } from "../../migration/sourceHeadroom.ts";
import { readableSource } from "./samples.ts";

/** 4 GB resident and a quarter of it, and for 50 MB of writes a second 100,000,000 bytes of buffer. */
const used = 4_000_000_000 + 1_000_000_000 + 100_000_000;

function findings(systemMemoryBytes: number, backlogBytes: number | undefined) {
  const reading = {
    ...readableSource,
    stats: { ...readableSource.stats, residentBytes: 4_000_000_000, systemMemoryBytes },
    settings: { ...readableSource.settings, backlogBytes },
    load: { ...readableSource.load, writeBytesPerSecond: 50_000_000 },
  } as typeof readableSource;
  return [...headroom(reading)].map(({ code, severity, expected }) => [code, severity, expected]);
}

test("the backlog is counted as large as it is set", () => {
  const backlog = 2_000_000_000;
  expect(findings(used + backlog, backlog)).toStrictEqual([]);
  expect(findings(used + backlog - 1, backlog)).toStrictEqual([
    [
      "source-fork",
      "warning",
      "room for a quarter more while a snapshot is made, for 100000000 bytes of buffer and for 2000000000 of backlog: 7100000000 bytes",
    ],
  ]);
});

test("one whose size is not told is counted as large as two minutes of writes", () => {
  expect(findings(used + 6_001_000_448, undefined)).toStrictEqual([]);
  expect(findings(used + 6_001_000_447, undefined)).toHaveLength(1);
});
