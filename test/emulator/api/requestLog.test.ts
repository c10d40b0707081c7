import { expect, test } from "vitest";
import { loggedParameters } from "../../../emulator/api/requestLog.ts";

test("parameters are logged as sent, but for what may be secret", () => {
  const body = new URLSearchParams({
    Action: "ModifyReplicationGroup",
    Version: "2015-02-02",
    ReplicationGroupId: "sessions-dev",
    AuthToken: "a secret of sixteen",
    TokenCode: "123456",
    SessionToken: "s",
    Token: "t",
    "Users.member.1.Password": "p",
    SecretAccessKey: "k",
    NextToken: "page-2",
    ExternalId: "cutover-7",
  });
  expect(loggedParameters(body.toString())).toStrictEqual({
    ReplicationGroupId: "sessions-dev",
    AuthToken: "(hidden)",
    TokenCode: "(hidden)",
    SessionToken: "(hidden)",
    Token: "(hidden)",
    "Users.member.1.Password": "(hidden)",
    SecretAccessKey: "(hidden)",
    NextToken: "page-2",
    ExternalId: "cutover-7",
  });
});
