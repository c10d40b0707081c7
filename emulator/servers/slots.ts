// The hash slots of a cluster: written, counted and divided.

export const slotsOfCluster = 16_384;

/** Both ends belong to it. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

/** "0-5460,6000" as AWS and Redis write them; undefined when it is no list of ranges within a cluster. */
export function parseSlots(text: string): readonly SlotRange[] | undefined {
  const ranges = text.split(",").map((part) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
    return { first: Number(first), last: Number(last) };
  });
  const isValid = ranges.every(({ first, last }) => first <= last && last < slotsOfCluster);
  return isValid ? ranges : undefined;
}

/** In order, and neighbours joined: the same slots always give the same text. */
export function slotsText(ranges: readonly SlotRange[]): string {
  return textOf(countSlots(ranges), (count) => count > 0);
}

export interface SlotFaults {
  /** Slots that nobody owns, "" when there are none. */
  readonly missing: string;
  /** Slots with several owners, "" when there are none. */
  readonly doubled: string;
}

/** A cluster serves nobody unless each slot has an owner, and only one. */
export function slotFaults(ranges: readonly SlotRange[]): SlotFaults {
  const counts = countSlots(ranges);
  return { missing: textOf(counts, (count) => count === 0), doubled: textOf(counts, (count) => count > 1) };
}

/** Assumed: what does not come out even goes to the first shards. */
export function equalSlots(shards: number): SlotRange[] {
  const each = Math.floor(slotsOfCluster / shards);
  const more = slotsOfCluster % shards;
  const start = (shard: number) => shard * each + Math.min(shard, more);
  return Array.from({ length: shards }, (_, shard) => ({ first: start(shard), last: start(shard + 1) - 1 }));
}

export function eachSlot(ranges: readonly SlotRange[]): number[] {
  return ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

function countSlots(ranges: readonly SlotRange[]): Uint16Array {
  const counts = new Uint16Array(slotsOfCluster);
  for (const slot of eachSlot(ranges)) counts[slot] = (counts[slot] ?? 0) + 1;
  return counts;
}

function textOf(counts: Uint16Array, isMeant: (count: number) => boolean): string {
  const parts: string[] = [];
  for (let first = 0; first < slotsOfCluster; first++) {
    if (!isMeant(counts[first] ?? 0)) continue;
    let last = first;
    while (last + 1 < slotsOfCluster && isMeant(counts[last + 1] ?? 0)) last++;
    parts.push(first === last ? String(first) : `${first}-${last}`);
    first = last;
  }
  return parts.join(",");
}
