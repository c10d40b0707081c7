// The hash slots of a shard: ranges as AWS and the engines write them ("0-5460,8000"), compared as sets.

/** A cluster has this many (engine source, cluster.h: CLUSTER_SLOTS). */
export const slotsOfCluster = 16_384;

export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/** In order, with neighbours joined, so that equal sets are equal lists. */
export function slotRanges(text: string): SlotRange[] {
  const parts = text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [from = "", to = from] = part.trim().split("-");
      return { from: Number(from), to: Number(to) };
    })
    .sort((one, other) => one.from - other.from);
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of parts) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** One text per set of slots. */
export function canonicalSlots(text: string): string {
  return slotRanges(text)
    .map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
    .join(",");
}

/** What keeps shards from being a whole cluster, in words; undefined when nothing does. */
export function slotsFault(shards: readonly string[]): string | undefined {
  const owners = new Uint8Array(slotsOfCluster);
  for (const shard of shards) {
    for (const { from, to } of ranges(shard)) {
      if (from > to || to >= slotsOfCluster) return `ranges within 0-${slotsOfCluster - 1}`;
      for (let slot = from; slot <= to; slot++) owners[slot] = (owners[slot] ?? 0) + 1;
    }
  }
  const twice = owners.findIndex((count) => count > 1);
  if (twice >= 0) return `every slot once (slot ${twice} is given twice)`;
  const none = owners.indexOf(0);
  return none < 0 ? undefined : `every slot from 0 to ${slotsOfCluster - 1} (slot ${none} is missing)`;
}

/** As written, without joining: what overlaps must still show. */
function ranges(text: string): SlotRange[] {
  return text.split(",").map((part) => {
    const [from = "", to = from] = part.split("-");
    return { from: Number(from), to: Number(to) };
  });
}

/** How AWS divides the slots where none are given: as equal as can be, the first shards get what is left over (assumed). */
export function equalDivision(shards: number): string[] {
  const each = Math.floor(slotsOfCluster / shards);
  const longer = slotsOfCluster % shards;
  return Array.from({ length: shards }, (_, index) => {
    const from = index * each + Math.min(index, longer);
    return `${from}-${from + each - 1 + (index < longer ? 1 : 0)}`;
  });
}
