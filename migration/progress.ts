// One line per change, with fixed fields in a fixed order: snapshot -> line. An ETA is withheld until it can be honest.
import { inWords } from "./inWords.ts";
import { limits } from "./limits.ts";
import type { Phase } from "./phase.ts";
import type { Clock, Reporter } from "./ports.ts";

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

/** Tells a run's progress: each change at once, and now and then that nothing changed. */
export class Progress {
  readonly #groupId: string;
  readonly #clock: Clock;
  readonly #report: Reporter;
  readonly #beganAtMs: number;
  #told = "";
  #toldAtMs = 0;

  constructor(groupId: string, clock: Clock, report: Reporter) {
    this.#groupId = groupId;
    this.#clock = clock;
    this.#report = report;
    this.#beganAtMs = clock.nowMs();
  }

  tell(phase: Phase, waitingFor: string): void {
    const nowMs = this.#clock.nowMs();
    const snapshot = { groupId: this.#groupId, phase, elapsedMs: nowMs - this.#beganAtMs, waitingFor };
    if (changeOf(snapshot) === this.#told && nowMs - this.#toldAtMs < limits.progressEveryMs) return;
    this.#told = changeOf(snapshot);
    this.#toldAtMs = nowMs;
    this.#report(progressLine(snapshot));
  }
}
