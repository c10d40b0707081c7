import type { CreateTagsCommandInput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { requireTaggable } from "./taggable.ts";
import { setTags } from "./tags.ts";

export function createTags(input: CreateTagsCommandInput, at: Place): object {
  const ids = input.Resources ?? [];
  requireTaggable(at.ec2, ids);
  for (const id of ids) setTags(at.ec2, id, input.Tags);
  return {};
}
