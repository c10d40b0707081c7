// Security groups as EC2's actions find them, use them and show them.
import type { IpPermission, SecurityGroup as Shown } from "@aws-sdk/client-ec2";
import { groupNotFound, missingParameter } from "./faults.ts";
import { newId } from "./ids.ts";
import { permissionsOf } from "./permissions.ts";
import type { RuleDirection, SecurityGroup, SecurityGroupRule } from "./model.ts";
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
    permissionsOf(
      state,
      group.rules.filter((rule) => rule.direction === direction),
    );
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

/** The egress rule that EC2 gives every new security group. */
export function allowAllEgress(groupId: string): SecurityGroupRule {
  return {
    id: newId("sgr"),
    groupId,
    direction: "egress",
    protocol: "-1",
    fromPort: -1,
    toPort: -1,
    peer: { kind: "ipv4", cidr: "0.0.0.0/0" },
    description: undefined,
  };
}
