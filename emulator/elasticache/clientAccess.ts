// Who may use a group: everybody, whoever knows its token, or the users of a user group; and how that may change.
import type {
  CreateReplicationGroupCommandInput,
  ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterCombination, invalidParameterValue } from "../fault.ts";
import { userGroupNotFound } from "./faults.ts";
import type { ClientAccess, Group } from "./state.ts";
import { stepOf } from "./transitEncryption.ts";

/** AWS's rule for tokens; a fault never shows the token itself. */
const tokenPattern = /^[A-Za-z0-9!&#$^<>-]{16,128}$/;

/** Access of a new group. */
export function accessWish(
  input: CreateReplicationGroupCommandInput,
  group: Pick<Group, "transitEncryption" | "transitEncryptionMode">,
  cloud: Cloud,
): ClientAccess {
  const ids = input.UserGroupIds ?? [];
  const { AuthToken } = input;
  if (AuthToken === undefined && ids.length === 0) return { is: "open" };
  if (AuthToken !== undefined && ids.length > 0) throw eitherTokenOrUsers();
  requireEncryption(group);
  if (AuthToken === undefined) return { is: "userGroups", ids: oneKnownUserGroup(ids, cloud) };
  return { is: "token", accepted: [checkedToken(AuthToken)], openToo: false, since: cloud.now() };
}

/** Undefined when the call asks for no change of it. */
export function accessChange(
  input: ModifyReplicationGroupCommandInput,
  group: Group,
  cloud: Cloud,
): ClientAccess | undefined {
  const { AuthToken: token, AuthTokenUpdateStrategy: strategy } = input;
  const adds = input.UserGroupIdsToAdd ?? [];
  const removes = input.UserGroupIdsToRemove ?? [];
  if (token === undefined && strategy === undefined && adds.length + removes.length === 0) return undefined;
  if (input.TransitEncryptionEnabled !== undefined || input.TransitEncryptionMode !== undefined) {
    throw invalidParameterCombination("Transit encryption and access control cannot be modified in the same request.");
  }
  requireEncryption(group);
  if (adds.length + removes.length > 0) return userGroupChange(input, group.access, cloud);
  if (strategy === "DELETE") {
    throw invalidParameterCombination(
      "AuthTokenUpdateStrategy DELETE is only for the change to user groups: give UserGroupIdsToAdd in the same request.",
    );
  }
  if (token === undefined) throw invalidParameterCombination("AuthTokenUpdateStrategy needs an AuthToken.");
  if (group.access.is === "userGroups") throw eitherTokenOrUsers();
  return tokenChange(checkedToken(token), strategy, group.access, cloud.now());
}

function tokenChange(
  token: string,
  strategy: string | undefined,
  present: Extract<ClientAccess, { is: "open" | "token" }>,
  since: Date,
): ClientAccess {
  const accepted = present.is === "token" ? present.accepted : [];
  switch (strategy) {
    // What AWS does when no strategy is given.
    case undefined:
    case "ROTATE":
      // A group that had none goes on taking connections without a token, until it is set.
      return {
        is: "token",
        accepted: [...accepted.filter((one) => one !== token), token].slice(-2),
        openToo: present.is === "open" || present.openToo,
        since,
      };
    case "SET":
      // The API's text allows it only after ROTATE, the aws provider's also as the first token of a group.
      if (accepted.length === 0 || accepted.includes(token))
        return { is: "token", accepted: [token], openToo: false, since };
      throw invalidParameterCombination(
        "AuthTokenUpdateStrategy SET of another AuthToken is allowed only after ROTATE to it.",
      );
  }
  throw invalidParameterValue(`Invalid AuthTokenUpdateStrategy "${strategy}". Valid ones are: SET, ROTATE, DELETE.`);
}

function userGroupChange(
  { AuthToken, AuthTokenUpdateStrategy, UserGroupIdsToAdd, UserGroupIdsToRemove }: ModifyReplicationGroupCommandInput,
  present: ClientAccess,
  cloud: Cloud,
): ClientAccess {
  if (AuthToken !== undefined) throw eitherTokenOrUsers();
  if (present.is === "token" && AuthTokenUpdateStrategy !== "DELETE") throw eitherTokenOrUsers();
  const before = present.is === "userGroups" ? present.ids : [];
  const missing = (UserGroupIdsToRemove ?? []).find((id) => !before.includes(id));
  if (missing !== undefined) throw userGroupNotFound(missing);
  const kept = before.filter((id) => !(UserGroupIdsToRemove ?? []).includes(id));
  const ids = [...new Set([...kept, ...(UserGroupIdsToAdd ?? [])])];
  return ids.length === 0 ? { is: "open" } : { is: "userGroups", ids: oneKnownUserGroup(ids, cloud) };
}

/** Without a world file every user group is taken for granted. */
function oneKnownUserGroup(ids: readonly string[], { world }: Cloud): readonly string[] {
  const unknown = world === undefined ? undefined : ids.find((id) => !world.userGroups.includes(id));
  if (unknown !== undefined) throw userGroupNotFound(unknown);
  if (ids.length === 1) return ids;
  throw invalidParameterValue(`A replication group has at most 1 user group, not ${ids.length}.`);
}

function requireEncryption(group: Pick<Group, "transitEncryption" | "transitEncryptionMode">): void {
  switch (stepOf(group)) {
    case "off":
      throw invalidParameterCombination("Access control needs encryption in transit: enable TransitEncryptionEnabled.");
    case "preferred":
      // AWS's own words.
      throw invalidParameterCombination("Transit encryption preferred is not supported with redis access control.");
    case "required":
  }
}

function checkedToken(token: string): string {
  if (tokenPattern.test(token)) return token;
  throw invalidParameterValue(
    "Invalid AuthToken: it has 16 to 128 characters, which are letters, digits or one of !&#$^<>-.",
  );
}

function eitherTokenOrUsers() {
  return invalidParameterCombination(
    "A replication group has either an AuthToken or a user group; AuthTokenUpdateStrategy DELETE with UserGroupIdsToAdd changes from the one to the other.",
  );
}
