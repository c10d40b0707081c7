// When the part of the migration that is running ends, or why nobody can say: an estimate is given only where the looks
// of a whole window bear it.
import type { Phase } from "./phase.ts";
import type { Pace } from "./pace.ts";
import type { Plan } from "./plan.ts";

/** `ms`: until the running part (snapshot, transfer, load) ends, in `catchingUp` until the target is in sync. */
export type Eta =
  { readonly kind: "known"; readonly ms: number } | { readonly kind: "unknown"; readonly because: string };

const notLag = "it is not lag that is waited for";
export const diverging = "the source writes faster than the target applies";

/** The shard that takes longest decides; one that nobody can foresee makes all of it unforeseeable. */
export function etaOf(phase: Phase, paces: readonly Pace[], plan: Plan): Eta {
  const running = pacesOf(phase, paces, plan);
  if (running === undefined) return unknown(phase.phase === "inSync" ? "in sync" : "nothing is being copied");
  if (running.length === 0) return unknown(paces.length === 0 ? "no server tells how far it is" : notLag);
  let longestMs = 0;
  for (const pace of running) {
    const why = unforeseeable(pace);
    if (why !== undefined) return unknown(why);
    longestMs = Math.max(longestMs, ((pace.left ?? 0) / -(pace.leftPerSecond ?? NaN)) * 1000);
  }
  return { kind: "known", ms: Math.round(longestMs) };
}

/** Undefined: there is nothing whose end could be told. */
export function pacesOf(phase: Phase, paces: readonly Pace[], { maxLagBytes }: Plan): readonly Pace[] | undefined {
  switch (phase.phase) {
    case "copying":
      return paces.filter(({ part }) => part === phase.part);
    case "catchingUp":
      // Where every lag is small it is not lag that is waited for, but a replica of ElastiCache's that is being filled.
      return paces.filter(({ part, left }) => part === "catchUp" && (left ?? 0) > maxLagBytes);
    case "unknown":
    case "notStarted":
    case "starting":
    case "inSync":
    case "completing":
    case "done":
    case "aborting":
    case "aborted":
    case "fellBack":
    case "broken":
      return undefined;
  }
}

function unforeseeable({ part, left, leftPerSecond }: Pace): string | undefined {
  if (left === undefined) return `the servers do not tell how large the ${part} is`;
  if (leftPerSecond === undefined) return "too few looks yet";
  if (leftPerSecond < 0) return undefined;
  return part === "catchUp" ? diverging : `the ${part} does not advance`;
}

const unknown = (because: string): Eta => ({ kind: "unknown", because });
