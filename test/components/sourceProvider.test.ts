// The arguments are computed; that the provider acts by them is the plugin's affair.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { elsewhere, providerArguments, sourceProvider, type Elsewhere } from "../../components/sourceProvider.ts";
import { only, recorded } from "./recorded.ts";

const roleArn = "arn:aws:iam::210987654321:role/migration";
const account = { accountId: "210987654321", roleArn };
const otherRegion: Elsewhere = { region: "eu-west-1", account: undefined };
const otherAccount: Elsewhere = { region: undefined, account };
const stack = { "aws:region": "us-east-1" };

describe("what is elsewhere", () => {
  test.each<[string, Parameters<typeof elsewhere>, Elsewhere]>([
    ["nothing, where nothing is said", [{}, stack, {}], { region: undefined, account: undefined }],
    ["not the stack's own region", [{ region: "us-east-1" }, stack, {}], { region: undefined, account: undefined }],
    [
      "not the environment's, where the stack names none",
      [{ region: "us-east-1" }, {}, { AWS_REGION: "us-east-1" }],
      { region: undefined, account: undefined },
    ],
    [
      "the stack's word comes before the environment's",
      [{ region: "us-east-1" }, { "aws:region": "eu-west-1" }, { AWS_REGION: "us-east-1" }],
      { region: "us-east-1", account: undefined },
    ],
    [
      "a region, if the stack's own is not known",
      [{ region: "us-east-1" }, {}, {}],
      { region: "us-east-1", account: undefined },
    ],
    ["an account that is named", [{ ...account }, stack, {}], { region: undefined, account }],
  ])("%s", (_, given, expected) => {
    expect(elsewhere(...given)).toStrictEqual(expected);
  });
});

test("everything that the stack says about AWS is carried over, in its own type", () => {
  const config = {
    ...stack,
    "aws:profile": "migration",
    "aws:accessKey": "AKIAEXAMPLE",
    "aws:secretKey": "example-secret-key",
    "aws:token": "example-token",
    "aws:endpoints": '[{"ec2":"http://127.0.0.1:4000","sts":"http://127.0.0.1:4000"}]',
    "aws:defaultTags": '{"tags":{"service":"sessions"}}',
    "aws:skipCredentialsValidation": "true",
    "aws:skipMetadataApiCheck": "false",
    "aws:maxRetries": "3",
    "aws:sharedConfigFiles": '["/etc/aws/config"]',
    "aws:forbiddenAccountIds": '["999999999999"]',
    "elasticache-online-migration:stage": "prepare",
  };
  expect(providerArguments(config, otherRegion)).toStrictEqual({
    region: "eu-west-1",
    profile: "migration",
    accessKey: "AKIAEXAMPLE",
    secretKey: "example-secret-key",
    token: "example-token",
    endpoints: [{ ec2: "http://127.0.0.1:4000", sts: "http://127.0.0.1:4000" }],
    defaultTags: { tags: { service: "sessions" } },
    skipCredentialsValidation: true,
    skipMetadataApiCheck: false,
    maxRetries: 3,
    sharedConfigFiles: ["/etc/aws/config"],
    forbiddenAccountIds: ["999999999999"],
  });
});

test("in another account the source's role comes last, after those of the stack, and the region is the stack's", () => {
  const assumeRoles = '[{"roleArn":"arn:aws:iam::123456789012:role/deploy","externalId":"42"}]';
  expect(providerArguments({ ...stack, "aws:assumeRoles": assumeRoles }, otherAccount)).toStrictEqual({
    region: "us-east-1",
    assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "42" }, { roleArn }],
  });
});

test("the accounts that the stack allows are the target's: they are not those of another account", () => {
  const config = { ...stack, "aws:allowedAccountIds": '["123456789012"]' };
  expect(providerArguments(config, otherAccount)).toStrictEqual({ region: "us-east-1", assumeRoles: [{ roleArn }] });
  expect(providerArguments(config, otherRegion)).toStrictEqual({
    region: "eu-west-1",
    allowedAccountIds: ["123456789012"],
  });
});

test("every value that cannot be read is named, and what may hold a secret is not shown", () => {
  const config = {
    "aws:endpoints": "http://127.0.0.1",
    "aws:maxRetries": "many",
    "aws:assumeRoles": '{"externalId":"42"}',
  };
  const refusal = () => providerArguments(config, otherRegion);
  expect(refusal).toThrow(pulumi.RunError);
  expect(refusal).toThrow(
    [
      "The provider for the source's network cannot be configured like the stack's:",
      "  aws:assumeRoles: found a value that is not shown here; expected a list of roles",
      '  aws:endpoints: found "http://127.0.0.1"; expected JSON: a list, an object, a number, true or false',
      '  aws:maxRetries: found "many"; expected JSON: a list, an object, a number, true or false',
      "Do: put these keys of the stack's configuration right, then run pulumi up again.",
    ].join("\n"),
  );
});

test("credentials reach the provider as secrets, and so do roles and proxies, which may hold some", async () => {
  const config = {
    ...stack,
    "aws:accessKey": "AKIAEXAMPLE",
    "aws:secretKey": "example-secret-key",
    "aws:token": "example-token",
    "aws:httpProxy": "http://user:word@10.0.0.1:3128",
    "aws:profile": "migration",
  };
  const record = await recorded({ frozen: false, protect: true }, () => {
    sourceProvider("source", config, otherAccount);
  });
  const { inputs, secrets } = only(record, "pulumi:providers:aws");
  expect([...secrets].sort()).toStrictEqual(["accessKey", "assumeRoles", "httpProxy", "secretKey", "token"]);
  expect(inputs).toStrictEqual({
    region: "us-east-1",
    accessKey: "AKIAEXAMPLE",
    secretKey: "example-secret-key",
    token: "example-token",
    httpProxy: "http://user:word@10.0.0.1:3128",
    profile: "migration",
    assumeRoles: JSON.stringify([{ roleArn }]),
    skipCredentialsValidation: "false",
    skipRegionValidation: "true",
  });
});

test("where the source is at home none is made", async () => {
  const { made } = await recorded({ frozen: false, protect: true }, () => {
    expect(sourceProvider("source", stack, { region: undefined, account: undefined })).toBeUndefined();
  });
  expect(made).toStrictEqual([]);
});
