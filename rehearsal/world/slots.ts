// The slots of each shard: those that the config gives to the target, else equal parts.

const slotsOfCluster = 16_384;

/** As ElastiCache divides them where nothing is said: what does not come out even goes to the first shards. */
export function slotsOfShards(given: readonly string[], shards: number): string[] {
  if (given.length > 0) return [...given];
  const each = Math.floor(slotsOfCluster / shards);
  const more = slotsOfCluster % shards;
  const first = (shard: number) => shard * each + Math.min(shard, more);
  return Array.from({ length: shards }, (_, shard) => `${first(shard)}-${first(shard + 1) - 1}`);
}
