// Roles: who may assume which, what a session may see, and when it ends.
import { DescribeReplicationGroupsCommand, ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, ids, otherAccount, roles, startEc2 } from "../ec2/cloud.ts";
import type { Ec2Cloud } from "../ec2/cloud.ts";

let cloud: Ec2Cloud;
beforeAll(async () => {
  cloud = await startEc2();
});
afterAll(async () => {
  await cloud.close();
});

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const user: Keys = { accessKeyId: "AKIAUSER", secretAccessKey: "any" };
const settings = (credentials: Keys) => ({ region: "eu-west-1", endpoint: cloud.url, credentials, maxAttempts: 1 });

async function assume(change: Partial<AssumeRoleCommandInput> = {}, as: Keys = user) {
  const input = { RoleArn: roles.open, RoleSessionName: "cut-over", ...change };
  return new STSClient(settings(as)).send(new AssumeRoleCommand(input));
}

async function keysOf(change: Partial<AssumeRoleCommandInput> = {}): Promise<Required<Keys>> {
  const { Credentials } = await assume(change);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Code, status and message of the refusal. */
async function refusal(call: Promise<unknown>): Promise<unknown[]> {
  return call.then(
    () => ["none"],
    (error: unknown) => {
      const fault = error as Error & { Code?: unknown; $metadata?: { httpStatusCode?: unknown } };
      return [fault.name, fault.$metadata?.httpStatusCode, fault.message];
    },
  );
}

const session = `arn:aws:sts::${otherAccount}:assumed-role/migration/cut-over`;

describe("a session of a role", () => {
  test("has temporary credentials until its end, and is told who it is", async () => {
    const before = Date.now();
    const { Credentials, AssumedRoleUser } = await assume({ DurationSeconds: 900 });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.SecretAccessKey).toHaveLength(40);
    expect(Credentials?.SessionToken?.length).toBeGreaterThan(200);
    const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - before) / 1_000;
    expect(seconds).toBeGreaterThanOrEqual(900);
    expect(seconds).toBeLessThan(960);
    expect(AssumedRoleUser?.Arn).toBe(session);
    expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:cut-over$/);
    const sts = new STSClient(settings(await keysOf()));
    const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn, UserId }).toStrictEqual({
      Account: otherAccount,
      Arn: session,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
  });

  test("lasts an hour unless it is asked for less", async () => {
    const before = Date.now();
    const end = (await assume()).Credentials?.Expiration?.getTime() ?? 0;
    expect(Math.round((end - before) / 60_000)).toBe(60);
  });

  test("leaves the path of its role out of its own name", async () => {
    const { AssumedRoleUser } = await assume({ RoleArn: roles.guarded, ExternalId: "cutover-7" });
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${otherAccount}:assumed-role/guarded/cut-over`);
  });

  test("sees what its account has, and nothing of the account that it came from", async () => {
    const seen = async (keys: Keys) => {
      const ec2 = new EC2Client(settings(keys));
      const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
      return [Vpcs?.map(({ VpcId }) => VpcId), SecurityGroups?.map(({ GroupId }) => GroupId)];
    };
    expect(await seen(await keysOf())).toStrictEqual([[ids.neighbourVpc], [ids.neighbourGroup]]);
    expect(await seen(user)).toStrictEqual([
      [ids.vpc, ids.peerVpc, ids.overlappingVpc],
      [ids.group, ids.peerGroup],
    ]);
  });
});

test("a session may assume a role that trusts its account, for an hour at most", async () => {
  const keys = await keysOf();
  const { AssumedRoleUser } = await assume({ RoleArn: roles.next, DurationSeconds: 3_600 }, keys);
  expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${otherAccount}:assumed-role/next/cut-over`);
  expect(await refusal(assume({ RoleArn: roles.next, DurationSeconds: 3_601 }, keys))).toStrictEqual([
    "ValidationError",
    400,
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
  ]);
});

