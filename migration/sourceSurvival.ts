// Whether the replica's output buffer and the backlog of a source are large enough for what is written while the target
// copies it: foretold, so it warns and never blocks.
import { finding, type Finding } from "./findings.ts";
import type { SourceRead } from "./sourceReading.ts";
import {
  backlogCommand,
  bufferLimitCommand,
  evenLimits,
  forecast,
  outgrown,
  raised,
  spareBytes,
  type Forecast,
} from "./survival.ts";

export function* survival(reading: SourceRead): Iterable<Finding> {
  const { address, info, load, settings } = reading;
  if (load.kind === "unmeasured") {
    yield finding(
      "source-survival",
      "unknown",
      `how much is written to ${address}, and how busy it is, could not be measured: ${load.why}`,
      "a write rate that was measured, to foretell whether the first copy survives it",
      "run it again; or compare client-output-buffer-limit with the writes of a few minutes by hand",
    );
    return;
  }
  const rate = load.writeBytesPerSecond;
  if (rate === 0) return; // nothing can outgrow anything
  const foretold = forecast({ usedMemoryBytes: info.usedMemoryBytes, writeBytesPerSecond: rate });
  const written = `${address} is written to with ${rateInWords(load)}`;
  yield* buffer(reading, foretold, rate, written);
  const { backlogBytes } = settings;
  if (backlogBytes !== undefined && backlogBytes < foretold.backlogBytes) {
    yield finding(
      "source-backlog",
      "warning",
      `${written}; its repl-backlog-size of ${backlogBytes} bytes holds ${secondsIn(backlogBytes, rate)} s of that`,
      "two minutes of writes: a link that is cut for longer than it holds begins a new copy of everything",
      advice(address, foretold.backlogBytes, spareForBacklog(reading, foretold), backlogCommand),
    );
  }
}

function* buffer(reading: SourceRead, foretold: Forecast, rate: number, written: string) {
  const { address, info, settings } = reading;
  const told = `${written}; a copy of its ${info.usedMemoryBytes} bytes takes about ${inSeconds(foretold.copySeconds)} s, and needs an output buffer of ${foretold.bufferBytes} bytes (twice what is foretold)`;
  const limits = settings.replicaBuffer;
  const line = (limitBytes: number) => {
    const wanted = limits === undefined ? evenLimits(limitBytes) : raised(limits, limitBytes);
    return bufferLimitCommand(info.engine, info.version, wanted);
  };
  const remedy = advice(address, foretold.limitBytes, spareBytes(reading.stats), line);
  if (limits === undefined) {
    yield finding(
      "source-survival",
      "unknown",
      `${told}; its client-output-buffer-limit is not told`,
      "a limit for replicas that is no lower",
      `look at it by hand; if it is lower (0 is no limit), ${remedy}`,
    );
    return;
  }
  const { hardBytes, softBytes, softSeconds } = limits;
  const limit = `client-output-buffer-limit for replicas is ${hardBytes} ${softBytes} ${softSeconds}`;
  const which = outgrown(foretold, limits, rate);
  if (which === undefined) {
    yield finding("source-survival", "note", `${told}; ${limit}`, "a limit that is no lower", "nothing");
    return;
  }
  yield finding(
    "source-survival",
    "warning",
    `${told}; ${limit}, whose ${which} limit would cut the target off, and the copy would begin again, and again`,
    "an output buffer that holds what is written while the target copies",
    remedy,
  );
}

/** The line only where the server can hold what it lets it hold: one that runs out of memory is worse than a second copy. */
function advice(address: string, bytes: number, spare: number | undefined, line: (bytes: number) => string): string {
  const instead = "migrate while less is written, or from a replica of it (source.endpoint, with source.primaries)";
  if (spare === undefined) {
    return `where its machine has ${bytes} bytes free, which it does not tell, run on ${address}: ${line(bytes)}; or ${instead}`;
  }
  if (bytes > spare) {
    return `do not raise it: ${bytes} bytes do not fit into the ${Math.max(0, spare)} that it has to spare; ${instead}`;
  }
  return `run on ${address}: ${line(bytes)}; or ${instead}`;
}

/** Beside the output buffer; and unlike that it counts against maxmemory: one too large evicts keys, or stops writes. */
function spareForBacklog({ info, settings, stats }: SourceRead, { bufferBytes, backlogBytes }: Forecast) {
  const ofMachine = spareBytes(stats);
  const besideBuffer = ofMachine === undefined ? undefined : ofMachine - bufferBytes;
  const { maxmemoryBytes = 0 } = settings;
  if (maxmemoryBytes === 0) return besideBuffer;
  const within = maxmemoryBytes - info.usedMemoryBytes;
  if (besideBuffer === undefined) return backlogBytes > within ? within : undefined;
  return Math.min(besideBuffer, within);
}

/** Without a replica a source counts no bytes of its stream; what clients send is what can be known then. */
function rateInWords({ writeBytesPerSecond, by }: Extract<SourceRead["load"], { kind: "measured" }>): string {
  const rate = `${writeBytesPerSecond} bytes a second`;
  switch (by) {
    case "stream":
      return rate;
    case "clients":
      return `at most ${rate} (all that clients send; what scripts and expiry write comes on top)`;
  }
}

const secondsIn = (bytes: number, rate: number): string => inSeconds(bytes / rate);

function inSeconds(seconds: number): string {
  return seconds < 10 ? String(Number(seconds.toFixed(1))) : String(Math.round(seconds));
}
