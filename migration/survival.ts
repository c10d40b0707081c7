// Whether a full synchronisation of a source would live through the writes that go on meanwhile: arithmetic.
//
// The source keeps what is written since the fork in the replica's output buffer until the replica has loaded the
// snapshot. A buffer over its limit ends the connection, the replica asks for a new snapshot, and so for ever: with
// 64 MB of limit and 165,000 writes of 1 KB a second, 47 full synchronisations in 24 s and none that ended (measured).
import { limits } from "./limits.ts";
import type { Engine } from "./plan.ts";
import { atLeast } from "./rdb.ts";
import type { ReplicaBuffer, SourceRead } from "./sourceReading.ts";

/** Measured with Redis 7.0 on two shared cores; real machines and data differ, hence the margin (limits.ts). */
const measured = {
  /** Snapshot's bytes by bytes of used_memory, for a mixture of types. */
  snapshotShare: 0.42,
  /** From the fork until the link is up, by bytes of the snapshot: 45 to 86 million a second; the slowest. */
  copiedBytesPerSecond: 45_000_000,
  /** 64 to 98 ms at 2.9 GB; the slowest. */
  forkMsPerGiB: 36,
  /** Replication's own timer ticks once a second. */
  leastSeconds: 1,
} as const;

export interface Forecast {
  /** From the fork until the replica has loaded the snapshot, as foretold; the margin is not in it. */
  readonly copySeconds: number;
  /** With the margin. */
  readonly bufferBytes: number;
  /** With which `client-output-buffer-limit` it would survive. */
  readonly limitBytes: number;
  readonly backlogBytes: number;
}

export interface Burden {
  readonly usedMemoryBytes: number;
  readonly writeBytesPerSecond: number;
}

export function forecast({ usedMemoryBytes, writeBytesPerSecond }: Burden): Forecast {
  const { snapshotShare, copiedBytesPerSecond, forkMsPerGiB, leastSeconds } = measured;
  const forkSeconds = (forkMsPerGiB * usedMemoryBytes) / 2 ** 30 / 1000;
  const copySeconds = Math.max(leastSeconds, forkSeconds + (usedMemoryBytes * snapshotShare) / copiedBytesPerSecond);
  const bufferBytes = Math.ceil(writeBytesPerSecond * copySeconds * limits.survivalMargin);
  return {
    copySeconds,
    bufferBytes,
    limitBytes: wholeMiB(bufferBytes),
    backlogBytes: wholeMiB(writeBytesPerSecond * limits.backlogSeconds),
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
  const secondsAbove = copySeconds * limits.survivalMargin - softBytes / writeBytesPerSecond;
  return secondsAbove > softSeconds ? "soft" : undefined;
}

/** No limit becomes stricter than it is: where there is none (0) none is set, and a soft one keeps its seconds. */
export function raised({ hardBytes, softBytes, softSeconds }: ReplicaBuffer, limitBytes: number): ReplicaBuffer {
  const atLeastThat = (bytes: number) => (bytes === 0 ? 0 : Math.max(bytes, limitBytes));
  return { hardBytes: atLeastThat(hardBytes), softBytes: atLeastThat(softBytes), softSeconds };
}

/** Where what is set is not told. */
export function evenLimits(limitBytes: number): ReplicaBuffer {
  return { hardBytes: limitBytes, softBytes: limitBytes, softSeconds: 60 };
}

/** The very line for redis-cli: it takes effect at once, and is undone by setting the value that was there. */
export function bufferLimitCommand(engine: Engine, version: string, buffer: ReplicaBuffer): string {
  const replica = engine === "valkey" || atLeast(version, "5.0.0") ? "replica" : "slave";
  const { hardBytes, softBytes, softSeconds } = buffer;
  return `CONFIG SET client-output-buffer-limit "${replica} ${hardBytes} ${softBytes} ${softSeconds}"`;
}

export function backlogCommand(backlogBytes: number): string {
  return `CONFIG SET repl-backlog-size ${backlogBytes}`;
}

/**
 * What its machine has beside the data and the pages that a snapshot copies. A line that makes the server hold more would
 * let the kernel end it; before 7.0 the backlog is allocated at once.
 *
 * @returns undefined where its machine's memory is not told; below 0 where it does not suffice as it is
 */
export function spareBytes({ residentBytes, systemMemoryBytes }: SourceRead["stats"]): number | undefined {
  if (residentBytes === undefined || systemMemoryBytes === undefined) return undefined;
  return systemMemoryBytes - residentBytes - Math.ceil(residentBytes * limits.copyOnWriteShare);
}

function wholeMiB(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20) * 2 ** 20;
}
