// Changing the tags of an ElastiCache resource.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { TagChange } from "../tags.ts";

export async function changeTags(client: ElastiCacheClient, arn: string, { removed, set }: TagChange): Promise<void> {
  const { AddTagsToResourceCommand, RemoveTagsFromResourceCommand } = await import("@aws-sdk/client-elasticache");
  if (removed.length > 0) {
    await client.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: [...removed] }));
  }
  if (set.length > 0) await client.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: [...set] }));
}
