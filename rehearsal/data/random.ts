// Random numbers that a seed decides: the same seed and stream give the same sequence on every machine.

export interface Random {
  /** 0 up to, not including, `below`. */
  integer(below: number): number;
  /** 0 up to, not including, 1. */
  fraction(): number;
  bytes(length: number): Buffer;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/**
 * `stream` separates sequences of one seed, so that key 17 is the same whichever keys were made before it.
 * The generator is sfc32; splitmix32 spreads seed and stream over its state.
 */
export function createRandom(seed: number, stream: number): Random {
  const spread = splitmix32(splitmix32(seed >>> 0)() ^ Math.floor(seed / 2 ** 32));
  const spreadStream = splitmix32(spread() ^ stream);
  let a = spreadStream();
  let b = spreadStream();
  let c = spreadStream() ^ Math.floor(stream / 2 ** 32);
  let counter = 1;

  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // Neighbouring streams start alike; sfc32 needs some steps until they do not resemble each other.
  for (let step = 0; step < 12; step++) next();

  const fraction = (): number => next() / 2 ** 32;
  const integer = (below: number): number => Math.floor(fraction() * below);
  return {
    fraction,
    integer,
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at++) bytes[at] = next() & 0xff;
      return bytes;
    },
    pick: (from) => from[integer(from.length)] ?? from[0],
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
