// As whom AWS is called, by the stack's `aws:` keys and the environment: told by STS of a real emulator.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { clientConfig } from "../../providers/awsAccess.ts";
import { startSubject, type Subject } from "../emulator/subject.ts";
import { startEc2Stub } from "./ec2Stub.ts";

vi.setConfig({ testTimeout: 30_000 });

const first = "arn:aws:iam::222222222222:role/deploy/first";
const second = "arn:aws:iam::333333333333:role/second";

let subject: Subject;
let scratch: string;
beforeAll(async () => {
  subject = await startSubject(new Map(), {
    account: "111111111111",
    accessKeys: { AKIAFILE: "444444444444", AKIAENV: "555555555555" },
    roles: [
      { arn: first, trusts: ["111111111111"], externalId: "ours" },
      { arn: second, trusts: ["222222222222"] },
    ],
  });
  scratch = await mkdtemp(join(tmpdir(), "aws-credentials-"));
});
afterAll(async () => {
  await subject.close();
  await rm(scratch, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

type Config = Readonly<Record<string, unknown>>;
const keys = { accessKey: "AKIAOWN", secretKey: "the-secret-key" };

/** As the engine hands it over: objects as JSON texts. */
const reader = (config: Config) => (key: string) => {
  const value = config[key.replace("aws:", "")];
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
};
const configured = (config: Config, service: "elasticache" | "sts" = "sts") =>
  clientConfig(reader({ region: "us-east-1", endpoints: [{ sts: subject.url }], ...config }), service);

/** Who STS takes the caller for. */
async function callerBy(config: Config): Promise<string | undefined> {
  const client = new STSClient({ ...configured(config), maxAttempts: 1 });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn;
  } finally {
    client.destroy();
  }
}

const refusal = async (config: Config): Promise<string> => await callerBy(config).then(() => "(a caller)", String);

describe("the region", () => {
  test.each<[string, Config, Record<string, string>, string]>([
    ["of the stack comes first", { region: "eu-west-1" }, { AWS_REGION: "us-west-2" }, "eu-west-1"],
    ["of AWS_REGION comes next", {}, { AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "sa-east-1" }, "us-west-2"],
    ["of AWS_DEFAULT_REGION is last", {}, { AWS_REGION: "", AWS_DEFAULT_REGION: "sa-east-1" }, "sa-east-1"],
    ["that is an empty text is none", { region: "" }, { AWS_REGION: "us-west-2" }, "us-west-2"],
  ])("%s", (_, config, environment, region) => {
    for (const [name, value] of Object.entries({ AWS_REGION: "", ...environment })) vi.stubEnv(name, value);
    expect(clientConfig(reader(config), "elasticache").region).toBe(region);
  });

  test("that is nowhere is refused", () => {
    vi.stubEnv("AWS_REGION", "");
    vi.stubEnv("AWS_DEFAULT_REGION", "");
    expect(() => clientConfig(reader({}), "elasticache")).toThrow(
      "aws:region: missing; expected a region such as us-east-1",
    );
  });

  test("of STS may be another one", () => {
    const config = { region: "us-east-1", stsRegion: "eu-west-1", ...keys };
    expect(clientConfig(reader(config), "sts").region).toBe("eu-west-1");
    expect(clientConfig(reader(config), "cloudwatch").region).toBe("us-east-1");
  });
});

describe("the caller is", () => {
  test("the stack's own keys, before those of the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "any");
    expect(await callerBy(keys)).toBe("arn:aws:iam::111111111111:user/emulator");
    expect(await callerBy({})).toBe("arn:aws:iam::555555555555:user/emulator");
  });

  test("of a profile in the shared file that the stack names", async () => {
    const file = join(scratch, "credentials");
    await writeFile(file, "[ours]\naws_access_key_id = AKIAFILE\naws_secret_access_key = any\n");
    expect(await callerBy({ profile: "ours", sharedCredentialsFiles: [file] })).toBe(
      "arn:aws:iam::444444444444:user/emulator",
    );
  });

  test("the last of the roles, each assumed by the one before it, as it is asked for", async () => {
    const roles = [
      { roleArn: first, externalId: "ours", sessionName: "cut-over", duration: "30m" },
      { roleArn: second, duration: "" },
    ];
    expect(await callerBy({ ...keys, assumeRoles: roles })).toBe(
      "arn:aws:sts::333333333333:assumed-role/second/elasticache-online-migration",
    );
    const log = (await subject.get("log")) as { action: string; account: string; parameters: Record<string, string> }[];
    const assumed = log.filter(({ action }) => action === "AssumeRole").slice(-2);
    expect(assumed.map(({ account, parameters }) => ({ account, ...parameters }))).toStrictEqual([
      {
        account: "111111111111",
        RoleArn: first,
        ExternalId: "ours",
        RoleSessionName: "cut-over",
        DurationSeconds: "1800",
      },
      { account: "222222222222", RoleArn: second, RoleSessionName: "elasticache-online-migration" },
    ]);
  });

  test("a role that its own profile assumes", async () => {
    const file = join(scratch, "chained");
    await writeFile(file, "[ours]\naws_access_key_id = AKIAOWN\naws_secret_access_key = any\n");
    const config = {
      profile: "ours",
      sharedCredentialsFiles: [file],
      assumeRoles: [{ roleArn: first, externalId: "ours" }],
    };
    expect(await callerBy(config)).toContain(":assumed-role/first/");
  });

  test("nobody where a role is refused, in STS's words", async () => {
    const said = await refusal({ ...keys, assumeRoles: [{ roleArn: first, externalId: "theirs" }] });
    expect(said).toContain("is not authorized to perform: sts:AssumeRole");
  });

  test("a role by the token of the environment's provider, given as a text or as a file", async () => {
    const tokens: string[] = [];
    const sts = await startEc2Stub((asked) => {
      tokens.push(asked.get("WebIdentityToken") ?? "");
      const credentials = [
        "AccessKeyId>ASIAWEB",
        "SecretAccessKey>any",
        "SessionToken>any",
        "Expiration>2999-01-01T00:00:00Z",
      ];
      const inside = credentials.map((one) => `<${one}</${one.split(">")[0] ?? ""}>`).join("");
      return asked.get("Action") === "AssumeRoleWithWebIdentity"
        ? {
            status: 200,
            body: `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>${inside}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
          }
        : {
            status: 200,
            body: "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:of-the-web</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
          };
    });
    const file = join(scratch, "token");
    await writeFile(file, "token-of-the-file");
    for (const token of [{ webIdentityToken: "token-of-the-text" }, { webIdentityTokenFile: file }]) {
      const config = { endpoints: [{ sts: sts.url }], assumeRoleWithWebIdentity: { roleArn: first, ...token } };
      expect(await callerBy(config)).toBe("arn:of-the-web");
    }
    expect(tokens.filter((token) => token !== "")).toStrictEqual(["token-of-the-text", "token-of-the-file"]);
    await sts.stop();
  });
});

describe("is refused by name, and nothing secret is shown:", () => {
  test.each<[string, Config, string]>([
    ["a key without the other", { accessKey: "AKIA" }, "aws:secretKey: missing"],
    ["a list that is no JSON", { ...keys, assumeRoles: "[secret-text" }, "aws:assumeRoles: expected JSON"],
    [
      "a role without its ARN",
      { ...keys, assumeRoles: [{ externalId: "secret-text" }] },
      "aws:assumeRoles[0]: expected a roleArn",
    ],
    [
      "a member that is not known",
      { ...keys, assumeRoles: [{ roleArn: first, mfaSerial: "secret-text" }] },
      "aws:assumeRoles[0]: mfaSerial cannot be honoured; known: duration, policy",
    ],
    [
      "a duration that STS has not",
      { ...keys, assumeRoles: [{ roleArn: first, duration: "13h" }] },
      "expected 15m to 12h",
    ],
    [
      "a duration that is none",
      { ...keys, assumeRoles: [{ roleArn: first, duration: "soon" }] },
      "expected 15m to 12h",
    ],
    [
      "tags that are no map",
      { ...keys, assumeRoles: [{ roleArn: first, tags: ["a"] }] },
      "aws:assumeRoles[0].tags: expected a map",
    ],
    ["several files", { sharedConfigFiles: ["a", "b"] }, "aws:sharedConfigFiles: found 2 files"],
    [
      "a web identity without a token",
      { assumeRoleWithWebIdentity: { roleArn: first } },
      "aws:assumeRoleWithWebIdentity: expected one of webIdentityToken and webIdentityTokenFile",
    ],
    [
      "a token file that is not there",
      { assumeRoleWithWebIdentity: { roleArn: first, webIdentityTokenFile: "/nowhere/token" } },
      "webIdentityTokenFile: /nowhere/token cannot be read",
    ],
  ])("%s", async (_, config, why) => {
    const said = await Promise.resolve()
      .then(() => refusal(config))
      .catch(String);
    expect(said).toContain(why);
    expect(said).not.toContain("secret-text");
    expect(said).not.toContain(keys.secretKey);
  });
});
