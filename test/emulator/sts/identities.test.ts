// How long a session of a role lasts, and what its key says of the caller.
import { expect, test } from "vitest";
import { createIdentities } from "../../../emulator/sts/identities.ts";

const role = { arn: "arn:aws:iam::222222222222:role/migration", trusts: ["111111111111"] };
const end = new Date("2026-11-21T11:00:00Z");
const justBefore = new Date(end.getTime() - 1);

const identities = () =>
  createIdentities({ account: "111111111111", accessKeys: { other: "333333333333" }, roles: [role] });

test("a session lasts to its end and not a moment longer", () => {
  const known = identities();
  const { identity, credentials } = known.open(role, "cut-over", end);
  const { accessKey, sessionToken } = credentials;
  expect(known.identify(accessKey, sessionToken, justBefore)).toStrictEqual({ is: "known", identity });
  expect(known.identify(accessKey, sessionToken, end)).toStrictEqual({ is: "expired" });
  // What is expired is told to its owner only.
  expect(known.identify(accessKey, undefined, end)).toStrictEqual({ is: "invalid" });
});

test("sessions of one role share its id, and nothing else", () => {
  const known = identities();
  const [one, other] = ["first", "second"].map((name) => known.open(role, name, end));
  expect(one?.identity.roleId).toBe(other?.identity.roleId);
  expect(one?.credentials.accessKey).not.toBe(other?.credentials.accessKey);
  expect(known.identify(one?.credentials.accessKey ?? "", other?.credentials.sessionToken, justBefore)).toStrictEqual({
    is: "invalid",
  });
});

test("every other key is a user's: of the account that the world names for it, else of the default one", () => {
  const known = identities();
  const userOf = (account: string) => ({ is: "known", identity: { is: "user", account } });
  expect(known.identify("other", undefined, end)).toStrictEqual(userOf("333333333333"));
  expect(known.identify("any", undefined, end)).toStrictEqual(userOf("111111111111"));
  expect(known.identify("toString", undefined, end)).toStrictEqual(userOf("111111111111"));
});
