// Encryption in transit and access of a group, as the API shows them of the group and of each of its nodes. Never a token.
import type { Group } from "./state.ts";

export function accessShape({ access, transitEncryption, transitEncryptionMode }: Group) {
  return {
    AuthTokenEnabled: access.is === "token",
    ...(access.is === "token" ? { AuthTokenLastModifiedDate: access.since } : {}),
    TransitEncryptionEnabled: transitEncryption,
    ...(transitEncryptionMode === undefined ? {} : { TransitEncryptionMode: transitEncryptionMode }),
  };
}

export function userGroupIdsShape({ access }: Group): string[] {
  return access.is === "userGroups" ? [...access.ids] : [];
}
