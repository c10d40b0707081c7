// Tags: read from a request, kept per resource id, shown in an answer.
import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { Ec2State } from "./state.ts";

/** Keeps the tags that a create request carries for this kind of resource. */
export function tagNew(
  state: Ec2State,
  resourceId: string,
  resourceType: string,
  specifications: readonly TagSpecification[] | undefined,
): void {
  for (const specification of specifications ?? []) {
    if (specification.ResourceType === resourceType) setTags(state, resourceId, specification.Tags);
  }
}

export function setTags(state: Ec2State, resourceId: string, tags: readonly Tag[] | undefined): void {
  const kept = state.tags.get(resourceId) ?? new Map<string, string>();
  for (const { Key, Value } of tags ?? []) if (Key !== undefined) kept.set(Key, Value ?? "");
  state.tags.set(resourceId, kept);
}

export function tagsOf(state: Ec2State, resourceId: string): Tag[] {
  return [...(state.tags.get(resourceId) ?? [])].map(([Key, Value]) => ({ Key, Value }));
}
