// What is advised to a source whose output buffer or backlog is too small: no line that would harm it.
import { expect, test } from "vitest";
import type { SourceRead } from "../../migration/sourceReading.ts";
import { survival } from "../../migration/sourceSurvival.ts";
import { master, readableSource } from "./samples.ts";

interface Changes {
  readonly rate?: number;
  readonly usedMemoryBytes?: number;
  readonly settings?: Partial<SourceRead["settings"]>;
  readonly stats?: Partial<SourceRead["stats"]>;
}

/** 1 MB of data and 50 MB of writes a second: 100,000,000 bytes of buffer, and 6 GB for two minutes of writes. */
function remedies({ rate = 50_000_000, usedMemoryBytes = 1_000_000, settings = {}, stats = {} }: Changes) {
  const reading: SourceRead = {
    ...readableSource,
    info: master({ usedMemoryBytes }),
    settings: { ...readableSource.settings, ...settings },
    stats: { ...readableSource.stats, ...stats },
    load: {
      kind: "measured",
      overMs: 2000,
      writeBytesPerSecond: rate,
      by: "stream",
      cpuShare: 0.1,
      evictedKeys: 0,
    },
  };
  return Object.fromEntries([...survival(reading)].map(({ code, severity, remedy }) => [code, [severity, remedy]]));
}
const instead = "migrate while less is written, or from a replica of it (source.endpoint, with source.primaries)";
const small = { hardBytes: 1_000_000, softBytes: 1_000_000, softSeconds: 60 };
const roomy = { hardBytes: 0, softBytes: 0, softSeconds: 0 };
const backlog = (changes: Changes) =>
  remedies({ ...changes, settings: { replicaBuffer: roomy, ...changes.settings } })["source-backlog"]?.[1];
const buffer = (changes: Changes) =>
  remedies({ ...changes, settings: { replicaBuffer: small, ...changes.settings } })["source-survival"]?.[1];

test("a source without a hard limit is given none, and its soft one keeps its seconds", () => {
  const replicaBuffer = { hardBytes: 0, softBytes: 1_000_000, softSeconds: 0 };
  const line = 'CONFIG SET client-output-buffer-limit "replica 0 100663296 0"';
  expect(remedies({ settings: { replicaBuffer } })["source-survival"]).toStrictEqual([
    "warning",
    `run on 10.0.0.241:6379: ${line}; or ${instead}`,
  ]);
});

test("a buffer that its machine has no room for gets no line", () => {
  // 2 MB resident, and a quarter of that for the snapshot.
  const machine = (spare: number) => ({ stats: { residentBytes: 2_000_000, systemMemoryBytes: 2_500_000 + spare } });
  expect(buffer(machine(100_663_296))).toContain('"replica 100663296 100663296 60"');
  expect(buffer(machine(100_663_295))).toBe(
    `do not raise it: 100663296 bytes do not fit into the 100663295 that it has to spare; ${instead}`,
  );
  expect(buffer(machine(-2_000_000))).toContain("do not fit into the 0 that it has to spare");
});

test("a backlog gets a line only where its machine holds it beside the buffer", () => {
  const machine = (spare: number) => ({ stats: { residentBytes: 2_000_000, systemMemoryBytes: 2_500_000 + spare } });
  const both = 6_001_000_448 + 100_000_000;
  expect(backlog(machine(both))).toBe(`run on 10.0.0.241:6379: CONFIG SET repl-backlog-size 6001000448; or ${instead}`);
  expect(backlog(machine(both - 1))).toBe(
    `do not raise it: 6001000448 bytes do not fit into the 6001000447 that it has to spare; ${instead}`,
  );
});

test("a backlog that maxmemory has no room for gets no line: it would evict keys, or stop writes", () => {
  const stats = { systemMemoryBytes: 64_000_000_000 };
  const limited = (maxmemoryBytes: number) => ({ maxmemoryBytes });
  expect(backlog({ stats, settings: limited(6_001_000_448 + 1_000_000) })).toContain("CONFIG SET repl-backlog-size");
  expect(backlog({ stats, settings: limited(6_001_000_447 + 1_000_000) })).toMatch(/^do not raise it: /);
  const untold = { systemMemoryBytes: undefined };
  expect(backlog({ stats: untold, settings: limited(1_500_000) })).toContain("into the 500000 that it has to spare");
});

test("where its machine's memory is not told, the line comes with what has to be free", () => {
  const stats = { systemMemoryBytes: undefined };
  const free = (bytes: number) => `where its machine has ${bytes} bytes free, which it does not tell, run on `;
  expect(buffer({ stats })).toContain(free(100_663_296));
  expect(backlog({ stats })).toContain(free(6_001_000_448));
});

test("limits that are not told are looked at by hand, and there too no line exceeds the machine", () => {
  const settings = { replicaBuffer: undefined };
  const told = (systemMemoryBytes: number) => remedies({ settings, stats: { systemMemoryBytes } })["source-survival"];
  expect(told(8_000_000_000)).toStrictEqual([
    "unknown",
    `look at it by hand; if it is lower (0 is no limit), run on 10.0.0.241:6379: CONFIG SET client-output-buffer-limit "replica 100663296 100663296 60"; or ${instead}`,
  ]);
  expect(told(50_000_000)?.[1]).not.toContain("CONFIG SET");
});
