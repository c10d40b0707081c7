import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plannedKey } from "../../../rehearsal/data/plan.ts";
import { dataTypes } from "../../../rehearsal/data/values.ts";

const databases = [0, 3];
const minuteMs = 60_000;

describe("plannedKey", () => {
  it("is decided by seed and index alone", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1_000_000), (seed, index) => {
        const dataSet = { seed, databases, startedAtMs: 0 };
        expect(plannedKey(dataSet, index)).toStrictEqual(plannedKey(dataSet, index));
      }),
    );
  });

  it("gives no two keys one name", () => {
    const names = Array.from({ length: 20_000 }, (_, index) =>
      plannedKey({ seed: 5, databases, startedAtMs: 0 }, index).key.toString("latin1"),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it("has every type within the first six keys, and every type in every database", () => {
    const keys = Array.from({ length: 100 }, (_, index) => plannedKey({ seed: 5, databases, startedAtMs: 0 }, index));
    expect(keys.slice(0, 6).map(({ type }) => type)).toStrictEqual([...dataTypes]);
    for (const database of databases) {
      const types = new Set(keys.filter((key) => key.database === database).map(({ type }) => type));
      expect(types).toStrictEqual(new Set(dataTypes));
    }
  });

  it("lets a part of the keys expire, none within 45 minutes and each within a day", () => {
    const startedAtMs = 1_800_000_000_000;
    const keys = Array.from({ length: 5_000 }, (_, index) => plannedKey({ seed: 5, databases, startedAtMs }, index));
    const expiries = keys.flatMap(({ commands }) =>
      commands.filter(([name]) => name === "PEXPIREAT").map(([, , at]) => Number(at) - startedAtMs),
    );
    expect(expiries).toHaveLength(keys.filter(({ expires }) => expires).length);
    expect(expiries.length).toBeGreaterThan(500);
    expect(Math.min(...expiries)).toBeGreaterThanOrEqual(45 * minuteMs);
    expect(Math.max(...expiries)).toBeLessThanOrEqual(24 * 60 * minuteMs);
  });

  it("has edge values in every few thousand keys", () => {
    const commands = Array.from(
      { length: 8_000 },
      (_, index) => plannedKey({ seed: 5, databases, startedAtMs: 0 }, index).commands,
    ).flat();
    const used = new Set(commands.map(([name]) => name));
    for (const name of ["PFADD", "PFCOUNT", "XGROUP", "XREADGROUP", "XCLAIM", "XACK", "XDEL", "SETRANGE"]) {
      expect(used).toContain(name);
    }
    const scores = commands
      .filter(([name]) => name === "ZADD")
      .flatMap((args) => args.filter((_, at) => at >= 2 && at % 2 === 0));
    for (const score of ["-0", "inf", "-inf", "3.0000000000000004"]) expect(scores).toContain(score);
    const isBinary = (arg: string | Buffer) => Buffer.isBuffer(arg) && !Buffer.from(arg.toString("utf8")).equals(arg);
    expect(commands.some(([, key]) => key !== undefined && isBinary(key))).toBe(true);
    expect(commands.some(([, , ...values]) => values.some(isBinary))).toBe(true);
    expect(commands.some(([name, , value]) => name === "SET" && value === "")).toBe(true);
    // Beyond the compact encodings.
    expect(commands.some(([name, ...args]) => name === "HSET" && args.length > 1_000)).toBe(true);
  });
});
