// Which server holds a key? A server alone holds all of them, a shard of a cluster those whose slots it owns.
import slotOf from "cluster-key-slot";
import type { Address } from "./connection.ts";

export interface Shard {
  readonly address: Address;
  /** Ranges and single slots: "0-5460,8000". */
  readonly slots: string;
}

/** Together they own every slot, each of them once. */
export type Shards = readonly Shard[];

export const slotsOfCluster = 16_384;
export const everySlot = `0-${slotsOfCluster - 1}`;

/** A server without cluster mode, seen as the one shard of which its data consists. */
export function alone({ host, port }: Address): Shards {
  return [{ address: { host, port }, slots: everySlot }];
}

/** @returns tells of a key at which place of the list its owner is */
export function ownerOfKey(shards: readonly string[]): (key: string | Buffer) => number {
  const owners = ownersOfSlots(shards);
  return shards.length === 1 ? () => 0 : (key) => owners[slotOf(key)] ?? 0;
}

/** The ranges that a list of slots consists of, first and last slot included; a single slot is a range of one. */
export function rangesOf(slots: string): { readonly from: number; readonly to: number }[] {
  return slots.split(",").map((range) => {
    const [from = "", to = from] = range.trim().split("-");
    return { from: Number(from), to: Number(to) };
  });
}

/**
 * The shards of `other` in the order of `shards`, by the slots that they own.
 * @returns undefined when the two lists divide the slots in different ways
 */
export function inOrderOf(shards: Shards, other: Shards): Shards | undefined {
  const key = ({ slots }: Shard) => canonical(slots);
  const bySlots = new Map(other.map((shard) => [key(shard), shard]));
  const ordered = shards.flatMap((shard) => bySlots.get(key(shard)) ?? []);
  return ordered.length === shards.length && other.length === shards.length ? ordered : undefined;
}

/** One text for each set of slots, however its ranges are written. */
function canonical(slots: string): string {
  const owned = ownersOfRanges([slots], new Int16Array(slotsOfCluster).fill(-1));
  let text = "";
  owned.forEach((owner, slot) => {
    if (owner !== (owned[slot - 1] ?? -1)) text += `${slot}${owner === 0 ? "-" : ","}`;
  });
  return text;
}

function ownersOfSlots(shards: readonly string[]): Int16Array {
  const owners = ownersOfRanges(shards, new Int16Array(slotsOfCluster).fill(-1));
  const none = owners.indexOf(-1);
  if (none >= 0) throw new RangeError(`slots are ${shards.join("; ")}. Expected: every slot (${none} is missing).`);
  return owners;
}

function ownersOfRanges(shards: readonly string[], owners: Int16Array): Int16Array {
  shards.forEach((slots, place) => {
    for (const { from, to } of rangesOf(slots)) owners.fill(place, from, to + 1);
  });
  return owners;
}
