// Whether the source copies itself again and again: each full synchronisation costs it a fork, and where its output
// buffer for replicas is too small for the writes that go on meanwhile, none ever comes to its end.
import { limits } from "./limits.ts";
import { linkOf } from "./link.ts";
import type { Observation, ServerInfo, ShardReading } from "./observation.ts";
import type { Engine, Plan } from "./plan.ts";
import { forecast } from "./survival.ts";

/** What was counted of one shard since its link last began anew, or was last caught up. */
export interface SyncCount {
  readonly shard: string;
  readonly begun: number;
  /** The source's own counter at the last look. */
  readonly counter: number;
  /** At the last look the target was being sent a copy; and that it has lost one since the last that was counted. */
  readonly copying: boolean;
  readonly lost: boolean;
  readonly sinceMs: number;
  readonly offsetThen: number;
  readonly atMs: number;
  readonly loop: SyncLoop | undefined;
}

export interface SyncLoop {
  readonly shard: string;
  /** The server that the copies are taken from. */
  readonly address: string;
  readonly engine: Engine;
  readonly version: string;
  readonly begun: number;
  readonly withinMs: number;
  /** What the source wrote meanwhile. */
  readonly writtenBytesPerSecond: number;
  readonly usedMemoryBytes: number;
}

/** One look more. A shard that cannot be read counts on from where it was. */
export function countFullSyncs(before: readonly SyncCount[], seen: Observation, plan: Plan): readonly SyncCount[] {
  return seen.shards.flatMap((shard) => {
    const known = before.find((one) => one.shard === shard.shard);
    return counted(known, shard, seen.atMs, plan) ?? [];
  });
}

function counted(known: SyncCount | undefined, shard: ShardReading, atMs: number, plan: Plan): SyncCount | undefined {
  const from = shard.via ?? shard.source;
  if (from.kind === "unreadable" || shard.primary.kind === "unreadable") return known;
  const { serves, offset } = from.info;
  const { state } = linkOf(shard, plan);
  const copying = state === "copying";
  const counter = serves.fullSyncs;
  const fresh = {
    shard: shard.shard,
    begun: 0,
    counter,
    copying,
    lost: false,
    sinceMs: atMs,
    offsetThen: offset,
    atMs,
  };
  // Caught up once, what comes later is another matter; and before the link exists nothing is counted.
  if (state === "catchingUp" || state === "inSync" || state === "foreign") return { ...fresh, loop: undefined };
  if (known === undefined || (known.begun === 0 && state === "unlinked")) return { ...fresh, loop: undefined };
  // A source that was restarted counts from nothing. A link that it has given up it lists for a while beside the next one
  // of the same server. While it serves several servers its counter is not ours alone, and what it tells of the target is
  // one copy for each that the target lost.
  const served = new Set(serves.replicas.filter((one) => one.state !== "online").map(({ address }) => address));
  const lost = known.lost || (known.copying && !copying);
  const most = served.size <= 1 ? Infinity : lost ? 1 : 0;
  const more = Math.min(most, Math.max(0, counter - known.counter));
  const count = { ...known, begun: known.begun + more, counter, copying, lost: lost && more === 0, atMs };
  return { ...count, loop: loopOf(count, from.address, from.info, shard.primary.info) };
}

/** One more than may fail was begun, or as many and the last of them is over. */
function loopOf(
  { shard, begun, sinceMs, offsetThen, atMs }: Omit<SyncCount, "loop">,
  address: string,
  from: ServerInfo,
  primary: ServerInfo,
): SyncLoop | undefined {
  const serving = from.serves.replicas.some((one) => one.state !== "online");
  const copying = serving || primary.loading || primary.link?.syncing === true || primary.link?.up === true;
  if (begun < limits.fullSyncsAtMost || (begun === limits.fullSyncsAtMost && copying)) return undefined;
  const withinMs = Math.max(1, atMs - sinceMs);
  return {
    shard,
    address,
    engine: from.engine,
    version: from.version,
    begun,
    withinMs,
    writtenBytesPerSecond: Math.max(0, Math.round(((from.offset - offsetThen) / withinMs) * 1000)),
    usedMemoryBytes: from.usedMemoryBytes,
  };
}

/** The output buffer for replicas that one full copy would survive with: a loop shows that the default is too little. */
export function bufferFor({ usedMemoryBytes, writtenBytesPerSecond }: SyncLoop): number {
  const { limitBytes } = forecast({ usedMemoryBytes, writeBytesPerSecond: writtenBytesPerSecond });
  return Math.max(limitBytes, 2 * limits.defaultReplicaBufferBytes);
}
