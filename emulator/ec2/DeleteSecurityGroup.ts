import type { DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { dependencyViolation } from "./faults.ts";
import { securityGroup } from "./securityGroups.ts";

/** Refused while an instance or a cache node is in the group, or a rule of another group refers to it. */
export function deleteSecurityGroup(
  input: DeleteSecurityGroupCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<DeleteSecurityGroupCommandOutput, "$metadata"> {
  const group = securityGroup(at.ec2, input.GroupId);
  const inhabited = [...at.ec2.instances.values(), ...at.elasticache.groups.values()].some((one) =>
    one.securityGroupIds.includes(group.id),
  );
  const referenced = cloud.places
    .all()
    .flatMap(({ ec2 }) => [...ec2.securityGroups.values()])
    .filter((other) => other.id !== group.id)
    .flatMap((other) => other.rules)
    .some(({ peer }) => peer.kind === "group" && peer.groupId === group.id);
  if (inhabited || referenced) throw dependencyViolation(group.id);
  at.ec2.securityGroups.delete(group.id);
  for (const id of [group.id, ...group.rules.map((rule) => rule.id)]) at.ec2.tags.delete(id);
  return { Return: true, GroupId: group.id };
}
