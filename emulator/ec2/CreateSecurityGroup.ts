import type { CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { groupDuplicate, missingParameter, vpcNotFound } from "./faults.ts";
import { newId } from "./ids.ts";
import { allowAllEgress, securityGroupArn } from "./securityGroups.ts";
import { tagNew, tagsOf } from "./tags.ts";

/** A new group lets everything out and nothing in; it needs a VPC, as no place here has a default one. */
export function createSecurityGroup(
  input: CreateSecurityGroupCommandInput,
  at: Place,
): Omit<CreateSecurityGroupCommandOutput, "$metadata"> {
  const { GroupName: name, Description: description, VpcId: vpcId } = input;
  if (name === undefined) throw missingParameter("groupName");
  if (description === undefined) throw missingParameter("groupDescription");
  if (vpcId === undefined) throw missingParameter("vpcId");
  if (!at.ec2.vpcs.has(vpcId)) throw vpcNotFound(vpcId);
  const taken = [...at.ec2.securityGroups.values()].some((group) => group.vpcId === vpcId && group.name === name);
  if (taken) throw groupDuplicate(name, vpcId);
  const id = newId("sg");
  at.ec2.securityGroups.set(id, { id, vpcId, name, description, rules: [allowAllEgress(id)] });
  tagNew(at.ec2, id, "security-group", input.TagSpecifications);
  return { GroupId: id, SecurityGroupArn: securityGroupArn(at.ec2, id), Tags: tagsOf(at.ec2, id) };
}
