// How rules get into a security group and out of it; the four Authorize and Revoke actions are thin over this.
import type {
  AuthorizeSecurityGroupIngressCommandInput,
  IpPermission,
  RevokeSecurityGroupIngressCommandInput,
  RevokedSecurityGroupRule,
  SecurityGroupRule as ShownRule,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { missingParameter, notEmulated, permissionDuplicate, permissionNotFound, ruleIdNotFound } from "./faults.ts";
import { groupFinder, namedGroup } from "./groupFinder.ts";
import { newId } from "./ids.ts";
import { rulesOf, ruleText, sameRule, shownRule } from "./permissions.ts";
import { securityGroup } from "./securityGroups.ts";
import type { RuleDirection, SecurityGroupRule } from "./model.ts";
import { tagNew } from "./tags.ts";

export type AuthorizeInput = AuthorizeSecurityGroupIngressCommandInput;
export type RevokeInput = RevokeSecurityGroupIngressCommandInput;

/** Adds all rules of the request or none of them. */
export function authorize(input: AuthorizeInput, direction: RuleDirection, at: Place, cloud: Cloud): ShownRule[] {
  const state = at.ec2;
  const group = securityGroup(state, input.GroupId);
  const shapes = rulesOf(permissionsIn(input), groupFinder(state, group, cloud));
  const added: SecurityGroupRule[] = [];
  for (const shape of shapes) {
    const present = [...group.rules, ...added].some((rule) => rule.direction === direction && sameRule(rule, shape));
    if (present) throw permissionDuplicate(ruleText(shape));
    added.push({ id: newId("sgr"), groupId: group.id, direction, ...shape });
  }
  group.rules = [...group.rules, ...added];
  for (const rule of added) tagNew(state, rule.id, "security-group-rule", input.TagSpecifications);
  return added.map((rule) => shownRule(state, rule));
}

/** Removes all rules of the request or none of them. */
export function revoke(input: RevokeInput, direction: RuleDirection, at: Place): RevokedSecurityGroupRule[] {
  const group = securityGroup(at.ec2, input.GroupId);
  const own = group.rules.filter((rule) => rule.direction === direction);
  const ids = input.SecurityGroupRuleIds ?? [];
  const gone =
    ids.length > 0
      ? ids.map((id) => own.find((rule) => rule.id === id) ?? refuse(ruleIdNotFound(id)))
      : rulesOf(permissionsIn(input), namedGroup).map(
          (shape) => own.find((rule) => sameRule(rule, shape)) ?? refuse(permissionNotFound()),
        );
  group.rules = group.rules.filter((rule) => !gone.includes(rule));
  for (const rule of gone) at.ec2.tags.delete(rule.id);
  return gone.map((rule) => {
    const { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId } =
      shownRule(at.ec2, rule);
    const ReferencedGroupId = rule.peer.kind === "group" ? rule.peer.groupId : undefined;
    return {
      ...{ SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort },
      ...{ CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description: rule.description },
    };
  });
}

function permissionsIn(input: AuthorizeInput | RevokeInput): IpPermission[] {
  if (input.GroupId === undefined) throw missingParameter("groupId");
  if (input.SourceSecurityGroupName !== undefined) throw notEmulated("SourceSecurityGroupName");
  if (input.IpPermissions !== undefined && input.IpPermissions.length > 0) return input.IpPermissions;
  if (input.CidrIp === undefined) throw missingParameter("ipPermissions");
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
}

function refuse(fault: Error): never {
  throw fault;
}
