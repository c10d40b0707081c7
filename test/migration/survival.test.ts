import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bufferLimitCommand, evenLimits, forecast, outgrown, raised, spareBytes } from "../../migration/survival.ts";
import { readableSource } from "./samples.ts";

const gib = 2 ** 30;
const mib = 2 ** 20;

describe("the forecast", () => {
  test("is arithmetic: fork, snapshot and load, times what is written meanwhile, twice", () => {
    // 10 GiB: 0.36 s of fork, and 4.2 GiB of snapshot at 45 MB a second, a hundred seconds.
    const told = forecast({ usedMemoryBytes: 10 * gib, writeBytesPerSecond: 5_000_000 });
    expect(told.copySeconds).toBeCloseTo(0.36 + (10 * gib * 0.42) / 45e6, 6);
    expect(told.bufferBytes).toBe(Math.ceil(5_000_000 * told.copySeconds * 2));
    expect(told.limitBytes % mib).toBe(0);
    expect(told.limitBytes - told.bufferBytes).toBeLessThan(mib);
    expect(told.backlogBytes).toBe(Math.ceil((5_000_000 * 120) / mib) * mib);
  });

  test("agrees with the run in which it was measured: 64 MB ended 47 copies, and 2 GB none", () => {
    // A million keys (0.63 GB of memory), 180,000 writes of 1 KB a second; the buffer peaked at 1.04 GB.
    const told = forecast({ usedMemoryBytes: 630_000_000, writeBytesPerSecond: 180e6 });
    expect(told.bufferBytes).toBeGreaterThan(1.04e9);
    expect(outgrown(told, { hardBytes: 64e6, softBytes: 64e6, softSeconds: 60 }, 180e6)).toBe("hard");
    expect(outgrown(told, { hardBytes: 2.2e9, softBytes: 2.2e9, softSeconds: 60 }, 180e6)).toBe(undefined);
  });

  test("of an empty server takes a second at least", () => {
    expect(forecast({ usedMemoryBytes: 1, writeBytesPerSecond: 10 })).toMatchObject({
      copySeconds: 1,
      bufferBytes: 20,
    });
  });

  test("never needs less for more writes or more data, and its own limit always suffices", () => {
    const bytes = fc.integer({ min: 0, max: 2 ** 40 });
    const rate = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(bytes, bytes, rate, rate, (usedMemoryBytes, moreBytes, writeBytesPerSecond, moreRate) => {
        const one = forecast({ usedMemoryBytes, writeBytesPerSecond });
        const busier = forecast({ usedMemoryBytes, writeBytesPerSecond: writeBytesPerSecond + moreRate });
        const larger = forecast({ usedMemoryBytes: usedMemoryBytes + moreBytes, writeBytesPerSecond });
        expect(busier.bufferBytes).toBeGreaterThanOrEqual(one.bufferBytes);
        expect(busier.backlogBytes).toBeGreaterThanOrEqual(one.backlogBytes);
        expect(larger.copySeconds).toBeGreaterThanOrEqual(one.copySeconds);
        expect(larger.bufferBytes).toBeGreaterThanOrEqual(one.bufferBytes);
        const own = { hardBytes: one.limitBytes, softBytes: one.limitBytes, softSeconds: 60 };
        expect(outgrown(one, own, writeBytesPerSecond)).toBe(undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test("is not made better by a lower limit", () => {
    const limit = fc.integer({ min: 1, max: 2 ** 34 });
    fc.assert(
      fc.property(limit, limit, fc.integer({ min: 1, max: 1e9 }), (lower, more, rate) => {
        const told = forecast({ usedMemoryBytes: gib, writeBytesPerSecond: rate });
        const with_ = (bytes: number) => outgrown(told, { hardBytes: bytes, softBytes: 0, softSeconds: 0 }, rate);
        if (with_(lower) === undefined) expect(with_(lower + more)).toBe(undefined);
      }),
    );
  });
});

describe("a limit", () => {
  const told = { copySeconds: 100, bufferBytes: 200 * mib, limitBytes: 200 * mib, backlogBytes: 0 };
  const rate = mib;

  test.each([
    ["0 is none", { hardBytes: 0, softBytes: 0, softSeconds: 0 }, undefined],
    ["the hard one ends it at once", { hardBytes: 199 * mib, softBytes: 0, softSeconds: 0 }, "hard"],
    ["a hard one that is large enough holds", { hardBytes: 200 * mib, softBytes: 0, softSeconds: 0 }, undefined],
    ["the soft one ends it when it lasts", { hardBytes: 0, softBytes: 64 * mib, softSeconds: 60 }, "soft"],
    ["the soft one is passed briefly", { hardBytes: 0, softBytes: 150 * mib, softSeconds: 60 }, undefined],
  ] as const)("%s", (_words, limits, verdict) => {
    expect(outgrown(told, limits, rate)).toBe(verdict);
  });
});

test("a limit that is raised is no stricter than it was, and the forecast survives with it", () => {
  expect(raised({ hardBytes: 0, softBytes: 1_000_000, softSeconds: 1 }, 96 * mib)).toStrictEqual({
    hardBytes: 0,
    softBytes: 96 * mib,
    softSeconds: 1,
  });
  const bytes = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 34 }));
  const limits = fc.record({ hardBytes: bytes, softBytes: bytes, softSeconds: fc.integer({ min: 0, max: 600 }) });
  const orNone = (limit: number) => (limit === 0 ? Number.POSITIVE_INFINITY : limit);
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 1e9 }), (before, rate) => {
      const told = forecast({ usedMemoryBytes: gib, writeBytesPerSecond: rate });
      const after = raised(before, told.limitBytes);
      expect(outgrown(told, after, rate)).toBe(undefined);
      expect(orNone(after.hardBytes)).toBeGreaterThanOrEqual(orNone(before.hardBytes));
      expect(orNone(after.softBytes)).toBeGreaterThanOrEqual(orNone(before.softBytes));
      expect(after.softSeconds).toBe(before.softSeconds);
    }),
  );
});

test("what a machine has to spare is beside the data and a quarter of it; untold it is unknown", () => {
  const stats = readableSource.stats;
  expect(spareBytes({ ...stats, residentBytes: 4 * gib, systemMemoryBytes: 8 * gib })).toBe(3 * gib);
  expect(spareBytes({ ...stats, residentBytes: 7 * gib, systemMemoryBytes: 8 * gib })).toBeLessThan(0);
  expect(spareBytes({ ...stats, systemMemoryBytes: undefined })).toBe(undefined);
  expect(spareBytes({ ...stats, residentBytes: undefined })).toBe(undefined);
});

test("the line to run names replicas as the server's version does", () => {
  expect(bufferLimitCommand("redis", "7.0.15", evenLimits(mib))).toBe(
    'CONFIG SET client-output-buffer-limit "replica 1048576 1048576 60"',
  );
  expect(bufferLimitCommand("redis", "4.0.14", evenLimits(mib))).toBe(
    'CONFIG SET client-output-buffer-limit "slave 1048576 1048576 60"',
  );
  expect(bufferLimitCommand("valkey", "9.1.0", evenLimits(mib))).toContain('"replica ');
});
