// What a source says it is: one server, or a cluster with shards.
import { converse } from "../servers/connection.ts";
import { slotsText } from "../servers/slots.ts";
import type { SlotRange } from "../servers/slots.ts";

export interface SourceShard {
  /** Of its primary, as the source announces it. */
  readonly announced: string;
  readonly slots: readonly SlotRange[];
}

export type SourceTopology =
  { readonly is: "standalone" } | { readonly is: "cluster"; readonly shards: readonly SourceShard[] };

/** `address` is on this machine. Rejects with what the source answered when it does not say. */
export async function topologyOf(address: string, port: number): Promise<SourceTopology> {
  return converse({ address, port, credentials: undefined }, async (connection) => {
    const info = String(await connection.call("INFO", "cluster"));
    if (!/^cluster_enabled:1/m.test(info)) return { is: "standalone" };
    return { is: "cluster", shards: shardsIn(await connection.call("CLUSTER", "SLOTS"), address) };
  });
}

/** An entry is [first, last, [host, port, id, ...], replicas...]; a shard with gaps has several. */
function shardsIn(answer: unknown, asked: string): SourceShard[] {
  const ranges = new Map<string, SlotRange[]>();
  for (const entry of Array.isArray(answer) ? (answer as unknown[]) : []) {
    const [first, last, primary] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const [host, port] = Array.isArray(primary) ? (primary as unknown[]) : [];
    // A node that does not know its own name leaves it out: it is then the one that was asked.
    const announced = `${typeof host === "string" && host !== "" ? host : asked}:${Number(port)}`;
    ranges.set(announced, [...(ranges.get(announced) ?? []), { first: Number(first), last: Number(last) }]);
  }
  return [...ranges].map(([announced, slots]) => ({ announced, slots }));
}

/** Which shard of the source goes with each of the slots given, or why they do not go together. */
export function matchShards<Target extends { readonly slots: readonly SlotRange[] }>(
  targets: readonly Target[],
  shards: readonly SourceShard[],
): { readonly pairs: readonly (readonly [Target, SourceShard])[] } | { readonly mismatch: string } {
  if (targets.length !== shards.length) {
    return { mismatch: `a different number of shards: ${shards.length} of the source, ${targets.length} of the group` };
  }
  const pairs = targets.flatMap((target): [Target, SourceShard][] => {
    const shard = shards.find(({ slots }) => slotsText(slots) === slotsText(target.slots));
    return shard === undefined ? [] : [[target, shard]];
  });
  if (pairs.length === targets.length) return { pairs };
  const show = (list: readonly { readonly slots: readonly SlotRange[] }[]) =>
    list.map(({ slots }) => slotsText(slots)).join(" and ");
  // Assumed: AWS moves the slots of the group first; the emulator does not.
  return {
    mismatch: `different slots (resharding is not emulated): ${show(shards)} of the source, ${show(targets)} of the group`,
  };
}
