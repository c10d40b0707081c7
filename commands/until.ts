// Whether what a watch waits for is reached, can still be reached, or cannot any more.
import type { Phase, PhaseName } from "../migration/phases.ts";

export type Verdict =
  | { readonly kind: "goesOn" }
  | { readonly kind: "reached" }
  | { readonly kind: "ended"; readonly why: string }
  /** The migration is over, and from beside nobody can tell how it ended. */
  | { readonly kind: "undecided"; readonly why: string };

/** The way of a migration that succeeds. Whoever waits for one of these is content with a later one: a look may miss it. */
const way = ["starting", "copying", "catchingUp", "inSync", "completing", "done"] as const;
const givingUp = ["aborting", "aborted"] as const;

/** Every phase, by whether a migration that is in it has ended. */
const isOver = {
  unknown: false,
  notStarted: false,
  starting: false,
  copying: false,
  catchingUp: false,
  inSync: false,
  completing: false,
  done: true,
  aborting: false,
  aborted: true,
  fellBack: true,
  broken: true,
} as const satisfies Readonly<Record<PhaseName, boolean>>;

export const phaseNames = Object.keys(isOver) as readonly PhaseName[];

/** @param until undefined: whatever the end is, of which `fellBack` and `broken` are none that anybody wanted */
export function judge({ phase }: Phase, until: PhaseName | undefined): Verdict {
  if (until === undefined) {
    if (!isOver[phase]) return { kind: "goesOn" };
    return phase === "done" || phase === "aborted" ? { kind: "reached" } : ended(`it is ${phase}`);
  }
  if (phase === until || isBeyond(phase, until)) return { kind: "reached" };
  return canBecome(phase, until) ? { kind: "goesOn" } : ended(`it is ${phase}, and from there not ${until} any more`);
}

function isBeyond(phase: PhaseName, until: PhaseName): boolean {
  return [way, givingUp].some((one: readonly PhaseName[]) => {
    const wanted = one.indexOf(until);
    return wanted >= 0 && one.indexOf(phase) > wanted;
  });
}

/** Within this migration: what fell back or was aborted goes on only as another attempt, which is another migration. */
function canBecome(phase: PhaseName, until: PhaseName): boolean {
  if (isOver[phase]) return false;
  switch (until) {
    case "notStarted":
      return phase === "unknown";
    case "starting":
    case "copying":
    case "catchingUp":
    case "inSync":
    case "completing":
    case "done":
      return phase !== "aborting";
    case "aborting":
    case "aborted":
    case "fellBack":
    case "broken":
    case "unknown":
      return true;
  }
}

const ended = (why: string): Verdict => ({ kind: "ended", why });
