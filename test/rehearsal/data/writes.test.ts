import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plannedWrite, tracesOfBucket, writesPerBucket } from "../../../rehearsal/data/writes.ts";

const plan = { prefix: "writer:", databases: [0, 3] };

describe("plannedWrite", () => {
  it("takes turns between all kinds and between the databases", () => {
    const writes = Array.from({ length: 12 }, (_, sequence) => plannedWrite(plan, sequence));
    expect(writes.map(({ command }) => command[0])).toStrictEqual([
      ...["SET", "HSET", "RPUSH", "SADD", "ZADD", "XADD"],
      ...["SET", "HSET", "RPUSH", "SADD", "ZADD", "XADD"],
    ]);
    expect(writes.map(({ database }) => database)).toStrictEqual([0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3]);
  });

  it("leaves a trace that the reads of its bucket and database cover", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), (sequence) => {
        const { database, command } = plannedWrite(plan, sequence);
        const bucket = Math.floor(sequence / writesPerBucket(plan.databases));
        const reads = tracesOfBucket(plan, bucket).filter((trace) => trace.database === database);
        expect(reads.filter(({ key }) => key === command[1])).toHaveLength(1);
      }),
    );
  });

  it("puts a bounded number of elements into one key", () => {
    const perKey = new Map<unknown, number>();
    for (let sequence = 0; sequence < 3 * writesPerBucket(plan.databases); sequence++) {
      const { database, command } = plannedWrite(plan, sequence);
      const key = `${database} ${String(command[1])}`;
      perKey.set(key, (perKey.get(key) ?? 0) + 1);
    }
    expect(new Set(perKey.values())).toStrictEqual(new Set([1, 100]));
  });
});
