// The rules alone, without servers.
import type { ModifyReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { describe, expect, test } from "vitest";
import type { Cloud } from "../../../emulator/cloud.ts";
import { accessChange, accessWish } from "../../../emulator/elasticache/clientAccess.ts";
import type { ClientAccess, Group } from "../../../emulator/elasticache/state.ts";

const since = new Date("2026-11-21T10:00:00Z");
const cloud = { world: { userGroups: ["team", "other"] }, now: () => since } as unknown as Cloud;
const encrypted = { transitEncryption: true, transitEncryptionMode: "required" } as const;
const first = "first-token-of-the-group";
const second = "second-token-of-the-group";
const third = "third-token-of-the-group";

type Asked = Omit<ModifyReplicationGroupCommandInput, "ReplicationGroupId">;

const change = (asked: Asked, access: ClientAccess = { is: "open" }, group: Partial<Group> = encrypted) =>
  accessChange({ ReplicationGroupId: "g", ApplyImmediately: true, ...asked }, { ...group, access } as Group, cloud);

const token = (accepted: readonly string[], openToo = false): ClientAccess => ({
  is: "token",
  accepted,
  openToo,
  since,
});

describe("a token", () => {
  test("is rotated in beside no token or the last one, and set after that", () => {
    const rotated = change({ AuthToken: first, AuthTokenUpdateStrategy: "ROTATE" });
    expect(rotated).toStrictEqual(token([first], true));
    const set = change({ AuthToken: first, AuthTokenUpdateStrategy: "SET" }, rotated);
    expect(set).toStrictEqual(token([first]));
    const two = change({ AuthToken: second }, set);
    expect(two).toStrictEqual(token([first, second]));
    expect(change({ AuthToken: third }, two)).toStrictEqual(token([second, third]));
    expect(change({ AuthToken: second, AuthTokenUpdateStrategy: "SET" }, two)).toStrictEqual(token([second]));
  });

  test("is set at once where there was none, and after ROTATE where there was another", () => {
    expect(change({ AuthToken: first, AuthTokenUpdateStrategy: "SET" })).toStrictEqual(token([first]));
    expect(() => change({ AuthToken: second, AuthTokenUpdateStrategy: "SET" }, token([first]))).toThrow(
      "allowed only after ROTATE",
    );
  });

  test.each([
    ["a strategy alone", { AuthTokenUpdateStrategy: "ROTATE" }, "needs an AuthToken"],
    ["DELETE without user groups", { AuthTokenUpdateStrategy: "DELETE" }, "give UserGroupIdsToAdd"],
    ["an unknown strategy", { AuthToken: first, AuthTokenUpdateStrategy: "REPLACE" }, '"REPLACE"'],
  ] as const)("is refused with %s", (_what, asked, words) => {
    expect(() => change(asked as Asked)).toThrow(words);
  });

  test.each(["", "x".repeat(15), "x".repeat(129), "with a space in the middle", "with/slash-in-the-token"])(
    "like %j is refused without being shown",
    (bad) => {
      const refusal = catched(() => change({ AuthToken: bad }));
      expect(refusal).toContain("16 to 128 characters");
      if (bad !== "") expect(refusal).not.toContain(bad);
    },
  );

  test("may have 16 and 128 characters", () => {
    expect(change({ AuthToken: "x".repeat(16) })).toMatchObject({ accepted: ["x".repeat(16)] });
    expect(change({ AuthToken: "x".repeat(128) })).toMatchObject({ accepted: ["x".repeat(128)] });
  });
});

describe("a user group", () => {
  test("is added, exchanged and removed", () => {
    const added = change({ UserGroupIdsToAdd: ["team"] });
    expect(added).toStrictEqual({ is: "userGroups", ids: ["team"] });
    expect(change({ UserGroupIdsToAdd: ["other"], UserGroupIdsToRemove: ["team"] }, added)).toStrictEqual({
      is: "userGroups",
      ids: ["other"],
    });
    expect(change({ UserGroupIdsToRemove: ["team"] }, added)).toStrictEqual({ is: "open" });
  });

  test("takes the token's place only with DELETE", () => {
    expect(() => change({ UserGroupIdsToAdd: ["team"] }, token([first]))).toThrow(
      "either an AuthToken or a user group",
    );
    expect(change({ UserGroupIdsToAdd: ["team"], AuthTokenUpdateStrategy: "DELETE" }, token([first]))).toStrictEqual({
      is: "userGroups",
      ids: ["team"],
    });
    expect(() => change({ AuthToken: first }, { is: "userGroups", ids: ["team"] })).toThrow("either an AuthToken");
    expect(() => change({ AuthToken: first, UserGroupIdsToAdd: ["team"] })).toThrow("either an AuthToken");
  });

  test("must exist, be the only one, and be there to be removed", () => {
    expect(() => change({ UserGroupIdsToAdd: ["nobody"] })).toThrow("User group nobody not found.");
    expect(() => change({ UserGroupIdsToRemove: ["team"] })).toThrow("User group team not found.");
    expect(() => change({ UserGroupIdsToAdd: ["team", "other"] })).toThrow("at most 1 user group, not 2");
    const withoutWorld = { ...cloud, world: undefined };
    const asked = { ReplicationGroupId: "g", UserGroupIdsToAdd: ["any"] };
    const group = { ...encrypted, access: { is: "open" } } as Group;
    expect(accessChange(asked, group, withoutWorld)).toStrictEqual({ is: "userGroups", ids: ["any"] });
  });
});

describe("access", () => {
  test.each([
    ["off", { transitEncryption: false }, "needs encryption in transit"],
    [
      "preferred",
      { transitEncryption: true, transitEncryptionMode: "preferred" },
      "Transit encryption preferred is not supported with redis access control.",
    ],
  ] as const)("is not controlled while encryption in transit is %s", (_step, group, words) => {
    expect(() => change({ AuthToken: first }, { is: "open" }, group)).toThrow(words);
    expect(() => change({ UserGroupIdsToAdd: ["team"] }, { is: "open" }, group)).toThrow(words);
  });

  test.each([{ TransitEncryptionEnabled: true }, { TransitEncryptionMode: "required" }] as const)(
    "is not changed by a call that also has %j",
    (asked) => {
      const words = "cannot be modified in the same request";
      expect(() => change({ AuthToken: first, ...asked })).toThrow(words);
      expect(() => change({ UserGroupIdsToAdd: ["team"], ...asked })).toThrow(words);
    },
  );

  test("is left alone by a call that says nothing of it", () => {
    expect(change({ ReplicationGroupDescription: "d" }, token([first]))).toBeUndefined();
  });

  test("of a new group is a token, a user group or open", () => {
    const wish = (asked: object, group: Pick<Group, "transitEncryption" | "transitEncryptionMode"> = encrypted) =>
      accessWish({ ReplicationGroupId: "g", ReplicationGroupDescription: "d", ...asked }, group, cloud);
    expect(wish({})).toStrictEqual({ is: "open" });
    expect(wish({ AuthToken: first })).toStrictEqual(token([first]));
    expect(wish({ UserGroupIds: ["team"] })).toStrictEqual({ is: "userGroups", ids: ["team"] });
    expect(() => wish({ UserGroupIds: ["team"], AuthToken: first })).toThrow("either an AuthToken or a user group");
    const plain = { transitEncryption: false, transitEncryptionMode: undefined };
    expect(() => wish({ AuthToken: first }, plain)).toThrow("needs encryption in transit");
  });
});

function catched(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  return "(nothing was thrown)";
}
