// aws.elasticache.SubnetGroup.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import { tagChange, tagList, tagMap, tagOutputs } from "../tags.ts";
import { changeTags } from "./tagging.ts";

const inputs = {
  description: { kind: "string" },
  name: { kind: "string", replaces: true },
  region: { kind: "string", replaces: true },
  subnetIds: { kind: "stringSet", required: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
} as const satisfies PropertyTable;

export const subnetGroup = resourceType({
  token: "aws:elasticache/subnetGroup:SubnetGroup",
  inputs,
  unsupported: [],
  autoName: { property: "name", maxLength: 255, lowerCase: true },
  taggable: true,
  computed: ["arn", "vpcId"],
  unknownAfter: () => [],

  async create(group, context) {
    const { CreateCacheSubnetGroupCommand } = await import("@aws-sdk/client-elasticache");
    const client = await context.clients.elasticache();
    const name = (group.name ?? "").toLowerCase();
    const Tags = tagList(group.tagsAll ?? {});
    await client.send(
      new CreateCacheSubnetGroupCommand({
        CacheSubnetGroupName: name,
        CacheSubnetGroupDescription: group.description ?? "Managed by Pulumi",
        SubnetIds: [...group.subnetIds],
        ...(Tags.length === 0 ? {} : { Tags }),
      }),
    );
    return { id: name, outputs: (await outputsOf(client, name, group, context)) ?? {} };
  },

  async read(id, outputs, context) {
    return outputsOf(await context.clients.elasticache(), id, outputs, context);
  },

  async update({ id, olds, oldInputs, news, changed }, context) {
    const client = await context.clients.elasticache();
    if (changed.has("subnetIds") || changed.has("description")) {
      const { ModifyCacheSubnetGroupCommand } = await import("@aws-sdk/client-elasticache");
      await client.send(
        new ModifyCacheSubnetGroupCommand({
          CacheSubnetGroupName: id,
          CacheSubnetGroupDescription: news.description ?? "Managed by Pulumi",
          SubnetIds: [...news.subnetIds],
        }),
      );
    }
    await changeTags(client, String(olds["arn"]), tagChange(oldInputs.tagsAll, news.tagsAll), context);
    return (await outputsOf(client, id, news, context)) ?? {};
  },

  async delete(id, _outputs, context) {
    const { CacheSubnetGroupNotFoundFault, DeleteCacheSubnetGroupCommand } =
      await import("@aws-sdk/client-elasticache");
    const client = await context.clients.elasticache();
    try {
      await client.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: id }));
    } catch (error) {
      if (!(error instanceof CacheSubnetGroupNotFoundFault)) throw error;
    }
  },
});

async function outputsOf(
  client: ElastiCacheClient,
  name: string,
  before: Properties,
  context: Context,
): Promise<Properties | undefined> {
  const sdk = await import("@aws-sdk/client-elasticache");
  try {
    const described = await client.send(new sdk.DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: name }));
    const group = described.CacheSubnetGroups?.[0];
    if (group === undefined) return undefined;
    const { TagList } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceName: group.ARN }));
    return {
      arn: group.ARN,
      description: group.CacheSubnetGroupDescription,
      name: group.CacheSubnetGroupName,
      region: context.region,
      subnetIds: (group.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier),
      vpcId: group.VpcId,
      ...tagOutputs(tagMap(TagList), context.configuration.defaultTags, before["tags"]),
    };
  } catch (error) {
    if (error instanceof sdk.CacheSubnetGroupNotFoundFault) return undefined;
    throw error;
  }
}
