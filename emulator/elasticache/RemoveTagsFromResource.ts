// RemoveTagsFromResource: all of the keys must exist.
import type {
  RemoveTagsFromResourceCommandInput,
  RemoveTagsFromResourceCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { tagNotFound } from "./faults.ts";
import { tagList, tagsBehind } from "./tags.ts";

export function removeTagsFromResource(
  input: RemoveTagsFromResourceCommandInput,
  at: Place,
): Omit<RemoveTagsFromResourceCommandOutput, "$metadata"> {
  const tags = tagsBehind(at, input.ResourceName);
  const keys = input.TagKeys ?? [];
  const missing = keys.find((key) => !tags.has(key));
  if (missing !== undefined) throw tagNotFound(missing);
  for (const key of keys) tags.delete(key);
  return { TagList: tagList(tags) };
}
