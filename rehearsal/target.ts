// The target's shards as AWS describes them and its nodes say: which node is whose primary, and which slots it owns.
import { DescribeCacheClustersCommand, DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import type { Shards } from "./data/shards.ts";
import { everySlot, inOrderOf } from "./data/shards.ts";
import type { EmulatedAws } from "./emulatedAws.ts";
import { RehearsalError } from "./failure.ts";
import { addressOf, type Address } from "./rehearsal.ts";
import { askServer } from "./servers.ts";

export interface TargetArgs {
  readonly aws: EmulatedAws;
  readonly groupId: string;
  /** The order that the shards shall come in, by their slots. */
  readonly source: Shards;
  readonly signal: AbortSignal;
}

/** @throws RehearsalError when there is no such group, or its shards do not own the slots of the source's */
export async function targetShards({ aws, groupId, source, signal }: TargetArgs): Promise<Shards> {
  const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId });
  const { ReplicationGroups: [group] = [] } = await aws.elastiCache.send(command, { abortSignal: signal });
  if (group?.NodeGroups === undefined) throw new RehearsalError(`AWS describes no node of ${groupId}`, 1);
  const shards = await Promise.all(
    group.NodeGroups.map(async ({ Slots, NodeGroupMembers = [] }) => {
      const nodes = await Promise.all(NodeGroupMembers.map(({ CacheClusterId }) => addressOfNode(aws, CacheClusterId)));
      return { address: await primaryOf(nodes, signal), slots: Slots ?? everySlot };
    }),
  );
  const ordered = inOrderOf(source, shards);
  if (ordered !== undefined) return ordered;
  const shown = (list: Shards) => list.map(({ slots }) => slots).join("; ");
  throw new RehearsalError(
    `the slots of ${groupId}'s shards are ${shown(shards)}; expected those of the source: ${shown(source)}`,
    1,
  );
}

async function addressOfNode({ elastiCache }: EmulatedAws, id: string | undefined): Promise<Address> {
  const command = new DescribeCacheClustersCommand({ CacheClusterId: id, ShowCacheNodeInfo: true });
  const { CacheClusters: [cluster] = [] } = await elastiCache.send(command);
  const { Address: host = "", Port: port = 0 } = cluster?.CacheNodes?.[0]?.Endpoint ?? {};
  return addressOf(`${host}:${port}`);
}

/** The node that follows none of the others: it follows nobody, or the source. */
async function primaryOf(nodes: readonly Address[], signal: AbortSignal): Promise<Address> {
  const hosts = new Set(nodes.map(({ host }) => host));
  const answers = await Promise.all(nodes.map((node) => askServer(node, signal, (redis) => redis.info("replication"))));
  const primary = nodes.find((_, at) => {
    const followed = /^master_host:(?<host>\S+)/m.exec(answers[at] ?? "")?.groups?.["host"] ?? "";
    return !hosts.has(followed);
  });
  if (primary !== undefined) return primary;
  throw new RehearsalError(`no primary among ${nodes.map(({ host, port }) => `${host}:${port}`).join(", ")}`, 1);
}
