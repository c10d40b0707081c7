// DescribeReplicationGroups: one group by id, or all of them in pages.
import type {
  DescribeReplicationGroupsCommandInput,
  DescribeReplicationGroupsCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { findGroup } from "./find.ts";
import { pageOf } from "./paging.ts";
import { replicationGroupShape } from "./shapes.ts";

export function describeReplicationGroups(
  input: DescribeReplicationGroupsCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<DescribeReplicationGroupsCommandOutput, "$metadata"> {
  const id = input.ReplicationGroupId;
  const groups = id === undefined ? [...at.elasticache.groups.values()] : [findGroup(at, id)];
  const { page, ...rest } = pageOf(groups, input);
  return {
    ...rest,
    ReplicationGroups: page.map((group) => ({
      ...replicationGroupShape(group),
      Status: cloud.disorders.statusShown(group.id, group.status),
    })),
  };
}
