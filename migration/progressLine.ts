// A snapshot of a migration's progress as one line: the same fields in the same order, whatever is known of them.
import { bytes, duration } from "./amounts.ts";
import type { PhaseName } from "./phase.ts";
import type { Snapshot } from "./snapshot.ts";

/** Phase | done of total | lag | rate | elapsed | ETA or why there is none | what is waited for. */
export function progressLine(groupId: string, snapshot: Snapshot): string {
  const { elapsedMs, etaMs, noEtaBecause, waitingFor, waitsUntil, lagBytes } = snapshot;
  const fields = [
    phaseField(snapshot),
    `done ${doneField(snapshot)}`,
    `lag ${lagBytes === null ? "-" : bytes(lagBytes)}`,
    `rate ${rateField(snapshot)}`,
    `elapsed ${duration(elapsedMs)}`,
    `ETA ${etaMs === null ? `- (${noEtaBecause})` : duration(etaMs)}`,
    `waiting for ${waitingFor === "" ? "-" : waitingFor}${waitsUntil === "" ? "" : ` (until ${clock(waitsUntil)})`}`,
  ];
  return `${groupId}: ${fields.join(" | ")}`;
}

export const phaseWords: Readonly<Record<PhaseName, string>> = {
  unknown: "unknown",
  notStarted: "not started",
  starting: "starting",
  copying: "copying",
  catchingUp: "catching up",
  inSync: "in sync",
  completing: "completing",
  done: "done",
  aborting: "aborting",
  aborted: "aborted",
  fellBack: "fell back",
  broken: "broken",
};

/** The time of day in UTC: hours, minutes and seconds of ISO 8601. */
const clock = (iso: string): string => `${iso.slice(11, 19)}Z`;

function phaseField({ phase, part, detail }: Snapshot): string {
  const more = [part, detail].filter((text) => text !== "").join(", ");
  return more === "" ? phaseWords[phase] : `${phaseWords[phase]} (${more})`;
}

function doneField({ done, total, unit }: Snapshot): string {
  if (done === null && total === null) return "-";
  const amount = (count: number | null) => (count === null ? "?" : unit === "bytes" ? bytes(count) : String(count));
  return `${amount(done)} of ${amount(total)}${unit === "keys" ? " keys" : ""}`;
}

function rateField({ bytesPerSecond, keysPerSecond }: Snapshot): string {
  if (bytesPerSecond !== null) return `${bytes(bytesPerSecond)}/s`;
  return keysPerSecond === null ? "-" : `${keysPerSecond} keys/s`;
}
