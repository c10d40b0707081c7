// Does the target load what the source holds? One value of each type, dumped on the source, restored on the target under
// a reserved name and taken away again: measured, where the table of versions only tells what engines promise.
import { limits } from "../migration/limits.ts";
import type { RestoredType, RestoreReading } from "../migration/sourceReading.ts";
import { Connections } from "./connections.ts";
import { contents } from "./contents.ts";
import { isReply } from "./questions.ts";
import { sampledTypes, type Sample } from "./typeSamples.ts";

/** One slot for all of them, so that one primary of a cluster takes them all. */
const probeKey = (type: string) => `{elasticache-online-migration}:probe:${type}`;

export async function restoreProbe(
  addresses: Readonly<Record<string, string>>,
  sources: readonly string[],
  primaries: readonly string[],
  signal: AbortSignal,
): Promise<RestoreReading> {
  const held = await contents(addresses, primaries, 16, signal);
  if (held.kind === "unknown") return { kind: "notProbed", why: `whether the target is empty is unknown: ${held.why}` };
  if (held.kind === "keys") return { kind: "notProbed", why: `the target holds ${held.count} keys (${held.where})` };
  const connections = new Connections(addresses);
  try {
    const { types, left } = await probe(connections, sources, primaries, signal);
    const after = await contents(addresses, primaries, 16, signal);
    if (left.length === 0 && after.kind !== "empty") left.push(after.kind === "keys" ? after.where : after.why);
    return { kind: "probed", types, left };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "notProbed", why: error instanceof Error ? error.message : String(error) };
  } finally {
    connections.close();
  }
}

async function probe(
  connections: Connections,
  sources: readonly string[],
  primaries: readonly string[],
  signal: AbortSignal,
): Promise<{ types: RestoredType[]; left: string[] }> {
  const types: RestoredType[] = [];
  const left: string[] = [];
  for (const source of sources) {
    const samples = await connections.with(source, (redis) => sampledTypes(redis), signal);
    for (const sample of samples) {
      if (types.some(({ type, outcome }) => type === sample.type && outcome !== "skipped")) continue;
      types.push({ type: sample.type, source, ...(await restored(connections, primaries, sample, left, signal)) });
    }
  }
  return { types, left };
}

type Outcome = Pick<RestoredType, "outcome" | "why">;

async function restored(
  connections: Connections,
  primaries: readonly string[],
  sample: Sample,
  left: string[],
  signal: AbortSignal,
): Promise<Outcome> {
  if (sample.payload === undefined) return { outcome: "skipped", why: sample.why };
  const key = probeKey(sample.type);
  for (const primary of primaries) {
    const outcome = await restoreAt(connections, primary, key, sample.payload, left, signal);
    if (outcome !== "elsewhere") return outcome;
  }
  return { outcome: "skipped", why: `no primary of the target owns the slot of ${key}` };
}

async function restoreAt(
  connections: Connections,
  primary: string,
  key: string,
  payload: Buffer,
  left: string[],
  signal: AbortSignal,
): Promise<Outcome | "elsewhere"> {
  const answer = await restore(connections, primary, key, payload, signal);
  // Also when this run is being ended, and when the answer was lost, for the command may have been carried out.
  if (answer.kind !== "denied") await takenAway(connections, primary, key, left);
  signal.throwIfAborted();
  switch (answer.kind) {
    case "done":
      return { outcome: "restored", why: "" };
    case "lost":
      return { outcome: "skipped", why: answer.why };
    case "denied":
      if (answer.why.startsWith("MOVED ")) return "elsewhere";
      return { outcome: /Bad data format|checksum/i.test(answer.why) ? "refused" : "skipped", why: answer.why };
  }
}

type Answer = { readonly kind: "done" } | { readonly kind: "denied" | "lost"; readonly why: string };

async function restore(
  connections: Connections,
  primary: string,
  key: string,
  payload: Buffer,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    await connections.with(
      primary,
      (redis) => redis.callBuffer("RESTORE", key, limits.trialKeyLivesForMs, payload),
      signal,
    );
    return { kind: "done" };
  } catch (error) {
    if (isReply(error)) return { kind: "denied", why: error.message };
    return { kind: "lost", why: error instanceof Error ? error.message : String(error) };
  }
}

async function takenAway(connections: Connections, primary: string, key: string, left: string[]): Promise<void> {
  try {
    await connections.with(primary, (redis) => redis.del(key), AbortSignal.timeout(5_000));
  } catch (error) {
    left.push(`${key} on ${primary} (${error instanceof Error ? error.message : String(error)})`);
  }
}
