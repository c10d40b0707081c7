// How do the two sides of one database differ? Every key of either side, none twice.
import { setTimeout as pause } from "node:timers/promises";
import { sameValue } from "./sameValue.ts";
import type { Tally } from "./comparison.ts";
import type { KeyContent, KeyReader } from "./keyReader.ts";

export interface DatabaseSides {
  readonly database: number;
  readonly source: KeyReader;
  readonly target: KeyReader;
  /** Tells the keys that are compared from those of others. */
  readonly isCompared: (key: Buffer, server: "source" | "target") => boolean;
  readonly tally: Tally;
  readonly onBatch: (keys: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Servers before 7.0 replicate some expiries as "from now on", and tell them the same way: the delays of link and reply
 * are in them. With PEXPIRETIME on both sides expiry must be equal to the millisecond.
 */
const inexactExpiryToleranceMs = 1_000;
/** A key this close to its expiry may go on one side between the two reads: it is judged when that has passed. */
const expiringSoonMs = 2_000;

export async function compareDatabase(sides: DatabaseSides): Promise<void> {
  const { source, target, isCompared, signal } = sides;
  // One character per byte: a set of Buffers would compare them by identity.
  const seen = new Set<string>();
  const isNew = (key: Buffer) => {
    const sizeBefore = seen.size;
    return seen.add(key.toString("latin1")).size > sizeBefore;
  };
  const expiring: Buffer[] = [];
  for await (const batch of source.scan()) {
    const keys = batch.filter((key) => isCompared(key, "source") && isNew(key));
    expiring.push(...(await compareKeys(sides, keys, "may wait")));
  }
  // What is new now was not on the source: extra, unless a key has changed since.
  for await (const batch of target.scan()) {
    const keys = batch.filter((key) => isCompared(key, "target") && isNew(key));
    expiring.push(...(await compareKeys(sides, keys, "may wait")));
  }
  if (expiring.length === 0) return;
  await pause(expiringSoonMs, undefined, signal === undefined ? {} : { signal });
  await compareKeys(sides, expiring, "final");
}

/** Gives the keys that differ while they expire; the other ones are in the tally. */
async function compareKeys(
  sides: DatabaseSides,
  keys: readonly Buffer[],
  mode: "may wait" | "final",
): Promise<Buffer[]> {
  if (keys.length === 0) return [];
  const { source, target } = sides;
  if (mode === "may wait") sides.onBatch(keys.length);
  const [sourceContents, targetContents] = await Promise.all([source.read(keys), target.read(keys)]);
  return keys.filter((key, at) => {
    const a = sourceContents[at];
    const b = targetContents[at];
    if (a === undefined || b === undefined) throw new Error("A server answered for fewer keys than it was asked for.");
    const differences = differencesOf(a, b, source.exactExpiry && target.exactExpiry);
    if (mode === "may wait" && differences.length > 0 && (expiresSoon(a) || expiresSoon(b))) return true;
    settle(sides, key, a, differences);
    return false;
  });
}

type Difference = readonly [kind: "missing" | "extra" | "different" | "ttlDifferent" | "normalised", detail: string];

function settle({ tally, database }: DatabaseSides, key: Buffer, a: KeyContent, differences: readonly Difference[]) {
  if (a.type !== "none") tally.compared();
  for (const [kind, detail] of differences) {
    if (kind === "normalised") tally.normalised();
    else tally.difference(kind, database, key, detail);
  }
}

function differencesOf(a: KeyContent, b: KeyContent, exactExpiry: boolean): Difference[] {
  // Gone on both sides: it has expired since it was found.
  if (a.type === "none" && b.type === "none") return [];
  if (b.type === "none") return [["missing", `${a.type} on the source only`]];
  if (a.type === "none") return [["extra", `${b.type} on the target only`]];
  const differences: Difference[] = [];
  if (a.type === b.type) {
    const verdict = sameValue(a.type, a.replies, b.replies);
    if (verdict.kind === "different") differences.push(["different", `${a.type}: ${verdict.detail}`]);
    if (verdict.kind === "normalised") differences.push(["normalised", ""]);
  } else {
    differences.push(["different", `${a.type} on the source, ${b.type} on the target`]);
  }
  const expiry = expiryDifference(a.expiresAtMs, b.expiresAtMs, exactExpiry ? 0 : inexactExpiryToleranceMs);
  if (expiry !== undefined) differences.push(["ttlDifferent", expiry]);
  return differences;
}

function expiryDifference(a: number | undefined, b: number | undefined, toleranceMs: number): string | undefined {
  if (a === b) return undefined;
  if (b === undefined) return "expires on the source only";
  if (a === undefined) return "expires on the target only";
  if (Math.abs(b - a) <= toleranceMs) return undefined;
  return `expires ${Math.abs(b - a)} ms ${b > a ? "later" : "earlier"} on the target`;
}

function expiresSoon({ expiresInMs }: KeyContent): boolean {
  return expiresInMs !== undefined && expiresInMs < expiringSoonMs;
}
