import type { DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { groupNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { shownGroup } from "./securityGroups.ts";

export function describeSecurityGroups(
  input: DescribeSecurityGroupsCommandInput,
  at: Place,
): Omit<DescribeSecurityGroupsCommandOutput, "$metadata"> {
  const groups = chosen(at.ec2.securityGroups, input.GroupIds, groupNotFound).filter((group) =>
    passes(input.Filters, at.ec2, group.id, (name) => {
      if (name === "group-id") return [group.id];
      if (name === "group-name") return [group.name];
      if (name === "vpc-id") return [group.vpcId];
      if (name === "owner-id") return [at.account];
      return name === "description" ? [group.description] : undefined;
    }),
  );
  const named = groups.filter((group) => input.GroupNames?.includes(group.name) ?? true);
  return { SecurityGroups: named.map((group) => shownGroup(at.ec2, group)) };
}
