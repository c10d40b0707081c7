// One line per change, with fixed fields in a fixed order: snapshot -> line. An ETA is withheld until it can be honest.
import { inWords } from "./decide.ts";
import type { Phase } from "./phase.ts";

export interface Snapshot {
  readonly groupId: string;
  readonly phase: Phase;
  readonly elapsedMs: number;
  readonly waitingFor: string;
}

export function progressLine({ groupId, phase, elapsedMs, waitingFor }: Snapshot): string {
  const fields = [`${groupId}: ${inWords(phase)}`, `elapsed ${(elapsedMs / 1000).toFixed(1)} s`];
  if (waitingFor !== "" && !("waitingFor" in phase)) fields.push(`waiting for ${waitingFor}`);
  return fields.join(" | ");
}

/** What makes a line worth printing: everything in it that is not a growing number. */
export function changeOf({ phase, waitingFor }: Snapshot): string {
  return `${phase.phase} ${waitingFor}`;
}
