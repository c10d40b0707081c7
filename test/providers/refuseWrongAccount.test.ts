// Whose credentials are at hand, before anything is asked or done: by STS, or by the group's own ARN where STS is silent.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { MigrationError } from "../../migration/failures.ts";
import { refuseWrongAccount } from "../../providers/refuseWrongAccount.ts";
import { createTarget, startSubject, type Subject } from "../emulator/subject.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const arnIn = (account: string, region = "us-east-1") =>
  `arn:aws:elasticache:${region}:${account}:replicationgroup:ours`;

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
  await createTarget(subject.client, "ours");
});
afterAll(() => subject.close());

const reader = (config: Readonly<Record<string, string>> = {}) => {
  const endpoints = JSON.stringify([{ elasticache: subject.url, sts: subject.url }]);
  const whole: Readonly<Record<string, string>> = {
    "aws:region": "us-east-1",
    "aws:accessKey": "AKIATEST",
    "aws:secretKey": "the-secret-key",
    "aws:endpoints": endpoints,
    ...config,
  };
  return (key: string) => whole[key];
};

async function refusal(
  groupArn: string | undefined,
  config: Readonly<Record<string, string>> = {},
  recorded: readonly { readonly groupArn: string }[] = [],
) {
  try {
    await refuseWrongAccount(reader(config), "ours", recorded, groupArn);
    return "";
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return `${error.failure.code}: ${error.failure.happened}`;
  }
}

const asked = async () => ((await subject.get("log")) as { action: string }[]).map(({ action }) => action);

test("credentials of the group's own account may act", async () => {
  expect(await refusal(arnIn("123456789012"))).toBe("");
});

test("others are refused, with both accounts and the identity, and ElastiCache is not asked", async () => {
  const before = (await asked()).length;
  expect(await refusal(arnIn("123456789012"), { "aws:accessKey": "AKIAOTHER" })).toBe(
    `wrong-account: The credentials at hand are of account 210987654321 (arn:aws:iam::210987654321:user/emulator), and the group is in account 123456789012 (${arnIn("123456789012")}).`,
  );
  expect((await asked()).slice(before)).toStrictEqual(["GetCallerIdentity"]);
});

test("another region is refused without a question", async () => {
  const before = (await asked()).length;
  const said = await refusal(arnIn("123456789012", "eu-west-1"));
  expect(said).toContain("wrong-account: The region is us-east-1");
  expect(said).toContain("and the group is in eu-west-1");
  expect(await asked()).toHaveLength(before);
});

test("what a run recorded is judged too: whoever hands over an ARN may have read it with the wrong credentials", async () => {
  const recorded = [{ groupArn: arnIn("123456789012") }];
  const others = { "aws:accessKey": "AKIAOTHER" };
  expect(await refusal(undefined, others, recorded)).toContain("and the group is in account 123456789012");
  expect(await refusal(arnIn("210987654321"), others, recorded)).toContain("and the group is in account 123456789012");
  expect(await refusal(undefined, {}, recorded)).toBe("");
});

test("a state that has no ARN yet is not judged", async () => {
  expect(await refusal("")).toBe("");
});

describe("where STS is silent", () => {
  const silent = { "aws:endpoints": "" };
  const without = () => ({
    ...silent,
    "aws:endpoints": JSON.stringify([{ elasticache: subject.url, sts: "http://127.0.0.1:9" }]),
  });

  test("the group's own ARN tells the account", async () => {
    expect(await refusal(arnIn("123456789012"), without())).toBe("");
  });

  test("a group that is not seen, or has another ARN, is refused", async () => {
    const said = await refusal(arnIn("123456789012"), { ...without(), "aws:accessKey": "AKIAOTHER" });
    expect(said).toMatch(
      /^wrong-account: Which account the credentials at hand are of could not be told: .*ECONNREFUSED/,
    );
    expect(await refusal(arnIn("999999999999"), without())).toContain("wrong-account");
  });
});

test("credentials that have expired are told as such, and no account is guessed", async () => {
  await subject.put("faults", [{ action: "GetCallerIdentity", kind: "expired" }]);
  expect(await refusal(arnIn("123456789012"))).toContain("credentials-expired: ");
});
