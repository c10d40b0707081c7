import type { DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { groupNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { shownGroup } from "./securityGroups.ts";

export function describeSecurityGroups(
  input: DescribeSecurityGroupsCommandInput,
  at: Place,
): Omit<DescribeSecurityGroupsCommandOutput, "$metadata"> {
  const groups = chosen(at.ec2.securityGroups, input.GroupIds, groupNotFound).filter((group) =>
    passes(input.Filters, at.ec2, group.id, {
      "group-id": [group.id],
      "group-name": [group.name],
      "vpc-id": [group.vpcId],
      "owner-id": [at.account],
      description: [group.description],
    }),
  );
  const unknown = input.GroupNames?.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) throw groupNotFound(unknown);
  const named = groups.filter((group) => input.GroupNames?.includes(group.name) ?? true);
  const { page, ...next } = pageOf(named, input, input.GroupIds);
  return { ...next, SecurityGroups: page.map((group) => shownGroup(at.ec2, group)) };
}
