// ListTagsForResource: the tags behind an ARN.
import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from "@aws-sdk/client-elasticache";
import type { Place } from "../place.ts";
import { tagList, tagsBehind } from "./tags.ts";

export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  at: Place,
): Omit<ListTagsForResourceCommandOutput, "$metadata"> {
  return { TagList: tagList(tagsBehind(at, input.ResourceName)) };
}
