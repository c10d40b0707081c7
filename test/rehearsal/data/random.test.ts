import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../rehearsal/data/random.ts";

const seeds = fc.nat(Number.MAX_SAFE_INTEGER);
const streams = fc.nat(10_000_000);

function first(seed: number, stream: number, count = 8): number[] {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, () => random.integer(2 ** 32));
}

describe("createRandom", () => {
  it("gives the same sequence for the same seed and stream", () => {
    fc.assert(
      fc.property(seeds, streams, (seed, stream) => {
        expect(first(seed, stream)).toStrictEqual(first(seed, stream));
      }),
    );
  });

  it("gives another sequence for another seed or another stream, neighbours and large seeds included", () => {
    fc.assert(
      fc.property(seeds, streams, (seed, stream) => {
        const sequence = first(seed, stream);
        expect(first(seed, stream + 1)).not.toStrictEqual(sequence);
        expect(first(seed === 0 ? 1 : seed - 1, stream)).not.toStrictEqual(sequence);
        expect(first((seed + 2 ** 32) % Number.MAX_SAFE_INTEGER, stream)).not.toStrictEqual(sequence);
      }),
    );
  });

  it("stays within its bounds", () => {
    fc.assert(
      fc.property(seeds, streams, fc.integer({ min: 1, max: 2 ** 32 }), (seed, stream, below) => {
        const random = createRandom(seed, stream);
        for (let count = 0; count < 20; count++) {
          const integer = random.integer(below);
          expect(Number.isInteger(integer) && integer >= 0 && integer < below).toBe(true);
          const fraction = random.fraction();
          expect(fraction >= 0 && fraction < 1).toBe(true);
        }
      }),
    );
  });

  it("uses the whole range evenly, over the draws of one stream and over the first draws of many", () => {
    const one = createRandom(7, 0);
    const draws = {
      ofOneStream: Array.from({ length: 16_000 }, () => one.integer(16)),
      ofManyStreams: Array.from({ length: 16_000 }, (_, stream) => createRandom(7, stream).integer(16)),
    };
    for (const integers of Object.values(draws)) {
      const counts = Array.from({ length: 16 }, (_, wanted) => integers.filter((integer) => integer === wanted).length);
      // Six standard deviations of a fair draw.
      for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(190);
    }
  });

  it("is the generator that recorded seeds were made with", () => {
    expect(first(1, 0, 3)).toStrictEqual([1201662326, 1039049569, 683681319]);
    expect(createRandom(1, 0).bytes(4).toString("hex")).toBe("766127fe");
  });
});
