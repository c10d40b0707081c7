// aws.ec2.SecurityGroup, without rules of its own: those are resources of their own in this program.
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import { changeEc2Tags, ec2TagSpecification, tagChange, tagMap, tagOutputs } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";

const inputs = {
  description: { kind: "string", replaces: true },
  name: { kind: "string", replaces: true },
  region: { kind: "string", replaces: true },
  revokeRulesOnDelete: { kind: "boolean" },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  vpcId: { kind: "string", replaces: true },
} as const satisfies PropertyTable;

/** What still holds a group is deleted by the same run at the same time, or not at all. */
const dependentsGoneWithinMs = 30_000;

export const securityGroup = resourceType({
  token: "aws:ec2/securityGroup:SecurityGroup",
  inputs,
  unsupported: ["egress", "ingress", "namePrefix"],
  autoName: { property: "name", maxLength: 255 },
  taggable: true,
  computed: ["arn", "egress", "ingress", "ownerId"],
  unknownAfter: () => [],

  async create(group, context) {
    const { CreateSecurityGroupCommand, RevokeSecurityGroupEgressCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    const { GroupId = "" } = await client.send(
      new CreateSecurityGroupCommand({
        GroupName: group.name,
        Description: group.description ?? "Managed by Pulumi",
        VpcId: group.vpcId,
        ...ec2TagSpecification("security-group", group.tagsAll ?? {}),
      }),
    );
    // EC2 lets a new group send anything anywhere; the provider takes that away, so that only declared rules count.
    await client.send(
      new RevokeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      }),
    );
    return { id: GroupId, outputs: (await outputsOf(client, GroupId, group, context)) ?? {} };
  },

  async read(id, outputs, context) {
    return outputsOf(await context.clients.ec2(), id, outputs, context);
  },

  async update({ id, oldInputs, news }, context) {
    const client = await context.clients.ec2();
    await changeEc2Tags(client, id, tagChange(oldInputs.tagsAll, news.tagsAll));
    return (await outputsOf(client, id, news, context)) ?? {};
  },

  async delete(id, _outputs, context) {
    const { DeleteSecurityGroupCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    const { signal } = context;
    const timeoutMs = Math.min(context.timeoutMs, dependentsGoneWithinMs);
    await waitFor(`security group ${id} to be free of dependent objects`, { signal, timeoutMs }, async () => {
      try {
        await client.send(new DeleteSecurityGroupCommand({ GroupId: id }), { abortSignal: signal });
        return true;
      } catch (error) {
        if (hasCode(error, "InvalidGroup.NotFound")) return true;
        if (hasCode(error, "DependencyViolation")) return undefined;
        throw error;
      }
    });
  },
});

async function outputsOf(
  client: EC2Client,
  id: string,
  before: Properties,
  context: Context,
): Promise<Properties | undefined> {
  const { DescribeSecurityGroupsCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    const group = SecurityGroups?.[0];
    if (group === undefined) return undefined;
    return {
      arn: group.SecurityGroupArn ?? `arn:aws:ec2:${context.region}:${group.OwnerId ?? ""}:security-group/${id}`,
      description: group.Description,
      egress: [],
      ingress: [],
      name: group.GroupName,
      ownerId: group.OwnerId,
      region: context.region,
      revokeRulesOnDelete: before["revokeRulesOnDelete"] ?? false,
      vpcId: group.VpcId,
      ...tagOutputs(tagMap(group.Tags), context.configuration.defaultTags, before["tags"]),
    };
  } catch (error) {
    if (hasCode(error, "InvalidGroup.NotFound")) return undefined;
    throw error;
  }
}
