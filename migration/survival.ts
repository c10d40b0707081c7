// Whether a full synchronisation of a source would live through the writes that go on meanwhile: arithmetic.
//
// The source keeps what is written since the fork in the replica's output buffer until the replica has loaded the
// snapshot. A buffer over its limit ends the connection, the replica asks for a new snapshot, and so for ever: with
// 64 MB of limit and 165,000 writes of 1 KB a second, 47 full synchronisations in 24 s and none that ended (measured).
import type { Engine } from "./plan.ts";
import { atLeast } from "./rdb.ts";
import type { ReplicaBuffer } from "./sourceReading.ts";

/** Measured with Redis 7.0 on two shared cores; real machines and data differ, hence the margin. */
export const survivalFigures = {
  /** Snapshot's bytes by bytes of used_memory, for a mixture of types. */
  snapshotShare: 0.42,
  /** From the fork until the link is up, by bytes of the snapshot: 45 to 86 million a second; the slowest. */
  copiedBytesPerSecond: 45_000_000,
  /** 64 to 98 ms at 2.9 GB; the slowest. */
  forkMsPerGiB: 36,
  /** Replication's own timer ticks once a second. */
  leastSeconds: 1,
  /** The buffer that is needed is this many times what is foretold. */
  margin: 2,
  /** A link that was cut this long ago goes on without a new snapshot. */
  backlogSeconds: 120,
  /** Room for pages that are written while a snapshot is made: the share that AWS reserves by default. */
  copyOnWriteShare: 0.25,
} as const;

export interface Forecast {
  /** From the fork until the replica has loaded the snapshot, as foretold; the margin is not in it. */
  readonly copySeconds: number;
  /** With the margin. */
  readonly bufferBytes: number;
  /** With which `client-output-buffer-limit` (hard and soft alike) it would survive. */
  readonly limitBytes: number;
  readonly backlogBytes: number;
}

export interface Burden {
  readonly usedMemoryBytes: number;
  readonly writeBytesPerSecond: number;
}

export function forecast({ usedMemoryBytes, writeBytesPerSecond }: Burden): Forecast {
  const { snapshotShare, copiedBytesPerSecond, forkMsPerGiB, leastSeconds, margin, backlogSeconds } = survivalFigures;
  const forkSeconds = (forkMsPerGiB * usedMemoryBytes) / 2 ** 30 / 1000;
  const copySeconds = Math.max(leastSeconds, forkSeconds + (usedMemoryBytes * snapshotShare) / copiedBytesPerSecond);
  const bufferBytes = Math.ceil(writeBytesPerSecond * copySeconds * margin);
  return {
    copySeconds,
    bufferBytes,
    limitBytes: wholeMiB(bufferBytes),
    backlogBytes: wholeMiB(writeBytesPerSecond * backlogSeconds),
  };
}

/** @returns which limit would end the connection, and undefined when none would; 0 is no limit */
export function outgrown(
  { copySeconds, bufferBytes }: Forecast,
  { hardBytes, softBytes, softSeconds }: ReplicaBuffer,
  writeBytesPerSecond: number,
): "hard" | "soft" | undefined {
  if (hardBytes > 0 && bufferBytes > hardBytes) return "hard";
  if (softBytes === 0 || bufferBytes <= softBytes) return undefined;
  const secondsAbove = copySeconds * survivalFigures.margin - softBytes / writeBytesPerSecond;
  return secondsAbove > softSeconds ? "soft" : undefined;
}

/** The very line for redis-cli: it takes effect at once, and is undone by setting the value that was there. */
export function bufferLimitCommand(engine: Engine, version: string, limitBytes: number): string {
  const replica = engine === "valkey" || atLeast(version, "5.0.0") ? "replica" : "slave";
  return `CONFIG SET client-output-buffer-limit "${replica} ${limitBytes} ${limitBytes} 60"`;
}

export function backlogCommand(backlogBytes: number): string {
  return `CONFIG SET repl-backlog-size ${backlogBytes}`;
}

function wholeMiB(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20) * 2 ** 20;
}
