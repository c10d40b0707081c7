// Security groups as EC2's actions find them, use them and show them.
import type { IpPermission, SecurityGroup as Shown } from "@aws-sdk/client-ec2";
import { groupNotFound, missingParameter } from "./faults.ts";
import { permissionsOf } from "./permissions.ts";
import type { RuleDirection, SecurityGroup } from "./model.ts";
import type { Ec2State } from "./state.ts";
import { tagsOf } from "./tags.ts";

export function securityGroup(state: Ec2State, id: string | undefined): SecurityGroup {
  if (id === undefined) throw missingParameter("groupId");
  const group = state.securityGroups.get(id);
  if (group === undefined) throw groupNotFound(id);
  return group;
}

export function securityGroupArn(state: Ec2State, id: string): string {
  return `arn:aws:ec2:${state.region}:${state.account}:security-group/${id}`;
}

export function shownGroup(state: Ec2State, group: SecurityGroup): Shown {
  const permissions = (direction: RuleDirection): IpPermission[] =>
    permissionsOf(group.rules.filter((rule) => rule.direction === direction));
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: state.account,
    VpcId: group.vpcId,
    SecurityGroupArn: securityGroupArn(state, group.id),
    IpPermissions: permissions("ingress"),
    IpPermissionsEgress: permissions("egress"),
    Tags: tagsOf(state, group.id),
  };
}
