import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameValue } from "../../../rehearsal/data/sameValue.ts";

const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
const uniqueBytes = fc.uniqueArray(bytes, {
  selector: (buffer) => buffer.toString("latin1"),
  minLength: 1,
  maxLength: 20,
});
const text = (...words: string[]) => words.map((word) => Buffer.from(word));
const same = { kind: "same" };

describe("sameValue", () => {
  it("takes sets and hashes as equal in whatever order the servers give them", () => {
    const shuffled = uniqueBytes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(sameValue("set", [list], [other])).toStrictEqual(same);
        const hash = (fields: readonly Buffer[]) => fields.flatMap((field) => [field, Buffer.concat([field, field])]);
        expect(sameValue("hash", [hash(list)], [hash(other)])).toStrictEqual(same);
      }),
    );
  });

  it("finds each single changed item of a set, a list and a hash", () => {
    fc.assert(
      fc.property(uniqueBytes, fc.nat(), bytes, (list, position, replacement) => {
        fc.pre(!list.some((item) => item.equals(replacement)));
        const other = list.with(position % list.length, replacement);
        for (const type of ["set", "list"]) expect(sameValue(type, [list], [other]).kind).toBe("different");
        const hash = (values: readonly Buffer[]) => values.flatMap((value, at) => [Buffer.from(String(at)), value]);
        expect(sameValue("hash", [hash(list)], [hash(other)]).kind).toBe("different");
      }),
    );
  });

  it("keeps apart a hash whose bytes only sit differently in field and value", () => {
    expect(sameValue("hash", [text("ab", "c")], [text("a", "bc")]).kind).toBe("different");
  });

  it("compares scores as numbers, however a server prints them, and counts the sign of zero as normalised", () => {
    const scores = (score: string) => [text("member", score)];
    expect(sameValue("zset", scores("0.10000000000000001"), scores("0.1"))).toStrictEqual(same);
    expect(sameValue("zset", scores("inf"), scores("inf"))).toStrictEqual(same);
    expect(sameValue("zset", scores("inf"), scores("-inf")).kind).toBe("different");
    expect(sameValue("zset", scores("3"), scores("3.0000000000000004")).kind).toBe("different");
    expect(sameValue("zset", scores("-0"), scores("0"))).toStrictEqual({ kind: "normalised" });
  });

  it("normalises the cached cardinality of a HyperLogLog, and nothing else of it", () => {
    const hyperLogLog = (header: number, cached: number, register: number) =>
      Buffer.concat([Buffer.from("HYLL"), Buffer.alloc(4, header), Buffer.alloc(8, cached), Buffer.alloc(5, register)]);
    const original = [hyperLogLog(0, 1, 7)];
    expect(sameValue("string", original, [hyperLogLog(0, 2, 7)])).toStrictEqual({ kind: "normalised" });
    expect(sameValue("string", original, [hyperLogLog(1, 1, 7)]).kind).toBe("different");
    expect(sameValue("string", original, [hyperLogLog(0, 2, 8)]).kind).toBe("different");
    const plain = Buffer.concat([Buffer.from("TEXT"), hyperLogLog(0, 1, 7).subarray(4)]);
    const otherPlain = Buffer.concat([Buffer.from("TEXT"), hyperLogLog(0, 2, 7).subarray(4)]);
    expect(sameValue("string", [plain], [otherPlain]).kind).toBe("different");
  });

  it("normalises bytes 8 to 15 of a HyperLogLog, not the ones next to them", () => {
    const original = Buffer.concat([Buffer.from("HYLL"), Buffer.alloc(20, 7)]);
    const verdicts = [7, 8, 15, 16].map(
      (at) => sameValue("string", [original], [Buffer.from(original.with(at, 9))]).kind,
    );
    expect(verdicts).toStrictEqual(["different", "normalised", "normalised", "different"]);
  });

  it("does not take for equal what it could not read", () => {
    const refused = [new Error("NOPERM")];
    expect(sameValue("string", refused, refused)).toStrictEqual({
      kind: "different",
      detail: "could not be read: NOPERM",
    });
    expect(sameValue("string", [null], [null]).kind).toBe("different");
    expect(sameValue("vectorset", [], [])).toStrictEqual({
      kind: "different",
      detail: "values of type vectorset cannot be compared",
    });
  });
});
