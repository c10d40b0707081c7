// Tags of whatever has an ARN.
import type { Tag } from "@aws-sdk/client-elasticache";
import { invalidParameterValue } from "../fault.ts";
import type { Place } from "../place.ts";
import {
  clusterNotFound,
  groupNotFound,
  groupState,
  invalidArn,
  parameterGroupNotFound,
  subnetGroupNotFound,
} from "./faults.ts";

const mostTags = 50;

export function tagsOf(list: readonly Tag[] | undefined): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { Key, Value } of list ?? []) tags.set(checkedKey(Key), Value ?? "");
  checkCount(tags);
  return tags;
}

export function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Adds to a copy first, so that a refused call changes nothing. */
export function addTags(tags: Map<string, string>, added: readonly Tag[] | undefined): void {
  const merged = new Map([...tags, ...tagsOf(added)]);
  checkCount(merged);
  for (const [key, value] of merged) tags.set(key, value);
}

/** The tags behind an ARN. A group, or a node of one, that is not available refuses every tagging call. */
export function tagsBehind(at: Place, arn: string | undefined): Map<string, string> {
  const [, , service, region, account, kind, name = ""] = (arn ?? "").split(":");
  if (service !== "elasticache" || region !== at.region || account !== at.account) throw invalidArn(arn ?? "");
  const { groups, subnetGroups, parameterGroups } = at.elasticache;
  switch (kind) {
    case "replicationgroup":
    case "cluster": {
      const group = [...groups.values()].find(({ id, nodes }) =>
        kind === "cluster" ? nodes.some((node) => node.id === name) : id === name,
      );
      if (group === undefined) throw kind === "cluster" ? clusterNotFound(name) : groupNotFound(name);
      if (group.status !== "available") {
        throw groupState("Cluster not in available state to perform tagging operations.");
      }
      return group.tags;
    }
    case "subnetgroup": {
      const group = subnetGroups.get(name);
      if (group === undefined) throw subnetGroupNotFound(name);
      return group.tags;
    }
    case "parametergroup": {
      const group = parameterGroups.get(name);
      if (group === undefined) throw parameterGroupNotFound(name);
      return group.tags;
    }
    case undefined:
    default:
      throw invalidArn(arn ?? "");
  }
}

function checkedKey(key: string | undefined): string {
  if (key === undefined || key === "" || key.length > 128 || key.startsWith("aws:")) {
    throw invalidParameterValue(`Invalid tag key "${key ?? ""}".`);
  }
  return key;
}

function checkCount(tags: ReadonlyMap<string, string>): void {
  if (tags.size > mostTags) throw invalidParameterValue(`A resource has at most ${mostTags} tags, not ${tags.size}.`);
}
