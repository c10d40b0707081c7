// aws.elasticache.ParameterGroup.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { sameValue } from "../properties.ts";
import type { InputsOf, Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import { tagChange, tagList, tagMap, tagOutputs } from "../tags.ts";
import { changeTags } from "./tagging.ts";

const inputs = {
  description: { kind: "string", replaces: true },
  family: { kind: "string", required: true, replaces: true },
  name: { kind: "string", replaces: true },
  parameters: {
    kind: { objectSet: { name: { kind: "string", required: true }, value: { kind: "string", required: true } } },
  },
  region: { kind: "string", replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
} as const satisfies PropertyTable;

type Parameters = NonNullable<InputsOf<typeof inputs>["parameters"]>;

/** ElastiCache takes this many parameters at once. */
const parametersPerCall = 20;

export const parameterGroup = resourceType({
  token: "aws:elasticache/parameterGroup:ParameterGroup",
  inputs,
  unsupported: [],
  autoName: { property: "name", maxLength: 255, lowerCase: true },
  taggable: true,
  computed: ["arn"],
  unknownAfter: () => [],

  async create(group, context) {
    const { CreateCacheParameterGroupCommand } = await import("@aws-sdk/client-elasticache");
    const client = await context.clients.elasticache();
    const name = (group.name ?? "").toLowerCase();
    const Tags = tagList(group.tagsAll ?? {});
    await client.send(
      new CreateCacheParameterGroupCommand({
        CacheParameterGroupName: name,
        CacheParameterGroupFamily: group.family,
        Description: group.description ?? "Managed by Pulumi",
        ...(Tags.length === 0 ? {} : { Tags }),
      }),
    );
    await setParameters(client, name, group.parameters ?? []);
    return { id: name, outputs: (await outputsOf(client, name, group, context)) ?? {} };
  },

  async read(id, outputs, context) {
    return outputsOf(await context.clients.elasticache(), id, outputs, context);
  },

  async update({ id, olds, oldInputs, news }, context) {
    const client = await context.clients.elasticache();
    const before = oldInputs.parameters ?? [];
    const wanted = news.parameters ?? [];
    const removed = before.filter((one) => !wanted.some(({ name }) => name === one.name));
    if (removed.length > 0) {
      const { ResetCacheParameterGroupCommand } = await import("@aws-sdk/client-elasticache");
      const ParameterNameValues = removed.map(({ name, value }) => ({ ParameterName: name, ParameterValue: value }));
      await client.send(new ResetCacheParameterGroupCommand({ CacheParameterGroupName: id, ParameterNameValues }));
    }
    await setParameters(
      client,
      id,
      wanted.filter((one) => !before.some((old) => sameValue(old, one, undefined))),
    );
    await changeTags(client, String(olds["arn"]), tagChange(oldInputs.tagsAll, news.tagsAll), context);
    return (await outputsOf(client, id, news, context)) ?? {};
  },

  async delete(id, _outputs, context) {
    const { CacheParameterGroupNotFoundFault, DeleteCacheParameterGroupCommand } =
      await import("@aws-sdk/client-elasticache");
    const client = await context.clients.elasticache();
    try {
      await client.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: id }));
    } catch (error) {
      if (!(error instanceof CacheParameterGroupNotFoundFault)) throw error;
    }
  },
});

async function setParameters(client: ElastiCacheClient, name: string, parameters: Parameters): Promise<void> {
  const { ModifyCacheParameterGroupCommand } = await import("@aws-sdk/client-elasticache");
  for (let first = 0; first < parameters.length; first += parametersPerCall) {
    const ParameterNameValues = parameters
      .slice(first, first + parametersPerCall)
      .map((parameter) => ({ ParameterName: parameter.name, ParameterValue: parameter.value }));
    await client.send(new ModifyCacheParameterGroupCommand({ CacheParameterGroupName: name, ParameterNameValues }));
  }
}

async function outputsOf(
  client: ElastiCacheClient,
  name: string,
  before: Properties,
  context: Context,
): Promise<Properties | undefined> {
  const sdk = await import("@aws-sdk/client-elasticache");
  try {
    const described = await client.send(new sdk.DescribeCacheParameterGroupsCommand({ CacheParameterGroupName: name }));
    const group = described.CacheParameterGroups?.[0];
    if (group === undefined) return undefined;
    const { Parameters } = await client.send(
      new sdk.DescribeCacheParametersCommand({ CacheParameterGroupName: name, Source: "user" }),
    );
    const { TagList } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceName: group.ARN }));
    return {
      arn: group.ARN,
      description: group.Description,
      family: group.CacheParameterGroupFamily,
      name: group.CacheParameterGroupName,
      parameters: (Parameters ?? []).map((one) => ({ name: one.ParameterName, value: one.ParameterValue })),
      region: context.region,
      ...tagOutputs(tagMap(TagList), context.configuration.defaultTags, before["tags"]),
    };
  } catch (error) {
    if (error instanceof sdk.CacheParameterGroupNotFoundFault) return undefined;
    throw error;
  }
}
