// CreateReplicationGroup: checks the wish, records the group as `creating` and lets its servers start.
import type {
  CreateReplicationGroupCommandInput,
  CreateReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { newNodeSecrets } from "../servers/nodeRole.ts";
import { bringUp } from "./bringUp.ts";
import { arnOf } from "./find.ts";
import { groupWish } from "./groupWish.ts";
import { replicationGroupShape } from "./shapes.ts";
import type { Group, GroupNode, Shard } from "./state.ts";
import { tagsOf } from "./tags.ts";

export function createReplicationGroup(
  input: CreateReplicationGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<CreateReplicationGroupCommandOutput, "$metadata"> {
  const { shardWishes, parameters, ...wish } = groupWish(input, at, cloud);
  const shards = shardWishes.map(({ id: shardId, slots, zones }): Shard => {
    const stem = wish.clusterMode ? `${wish.id}-${shardId}` : wish.id;
    const nodes = zones.map((availabilityZone, index): GroupNode => {
      const id = `${stem}-${String(index + 1).padStart(3, "0")}`;
      return {
        id,
        arn: arnOf(at, "cluster", id),
        availabilityZone,
        serverName: serverName(at, cloud, id),
        address: undefined,
        status: "creating",
        replacing: false,
      };
    });
    return { id: shardId, slots, nodes };
  });
  const group: Group = {
    ...wish,
    arn: arnOf(at, "replicationgroup", wish.id),
    createdAt: cloud.now(),
    secrets: newNodeSecrets(),
    tags: tagsOf(input.Tags),
    shards,
    nodes: shards.flatMap(({ nodes }) => nodes),
    status: "creating",
    migration: undefined,
  };
  at.elasticache.groups.set(group.id, group);
  void cloud.background(`creating ${group.id}`, () => bringUp(group, at, cloud, parameters));
  return { ReplicationGroup: replicationGroupShape(group) };
}

// The plain id in the default place, as that is what a user of the emulator looks for.
function serverName(at: Place, cloud: Cloud, id: string): string {
  return cloud.places.isDefault(at) ? id : `${at.account}/${at.region}/${id}`;
}
