// DescribeCacheClusters: the nodes of replication groups.
import type {
  DescribeCacheClustersCommandInput,
  DescribeCacheClustersCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { clusterNotFound } from "./faults.ts";
import { pageOf } from "./paging.ts";
import { cacheClusterShape } from "./shapes.ts";

export function describeCacheClusters(
  input: DescribeCacheClustersCommandInput,
  at: Place,
): Omit<DescribeCacheClustersCommandOutput, "$metadata"> {
  const id = input.CacheClusterId?.toLowerCase();
  const all = [...at.elasticache.groups.values()].flatMap((group) => group.nodes.map((node) => ({ group, node })));
  const found = id === undefined ? all : all.filter(({ node }) => node.id === id);
  if (id !== undefined && found.length === 0) throw clusterNotFound(id);
  // Every node here belongs to a replication group, so this filter leaves none.
  const shown = input.ShowCacheClustersNotInReplicationGroups === true ? [] : found;
  const { page, ...rest } = pageOf(shown, input);
  const withNodes = input.ShowCacheNodeInfo ?? false;
  return { ...rest, CacheClusters: page.map(({ group, node }) => cacheClusterShape(group, node, withNodes)) };
}
