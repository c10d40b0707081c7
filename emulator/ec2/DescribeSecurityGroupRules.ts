import type {
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupRulesCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { ruleIdNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { shownRule } from "./permissions.ts";

export function describeSecurityGroupRules(
  input: DescribeSecurityGroupRulesCommandInput,
  at: Place,
): Omit<DescribeSecurityGroupRulesCommandOutput, "$metadata"> {
  const all = [...at.ec2.securityGroups.values()].flatMap((group) => group.rules);
  const byId = new Map(all.map((rule) => [rule.id, rule]));
  const rules = chosen(byId, input.SecurityGroupRuleIds, ruleIdNotFound).filter((rule) =>
    passes(input.Filters, at.ec2, rule.id, {
      "group-id": [rule.groupId],
      "security-group-rule-id": [rule.id],
    }),
  );
  const { page, ...next } = pageOf(rules, input, input.SecurityGroupRuleIds);
  return { ...next, SecurityGroupRules: page.map((rule) => shownRule(at.ec2, rule)) };
}
