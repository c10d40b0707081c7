// Does AWS describe the group's encryption and access as a step of the configuration asks for?
import { DescribeReplicationGroupsCommand, type ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Settings } from "../settings.ts";
import type { EmulatedAws } from "./emulatedAws.ts";

/** Under the names that DescribeReplicationGroups has for them. */
export interface GroupAccess {
  readonly TransitEncryptionEnabled: boolean;
  readonly TransitEncryptionMode: "preferred" | "required";
  readonly AuthTokenEnabled: boolean;
  readonly UserGroupIds: readonly string[];
}

/** As tls alone has it: nobody has to show who he is. */
export function accessByTls(mode: "preferred" | "required"): GroupAccess {
  return {
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: mode,
    AuthTokenEnabled: false,
    UserGroupIds: [],
  };
}

/** With `target.access`, which comes after tls `required` only. */
export function accessBy({ authToken, userGroupId }: NonNullable<Settings["target"]["access"]>): GroupAccess {
  const UserGroupIds = userGroupId === undefined ? [] : [userGroupId];
  return { ...accessByTls("required"), AuthTokenEnabled: authToken !== undefined, UserGroupIds };
}

/** A line for each difference, with the step, what was found and what the step asks for. */
export async function accessFaults(
  { elastiCache }: Pick<EmulatedAws, "elastiCache">,
  groupId: string,
  step: string,
  expected: GroupAccess,
): Promise<string[]> {
  const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId });
  const { ReplicationGroups: [group = {}] = [] } = await elastiCache.send(command);
  return differences(group, expected).map((difference) => `after ${step} ${groupId} has ${difference}`);
}

const fields = ["TransitEncryptionEnabled", "TransitEncryptionMode", "AuthTokenEnabled", "UserGroupIds"] as const;

export function differences(group: ReplicationGroup, expected: GroupAccess): string[] {
  return fields.flatMap((field) => {
    const [found, wanted] = [shown(group[field]), shown(expected[field])];
    return found === wanted ? [] : [`${field} ${found}; expected ${wanted}`];
  });
}

function shown(value: string | boolean | readonly string[] | undefined): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.toSorted().join(", ");
  return value === undefined ? "not told" : String(value);
}
