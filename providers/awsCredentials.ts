// As whom AWS is called: the stack's keys or its environment, then one role after the other, by AWS's own providers.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { AwsAccessError, parsed, textOf, type ConfigReader } from "./awsConfig.ts";
import { rolesOf, webIdentityOf, type Role, type WebIdentity } from "./awsRoles.ts";

export type ClientCredentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

/** Where STS is asked for a role. */
export interface StsPlace {
  readonly region: string;
  readonly endpoint?: string;
}

interface Identity {
  readonly keys: AwsCredentialIdentity | undefined;
  readonly profile: string | undefined;
  readonly credentialsFile: string | undefined;
  readonly configFile: string | undefined;
  readonly webIdentity: WebIdentity | undefined;
  readonly roles: readonly Role[];
}

/** A session that STS does not answer for must not hold the call up that needs it: the SDK's own limit is none. */
const bounded = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } };

/**
 * @returns undefined where a client of its own accord does what is configured: the environment, a profile
 * @throws AwsAccessError for what cannot be honoured
 */
export function credentialsOf(read: ConfigReader, sts: StsPlace): ClientCredentials | undefined {
  const identity = {
    keys: keysOf(read),
    profile: textOf(read, "profile"),
    credentialsFile: fileOf(read, "sharedCredentialsFiles"),
    configFile: fileOf(read, "sharedConfigFiles"),
    webIdentity: webIdentityOf(read),
    roles: rolesOf(read),
  };
  const { keys, credentialsFile, configFile, webIdentity, roles } = identity;
  if (roles.length === 0 && webIdentity === undefined) {
    if (keys !== undefined || (credentialsFile === undefined && configFile === undefined)) return keys;
  }
  // Loaded by the first call that needs it: not by whoever only reads the configuration.
  let chain: Promise<AwsCredentialIdentityProvider> | undefined;
  return async (properties) => (await (chain ??= chainOf(identity, sts)))(properties);
}

async function chainOf(identity: Identity, sts: StsPlace): Promise<AwsCredentialIdentityProvider> {
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  const { keys, profile, credentialsFile, configFile, webIdentity, roles } = identity;
  const clientConfig = { ...sts, ...bounded };
  const own = (): AwsCredentialIdentityProvider =>
    fromNodeProviderChain({
      clientConfig,
      ...(profile === undefined ? {} : { profile }),
      ...(credentialsFile === undefined ? {} : { filepath: credentialsFile }),
      ...(configFile === undefined ? {} : { configFilepath: configFile }),
    });
  const given: AwsCredentialIdentityProvider | undefined = keys && (() => Promise.resolve(keys));
  const first = webIdentity === undefined ? (given ?? own()) : await byWebIdentity(webIdentity, sts);
  return roles.reduce(
    (masterCredentials, role) => fromTemporaryCredentials({ params: paramsOf(role), masterCredentials, clientConfig }),
    first,
  );
}

const paramsOf = ({ PolicyArns, ...role }: Role) => ({
  ...role,
  ...(PolicyArns === undefined ? {} : { PolicyArns: PolicyArns.map(({ arn }) => ({ arn })) }),
});

async function byWebIdentity({ role, token }: WebIdentity, sts: StsPlace): Promise<AwsCredentialIdentityProvider> {
  const { fromTokenFile, fromWebToken } = await import("@aws-sdk/credential-providers");
  const { RoleArn, RoleSessionName, Policy, PolicyArns, DurationSeconds } = role;
  const options = {
    clientConfig: { ...sts, ...bounded },
    roleArn: RoleArn,
    roleSessionName: RoleSessionName,
    ...(Policy === undefined ? {} : { policy: Policy }),
    ...(PolicyArns === undefined ? {} : { policyArns: PolicyArns }),
    ...(DurationSeconds === undefined ? {} : { durationSeconds: DurationSeconds }),
  };
  if ("text" in token) return fromWebToken({ ...options, webIdentityToken: token.text });
  const provider = fromTokenFile({ ...options, webIdentityTokenFile: token.file });
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      const isFile = error instanceof Error && "syscall" in error && "path" in error;
      if (!isFile) throw error;
      throw new AwsAccessError("assumeRoleWithWebIdentity.webIdentityTokenFile", `${token.file} cannot be read`);
    }
  };
}

function keysOf(read: ConfigReader): AwsCredentialIdentity | undefined {
  const accessKeyId = textOf(read, "accessKey");
  const secretAccessKey = textOf(read, "secretKey");
  const sessionToken = textOf(read, "token");
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? "accessKey" : "secretKey";
    throw new AwsAccessError(missing, "missing; aws:accessKey and aws:secretKey go together");
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** The provider takes several files and reads them as one; the SDK for this language takes one. */
function fileOf(read: ConfigReader, key: string): string | undefined {
  const listed = parsed(read, key);
  if (listed === undefined) return undefined;
  const files = Array.isArray(listed) ? listed : [listed];
  if (files.some((one) => typeof one !== "string")) throw new AwsAccessError(key, "expected a list of paths");
  if (files.length > 1) throw new AwsAccessError(key, `found ${files.length} files; more than one cannot be honoured`);
  return files[0] as string | undefined;
}
