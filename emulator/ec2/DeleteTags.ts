import type { DeleteTagsCommandInput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { requireTaggable } from "./taggable.ts";

/** Without tags in the request all go; a tag that comes with a value goes only if it has that value. */
export function deleteTags(input: DeleteTagsCommandInput, at: Place): object {
  const ids = input.Resources ?? [];
  requireTaggable(at.ec2, ids);
  for (const id of ids) {
    const tags = at.ec2.tags.get(id);
    for (const { Key = "", Value } of input.Tags ??
      [...(tags?.keys() ?? [])].map((Key) => ({ Key, Value: undefined }))) {
      if (Value === undefined || tags?.get(Key) === Value) tags?.delete(Key);
    }
  }
  return {};
}
