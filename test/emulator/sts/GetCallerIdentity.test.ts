import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, otherAccount, startEc2 } from "../ec2/cloud.ts";
import type { Ec2Cloud } from "../ec2/cloud.ts";

let cloud: Ec2Cloud;
beforeAll(async () => {
  cloud = await startEc2();
});
afterAll(async () => {
  await cloud.close();
});

const client = (accessKeyId: string): STSClient =>
  new STSClient({
    region: "eu-west-1",
    endpoint: cloud.url,
    credentials: { accessKeyId, secretAccessKey: "any" },
    maxAttempts: 1,
  });

test("the access key decides which account a caller is of", async () => {
  const accounts = [];
  for (const key of ["unknown", "other"]) {
    const { Account, Arn, UserId } = await client(key).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${Account ?? ""}:user/emulator`);
    expect(UserId).toMatch(/^AIDA[A-Z0-9]{17}$/);
    accounts.push(Account);
  }
  expect(accounts).toStrictEqual([account, otherAccount]);
});