describe("AssumeRole is denied without a reason", () => {
  test.each([
    ["a role that does not exist", { RoleArn: `arn:aws:iam::${otherAccount}:role/nobody` }],
    ["a role that trusts others", { RoleArn: roles.closed }],
    ["a role that asks for an external id", { RoleArn: roles.guarded }],
    ["a role that asks for another external id", { RoleArn: roles.guarded, ExternalId: "cutover-8" }],
  ])("for %s", async (_what, change) => {
    const message = `User: arn:aws:iam::${account}:user/emulator is not authorized to perform: sts:AssumeRole on resource: ${change.RoleArn}`;
    expect(await refusal(assume(change))).toStrictEqual(["AccessDenied", 403, message]);
  });

  test("for a session whose own account is not trusted", async () => {
    const message = `User: ${session} is not authorized to perform: sts:AssumeRole on resource: ${roles.open}`;
    expect(await refusal(assume({}, await keysOf()))).toStrictEqual(["AccessDenied", 403, message]);
  });
});

describe("AssumeRole refuses values that STS refuses", () => {
  test.each([
    [{ RoleArn: "arn:aws:iam::1:role/short" }, "arn:aws:iam::1:role/short is invalid"],
    [
      { RoleSessionName: "cut over" },
      "1 validation error detected: Value 'cut over' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      { RoleSessionName: "a", DurationSeconds: 899 },
      "2 validation errors detected: Value 'a' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      { DurationSeconds: 43_201 },
      "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [{ DurationSeconds: 3_601 }, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."],
  ])("%j", async (change, message) => {
    expect(await refusal(assume(change))).toStrictEqual(["ValidationError", 400, message]);
  });

  test("and by name what the emulator lacks", async () => {
    const change = { Policy: "{}", Tags: [{ Key: "team", Value: "data" }], TokenCode: "123456" };
    expect(await refusal(assume(change))).toStrictEqual([
      "NotImplemented",
      501,
      "Policy, Tags, TokenCode in AssumeRole is not implemented by the emulator.",
    ]);
  });
});

test("a temporary key is nothing without its own token, and each service says so in its own way", async () => {
  const keys = await keysOf();
  const other = await keysOf();
  const { accessKeyId, secretAccessKey } = keys;
  for (const wrong of [
    { accessKeyId, secretAccessKey },
    { ...keys, sessionToken: other.sessionToken },
    { ...keys, accessKeyId: "ASIAUNKNOWN" },
  ]) {
    const invalid = ["InvalidClientTokenId", 403, "The security token included in the request is invalid."];
    const sts = new STSClient(settings(wrong)).send(new GetCallerIdentityCommand({}));
    expect(await refusal(sts)).toStrictEqual(invalid);
    const elasticache = new ElastiCacheClient(settings(wrong)).send(new DescribeReplicationGroupsCommand({}));
    expect(await refusal(elasticache)).toStrictEqual(invalid);
    const ec2 = new EC2Client(settings(wrong)).send(new DescribeVpcsCommand({}));
    expect(await refusal(ec2)).toStrictEqual([
      "AuthFailure",
      401,
      "AWS was not able to validate the provided access credentials",
    ]);
  }
});

test("secrets of a session are nowhere but in the answer that made it", async () => {
  const keys = await keysOf({ RoleSessionName: "secretive" });
  const sts = new STSClient(settings(keys));
  const told = [JSON.stringify(await sts.send(new GetCallerIdentityCommand({})))];
  await refusal(
    new STSClient(settings(user)).send(
      new AssumeRoleCommand({
        RoleArn: roles.closed,
        RoleSessionName: "mfa",
        SerialNumber: "arn:aws:iam::111111111111:mfa/me",
        TokenCode: "654321",
      }),
    ),
  );
  for (const path of ["log", "world", "delays", "faults"]) {
    told.push(await (await fetch(`${cloud.url}/_emulator/${path}`)).text());
  }
  const text = told.join("\n");
  expect(text).toContain("secretive");
  expect(text).toContain('"TokenCode": "(hidden)"');
  for (const secret of [keys.secretAccessKey, keys.sessionToken, "654321"]) expect(text).not.toContain(secret);
});
