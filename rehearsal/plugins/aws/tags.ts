// Tags: which ones a resource ends up with, and what has to be called when they change.
import type { EC2Client, ResourceType as TaggedType, TagSpecification } from "@aws-sdk/client-ec2";

export type Tags = Readonly<Record<string, string>>;

export interface TagList {
  readonly Key: string;
  readonly Value: string;
}

export function tagList(tags: Tags): TagList[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagMap(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The `tags` and `tagsAll` outputs: what the provider's default tags gave is no tag of the resource's own. */
export function tagOutputs(all: Tags, defaults: Tags, ownBefore: unknown): { tags: Tags; tagsAll: Tags } {
  const own = new Set(typeof ownBefore === "object" && ownBefore !== null ? Object.keys(ownBefore) : []);
  const tags = Object.entries(all).filter(([key, value]) => own.has(key) || defaults[key] !== value);
  return { tags: Object.fromEntries(tags), tagsAll: all };
}

export interface TagChange {
  readonly removed: readonly string[];
  readonly set: readonly TagList[];
}

export function tagChange(olds: Tags | undefined, news: Tags | undefined): TagChange {
  return {
    removed: Object.keys(olds ?? {}).filter((key) => news?.[key] === undefined),
    set: tagList(news ?? {}).filter(({ Key, Value }) => olds?.[Key] !== Value),
  };
}

export function ec2TagSpecification(type: TaggedType, tags: Tags): { TagSpecifications?: TagSpecification[] } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: type, Tags }] };
}

export async function changeEc2Tags(client: EC2Client, id: string, { removed, set }: TagChange): Promise<void> {
  const { CreateTagsCommand, DeleteTagsCommand } = await import("@aws-sdk/client-ec2");
  if (removed.length > 0) {
    await client.send(new DeleteTagsCommand({ Resources: [id], Tags: removed.map((Key) => ({ Key })) }));
  }
  if (set.length > 0) await client.send(new CreateTagsCommand({ Resources: [id], Tags: [...set] }));
}
