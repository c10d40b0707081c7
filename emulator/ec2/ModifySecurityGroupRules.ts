import type {
  ModifySecurityGroupRulesCommandInput,
  ModifySecurityGroupRulesCommandOutput,
  SecurityGroupRuleRequest,
  UserIdGroupPair,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { missingParameter, permissionDuplicate, ruleIdNotFound } from "./faults.ts";
import { groupFinder } from "./groupFinder.ts";
import { rulesOf, ruleText, sameRule } from "./permissions.ts";
import type { FindGroup, RuleShape } from "./permissions.ts";
import { securityGroup } from "./securityGroups.ts";

/** Replaces what the named rules say; their ids, directions and tags stay. */
export function modifySecurityGroupRules(
  input: ModifySecurityGroupRulesCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<ModifySecurityGroupRulesCommandOutput, "$metadata"> {
  const group = securityGroup(at.ec2, input.GroupId);
  const findGroup = groupFinder(at.ec2, group, cloud);
  let rules = group.rules;
  for (const update of input.SecurityGroupRules ?? []) {
    const id = update.SecurityGroupRuleId ?? "";
    const old = rules.find((rule) => rule.id === id);
    if (old === undefined) throw ruleIdNotFound(id);
    const shape = shapeOf(update.SecurityGroupRule, old, findGroup);
    const clash = rules.some((rule) => rule !== old && rule.direction === old.direction && sameRule(rule, shape));
    if (clash) throw permissionDuplicate(ruleText(shape));
    rules = rules.map((rule) => (rule === old ? { ...rule, ...shape } : rule));
  }
  group.rules = rules;
  return { Return: true };
}

function shapeOf(request: SecurityGroupRuleRequest | undefined, old: RuleShape, findGroup: FindGroup): RuleShape {
  const { Description, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId } = request ?? {};
  const [shape] = rulesOf(
    [
      {
        IpProtocol: request?.IpProtocol,
        FromPort: request?.FromPort,
        ToPort: request?.ToPort,
        ...(CidrIpv4 === undefined ? {} : { IpRanges: [{ CidrIp: CidrIpv4, Description }] }),
        ...(CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6, Description }] }),
        ...(PrefixListId === undefined ? {} : { PrefixListIds: [{ PrefixListId, Description }] }),
        ...(ReferencedGroupId === undefined
          ? {}
          : { UserIdGroupPairs: [{ ...referenceOf(ReferencedGroupId, old), Description }] }),
      },
    ],
    findGroup,
  );
  if (shape === undefined) throw missingParameter("securityGroupRule");
  return shape;
}

/**
 * This request has no member for the account of a group. Assumed: it may stand before the id (`123456789012/sg-…`), and
 * a rule that names a group already goes on naming the same one.
 */
function referenceOf(text: string, { peer }: RuleShape): UserIdGroupPair {
  const [, UserId, GroupId] = /^(\d{12})\/(.+)$/.exec(text) ?? [];
  if (UserId !== undefined && GroupId !== undefined) return { UserId, GroupId };
  return { GroupId: text, ...(peer.kind === "group" && peer.groupId === text ? { UserId: peer.ownerId } : {}) };
}
