// How far a migration is at one moment, as plain JSON: what the progress line, `watch` and the failures of a run tell.
import type { CopyPart } from "./copying.ts";
import type { PhaseName } from "./phase.ts";

/** What is not known is null: these are lines of JSON for other programs, and a missing figure is no figure. */
export interface Snapshot {
  /** ISO 8601, the clock of this process. */
  readonly at: string;
  readonly phase: PhaseName;
  /** Of `copying`; else empty. */
  readonly part: CopyPart | "";
  /** AWS's or a server's word on which the phase rests; empty where the phase says it all. */
  readonly detail: string;
  /** Keys of a snapshot and of a load, bytes of a transfer. */
  readonly done: number | null;
  readonly total: number | null;
  readonly unit: "keys" | "bytes" | "";
  /** Of the shard that is furthest behind. */
  readonly lagBytes: number | null;
  /** Received in a transfer, applied while it catches up and in sync, of the shard that is furthest behind. */
  readonly bytesPerSecond: number | null;
  readonly keysPerSecond: number | null;
  readonly elapsedMs: number;
  /** Until the running part ends; in `catchingUp` until the target is in sync. */
  readonly etaMs: number | null;
  /** Why there is no ETA; empty where there is one. */
  readonly noEtaBecause: string;
  readonly waitingFor: string;
  /** Until when at the latest, ISO 8601; empty where nothing bounds it. */
  readonly waitsUntil: string;
}
