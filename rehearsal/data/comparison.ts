// What did the comparison find? Counts of each kind, and some examples to look at.
import { printable } from "./connection.ts";

export const differenceKinds = ["missing", "extra", "different", "ttlDifferent"] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface DifferenceExample {
  readonly kind: DifferenceKind;
  readonly database: number;
  /** Bytes that are not printable ASCII stand as \xNN. */
  readonly key: string;
  readonly detail: string;
}

export interface AwsKey {
  readonly server: "source" | "target";
  readonly database: number;
  readonly key: string;
}

export interface Comparison {
  /** Keys of the source that were looked for on the target. */
  readonly compared: number;
  readonly missing: number;
  readonly extra: number;
  /** Type or value; expiry is counted apart, so that one key may count in both. */
  readonly different: number;
  readonly ttlDifferent: number;
  /** Keys that are equal only because a cached cardinality or the sign of a zero score does not count. */
  readonly normalised: number;
  readonly seconds: number;
  /** Up to 10 of each kind. */
  readonly examples: readonly DifferenceExample[];
  /** Keys that ElastiCache itself keeps: listed, neither compared nor counted. */
  readonly awsKeys: readonly AwsKey[];
}

export interface Tally {
  compared(): void;
  normalised(): void;
  difference(kind: DifferenceKind, database: number, key: Buffer, detail: string): void;
  awsKey(key: AwsKey): void;
  result(seconds: number): Comparison;
}

const examplesPerKind = 10;

export function createTally(): Tally {
  const found: Record<DifferenceKind, number> = { missing: 0, extra: 0, different: 0, ttlDifferent: 0 };
  const examples: DifferenceExample[] = [];
  const awsKeys = new Map<string, AwsKey>();
  let compared = 0;
  let normalised = 0;
  return {
    compared() {
      compared += 1;
    },
    normalised() {
      normalised += 1;
    },
    difference(kind, database, key, detail) {
      found[kind] += 1;
      if (found[kind] <= examplesPerKind) examples.push({ kind, database, key: printable(key), detail });
    },
    awsKey: (key) => void awsKeys.set(`${key.server} ${key.database}`, key),
    result: (seconds) => ({ compared, ...found, normalised, seconds, examples, awsKeys: [...awsKeys.values()] }),
  };
}
