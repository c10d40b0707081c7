// aws.vpc.SecurityGroupIngressRule and aws.vpc.SecurityGroupEgressRule: one rule, one resource.
import type { EC2Client, IpPermission, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { exactlyOne } from "../exactlyOne.ts";
import { isAbsent } from "../properties.ts";
import type { InputsOf, Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context, ResourceType } from "../resourceType.ts";
import { matching } from "../rules.ts";
import { changeEc2Tags, ec2TagSpecification, tagChange, tagMap, tagOutputs } from "../tags.ts";
import { hasCode } from "./faultCode.ts";

/** Who is meant; a rule that is there cannot change from one of them to another. */
const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

const inputs = {
  cidrIpv4: { kind: "string", replaces: isAnotherKindOfPeer },
  cidrIpv6: { kind: "string", replaces: isAnotherKindOfPeer },
  description: { kind: "string" },
  fromPort: { kind: "integer" },
  ipProtocol: { kind: "string", required: true },
  prefixListId: { kind: "string", replaces: isAnotherKindOfPeer },
  referencedSecurityGroupId: {
    kind: "string",
    replaces: isAnotherKindOfPeer,
    rule: matching(/^(\d{12}\/)?sg-\w+$/, "a security group's id, or 123456789012/sg-… for another account's"),
  },
  region: { kind: "string", replaces: true },
  securityGroupId: { kind: "string", required: true, replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  toPort: { kind: "integer" },
} as const satisfies PropertyTable;

type Inputs = InputsOf<typeof inputs>;

export const securityGroupIngressRule = ruleType("Ingress");
export const securityGroupEgressRule = ruleType("Egress");

function ruleType(direction: "Ingress" | "Egress"): ResourceType {
  return resourceType({
    token: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    inputs,
    unsupported: [],
    contradictions: (given) => exactlyOne(given, peers),
    taggable: true,
    computed: ["arn", "securityGroupRuleId"],
    unknownAfter: () => [],

    async create(rule, context) {
      const sdk = await import("@aws-sdk/client-ec2");
      const client = await context.clients.ec2();
      const request = {
        GroupId: rule.securityGroupId,
        IpPermissions: [permissionOf(rule)],
        ...ec2TagSpecification("security-group-rule", rule.tagsAll ?? {}),
      };
      const { SecurityGroupRules } =
        direction === "Ingress"
          ? await client.send(new sdk.AuthorizeSecurityGroupIngressCommand(request))
          : await client.send(new sdk.AuthorizeSecurityGroupEgressCommand(request));
      const id = SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? "";
      return { id, outputs: (await outputsOf(client, id, rule, context)) ?? {} };
    },

    async read(id, outputs, context) {
      return outputsOf(await context.clients.ec2(), id, outputs, context);
    },

    async update({ id, oldInputs, news, changed }, context) {
      const client = await context.clients.ec2();
      if ([...changed].some((name) => name !== "tags" && name !== "tagsAll")) {
        const { ModifySecurityGroupRulesCommand } = await import("@aws-sdk/client-ec2");
        const SecurityGroupRule = {
          IpProtocol: news.ipProtocol,
          ...portsOf(news),
          CidrIpv4: news.cidrIpv4,
          CidrIpv6: news.cidrIpv6,
          PrefixListId: news.prefixListId,
          // The API takes the id alone here: the rule knows its peer's account already.
          ReferencedGroupId: referenced(news.referencedSecurityGroupId)?.GroupId,
          Description: news.description,
        };
        await client.send(
          new ModifySecurityGroupRulesCommand({
            GroupId: news.securityGroupId,
            SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule }],
          }),
        );
      }
      await changeEc2Tags(client, id, tagChange(oldInputs.tagsAll, news.tagsAll));
      return (await outputsOf(client, id, news, context)) ?? {};
    },

    async delete(id, outputs, context) {
      const sdk = await import("@aws-sdk/client-ec2");
      const client = await context.clients.ec2();
      const request = { GroupId: String(outputs["securityGroupId"]), SecurityGroupRuleIds: [id] };
      try {
        if (direction === "Ingress") await client.send(new sdk.RevokeSecurityGroupIngressCommand(request));
        else await client.send(new sdk.RevokeSecurityGroupEgressCommand(request));
      } catch (error) {
        if (!hasCode(error, "InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound")) throw error;
      }
    },
  });
}

function permissionOf(rule: Inputs): IpPermission {
  const { cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId, description: Description } = rule;
  return {
    IpProtocol: rule.ipProtocol,
    ...portsOf(rule),
    ...(cidrIpv4 === undefined ? {} : { IpRanges: [{ CidrIp: cidrIpv4, Description }] }),
    ...(cidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6: cidrIpv6, Description }] }),
    ...(prefixListId === undefined ? {} : { PrefixListIds: [{ PrefixListId: prefixListId, Description }] }),
    ...(referencedSecurityGroupId === undefined
      ? {}
      : { UserIdGroupPairs: [{ ...referenced(referencedSecurityGroupId), Description }] }),
  };
}

/** `210987654321/sg-…` names a group of another account. */
function referenced(id: string | undefined): { GroupId: string; UserId?: string } | undefined {
  const [owner = "", group] = id?.split("/") ?? [];
  if (id === undefined) return undefined;
  return group === undefined ? { GroupId: id } : { UserId: owner, GroupId: group };
}

function shownReference(rule: SecurityGroupRule): string | undefined {
  const { GroupId, UserId } = rule.ReferencedGroupInfo ?? {};
  const isForeign = UserId !== undefined && UserId !== rule.GroupOwnerId;
  return GroupId !== undefined && isForeign ? `${UserId}/${GroupId}` : GroupId;
}

function isAnotherKindOfPeer(_olds: Properties, news: Properties, oldInputs: Properties): boolean {
  return peers.some((name) => isAbsent(news[name]) !== isAbsent(oldInputs[name]));
}

function portsOf({ fromPort, toPort }: Inputs): Pick<IpPermission, "FromPort" | "ToPort"> {
  return {
    ...(fromPort === undefined ? {} : { FromPort: fromPort }),
    ...(toPort === undefined ? {} : { ToPort: toPort }),
  };
}

async function outputsOf(
  client: EC2Client,
  id: string,
  before: Properties,
  context: Context,
): Promise<Properties | undefined> {
  const { DescribeSecurityGroupRulesCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { SecurityGroupRules } = await client.send(
      new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }),
    );
    const rule = SecurityGroupRules?.[0];
    if (rule === undefined) return undefined;
    return {
      arn: rule.SecurityGroupRuleArn,
      cidrIpv4: rule.CidrIpv4,
      cidrIpv6: rule.CidrIpv6,
      description: rule.Description,
      fromPort: portOrNothing(rule.FromPort),
      ipProtocol: rule.IpProtocol,
      prefixListId: rule.PrefixListId,
      referencedSecurityGroupId: shownReference(rule),
      region: context.region,
      securityGroupId: rule.GroupId,
      securityGroupRuleId: rule.SecurityGroupRuleId,
      toPort: portOrNothing(rule.ToPort),
      ...tagOutputs(tagMap(rule.Tags), context.configuration.defaultTags, before["tags"]),
    };
  } catch (error) {
    if (hasCode(error, "InvalidSecurityGroupRuleId.NotFound")) return undefined;
    throw error;
  }
}

/** EC2 says -1 where a rule has no ports. */
function portOrNothing(port: number | undefined): number | undefined {
  return port === -1 ? undefined : port;
}
