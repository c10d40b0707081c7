// Whether a server of the source can afford a full synchronisation: its CPU, its memory for a fork, and its connections.
import { finding, type Finding } from "./findings.ts";
import { limits } from "./limits.ts";
import type { SourceRead } from "./sourceReading.ts";
import { forecast, spareBytes } from "./survival.ts";

export function* headroom(reading: SourceRead): Iterable<Finding> {
  const { address, load, settings, stats } = reading;
  if (load.kind === "measured" && load.cpuShare !== undefined && load.cpuShare > limits.sourceCpuShareAtMost) {
    yield finding(
      "source-cpu",
      "warning",
      `${address} used ${Math.round(load.cpuShare * 100)} % of a core over ${load.overMs} ms`,
      `at most ${limits.sourceCpuShareAtMost * 100} %: it serves its clients, the snapshot and the stream with one thread`,
      "migrate while less is asked of it, or from a replica of it (source.endpoint, with source.primaries)",
    );
  }
  yield* snapshots(reading);
  yield* memory(reading);
  const { maxClients } = settings;
  if (maxClients !== undefined && stats.connectedClients + limits.sourceClientsSpare > maxClients) {
    yield finding(
      "source-clients",
      "warning",
      `${address} has ${stats.connectedClients} of ${maxClients} connections in use`,
      `${limits.sourceClientsSpare} to spare for the target's nodes and this program`,
      `run on ${address}: CONFIG SET maxclients with a higher number`,
    );
  }
}

function* snapshots({ address, stats, settings }: SourceRead): Iterable<Finding> {
  if (!stats.lastSnapshotFailed) return;
  const anew = "free disk or memory by what the source's log says, run BGSAVE, and look that INFO persistence tells ok";
  // A diskless synchronisation does not need the disk, which is the usual reason; it needs the fork all the same.
  yield settings.diskless === true
    ? finding(
        "source-fork",
        "warning",
        `the last snapshot of ${address} failed (rdb_last_bgsave_status is err)`,
        "a snapshot that succeeds; a diskless synchronisation may do without the disk",
        anew,
      )
    : finding(
        "source-fork",
        "blocking",
        `the last snapshot of ${address} failed (rdb_last_bgsave_status is err), and the target is sent one`,
        "a snapshot that succeeds",
        anew,
      );
}

function* memory({ address, info, load, settings, stats }: SourceRead): Iterable<Finding> {
  const { residentBytes, systemMemoryBytes, latestForkMicros } = stats;
  const spare = spareBytes(stats);
  if (residentBytes === undefined || systemMemoryBytes === undefined || spare === undefined) {
    yield finding(
      "source-fork",
      "unknown",
      `${address} does not tell its machine's memory`,
      "room for a fork beside the data",
      "look at free memory and at vm.overcommit_memory (1 lets a fork succeed) on its machine by hand",
    );
    return;
  }
  const rate = load.kind === "measured" ? load.writeBytesPerSecond : 0;
  const foretold = forecast({ usedMemoryBytes: info.usedMemoryBytes, writeBytesPerSecond: rate });
  // As large as it is set: to make it larger is advised only where that fits as well (sourceSurvival.ts).
  const backlogBytes = settings.backlogBytes ?? foretold.backlogBytes;
  const beside = foretold.bufferBytes + backlogBytes;
  if (beside > spare) {
    yield finding(
      "source-fork",
      "warning",
      `${address} holds ${residentBytes} of its machine's ${systemMemoryBytes} bytes`,
      `room for a quarter more while a snapshot is made, for ${foretold.bufferBytes} bytes of buffer and for ${backlogBytes} of backlog: ${systemMemoryBytes - spare + beside} bytes`,
      "free memory on its machine, migrate while less is written, or from a replica of it (source.endpoint, with source.primaries)",
    );
  } else if (latestForkMicros === 0 && residentBytes * 2 > systemMemoryBytes) {
    yield finding(
      "source-fork",
      "unknown",
      `${address} has not forked since it was started, and holds more than half of its machine's memory`,
      "a fork that succeeds: whether the machine allows it (vm.overcommit_memory) is not told",
      "set vm.overcommit_memory to 1 on its machine, or run BGSAVE once and look that it succeeds",
    );
  }
}
