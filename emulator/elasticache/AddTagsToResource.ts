// AddTagsToResource: adds and overwrites tags; all of a call or none.
import type { AddTagsToResourceCommandInput, AddTagsToResourceCommandOutput } from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { addTags, tagList, tagsBehind } from "./tags.ts";

export function addTagsToResource(
  input: AddTagsToResourceCommandInput,
  at: Place,
): Omit<AddTagsToResourceCommandOutput, "$metadata"> {
  const tags = tagsBehind(at, input.ResourceName);
  addTags(tags, input.Tags);
  return { TagList: tagList(tags) };
}
