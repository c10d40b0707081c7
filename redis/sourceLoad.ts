// How much a server has to do: two looks at its counters with a short while between them. One measurement serves for a
// while, so that a run that judges several times waits once.
import { limits } from "../migration/limits.ts";
import type { Clock } from "../migration/ports.ts";
import type { LoadReading } from "../migration/sourceReading.ts";
import { infoFields } from "./infoFields.ts";

interface Measured {
  readonly atMs: number;
  readonly load: LoadReading;
}

export class SourceLoads {
  readonly #clock: Clock;
  readonly #measured = new Map<string, Measured>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param info asks the server for INFO */
  async of(address: string, info: () => Promise<string>, signal: AbortSignal): Promise<LoadReading> {
    const known = this.#measured.get(address);
    if (known !== undefined && this.#clock.nowMs() - known.atMs < limits.loadKeptForMs) return known.load;
    const [before, beganAtMs] = [infoFields(await info()), this.#clock.nowMs()];
    await this.#clock.sleep(limits.loadMeasuredForMs, signal);
    const [after, atMs] = [infoFields(await info()), this.#clock.nowMs()];
    const load = loadBetween(before, after, atMs - beganAtMs);
    this.#measured.set(address, { atMs, load });
    return load;
  }
}

/** `*1 $4 info` on the wire: the second look is among what it counts. */
const ownQuestionBytes = 14;

type Fields = ReadonlyMap<string, string>;

/** Exported for its test. */
export function loadBetween(before: Fields, after: Fields, overMs: number): LoadReading {
  if (before.get("run_id") !== after.get("run_id")) return { kind: "unmeasured", why: "it was restarted meanwhile" };
  if (before.get("role") !== after.get("role")) return { kind: "unmeasured", why: "it changed its role meanwhile" };
  if (overMs <= 0) return { kind: "unmeasured", why: "this machine's clock did not advance" };
  const growth = (name: string) => {
    const difference = Number(after.get(name) ?? Number.NaN) - Number(before.get(name) ?? Number.NaN);
    return Number.isFinite(difference) ? difference : undefined;
  };
  const stream = streamMoves(before) && streamMoves(after);
  const isReplica = after.get("role") === "slave";
  const grown = growth(stream ? (isReplica ? "slave_repl_offset" : "master_repl_offset") : "total_net_input_bytes");
  const bytes = grown === undefined || stream ? grown : Math.max(0, grown - ownQuestionBytes);
  if (bytes === undefined || bytes < 0) return { kind: "unmeasured", why: "its counters do not tell" };
  const ofMainThread = growth("used_cpu_user_main_thread");
  const cpuSeconds =
    ofMainThread === undefined
      ? sum(growth("used_cpu_user"), growth("used_cpu_sys"))
      : sum(ofMainThread, growth("used_cpu_sys_main_thread"));
  return {
    kind: "measured",
    overMs,
    writeBytesPerSecond: Math.round((bytes * 1000) / overMs),
    by: stream ? "stream" : "clients",
    cpuShare: cpuSeconds === undefined ? undefined : Number(((cpuSeconds * 1000) / overMs).toFixed(2)),
    evictedKeys: Math.max(0, growth("evicted_keys") ?? 0),
  };
}

/** Without a backlog a master's offset stands still, or counts commands (7.2): only what feeds a replica counts bytes. */
function streamMoves(fields: Fields): boolean {
  if (fields.get("role") === "slave") return fields.get("master_link_status") === "up";
  return fields.get("repl_backlog_active") === "1" || Number(fields.get("connected_slaves") ?? 0) > 0;
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}
