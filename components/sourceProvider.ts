// The provider for what lies in the source's network, where that is in another region or account than the stack's. An
// explicit provider gets none of the stack's `aws:` configuration by itself, so all of it is carried over.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type StackConfig = Readonly<Record<string, string>>;
type Values = Readonly<Partial<Record<keyof aws.ProviderArgs, unknown>>>;

/** What of the source's place is not the stack's own. */
export interface Elsewhere {
  readonly region: string | undefined;
  readonly account: { readonly accountId: string; readonly roleArn: string } | undefined;
}

export interface SourcePlace {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** An account that is named counts as another one: only AWS could tell the stack's own. */
export function elsewhere(
  { region, accountId, roleArn }: SourcePlace,
  stackConfig: StackConfig,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Elsewhere {
  const own = stackConfig["aws:region"] ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
  return {
    region: region === own ? undefined : region,
    account: accountId === undefined || roleArn === undefined ? undefined : { accountId, roleArn },
  };
}

/** How the stack's configuration writes an argument: as it is, or as JSON. Hidden is what holds, or may hold, a secret. */
type Form = "text" | "json" | "hidden text" | "hidden json";

/** Complete by its type: an argument that the SDK adds makes this fail to compile. */
const forms = {
  accessKey: "hidden text",
  allowedAccountIds: "json",
  assumeRoleWithWebIdentity: "hidden json",
  assumeRoles: "hidden json",
  customCaBundle: "text",
  defaultTags: "json",
  ec2MetadataServiceEndpoint: "text",
  ec2MetadataServiceEndpointMode: "text",
  endpoints: "json",
  forbiddenAccountIds: "json",
  httpProxy: "hidden text",
  httpsProxy: "hidden text",
  ignoreTags: "json",
  insecure: "json",
  maxRetries: "json",
  noProxy: "text",
  profile: "text",
  region: "text",
  retryMode: "text",
  s3UsEast1RegionalEndpoint: "text",
  s3UsePathStyle: "json",
  secretKey: "hidden text",
  sharedConfigFiles: "json",
  sharedCredentialsFiles: "json",
  skipCredentialsValidation: "json",
  skipMetadataApiCheck: "json",
  skipRegionValidation: "json",
  skipRequestingAccountId: "json",
  stsRegion: "text",
  tagPolicyCompliance: "text",
  token: "hidden text",
  tokenBucketRateLimiterCapacity: "json",
  useDualstackEndpoint: "json",
  useFipsEndpoint: "json",
  userAgents: "json",
} as const satisfies Readonly<Record<keyof aws.ProviderArgs, Form>>;

/**
 * The arguments in plain values: the stack's, in the source's region, with the source's role as the last of the roles to
 * assume. The stack's `allowedAccountIds` are about the target's account, and would refuse any other.
 *
 * @throws RunError naming every key whose value cannot be read
 */
export function providerArguments(stackConfig: StackConfig, { region, account }: Elsewhere): Values {
  const { allowedAccountIds, assumeRoles = [], ...carried } = configured(stackConfig);
  const roles = [
    ...(assumeRoles as readonly unknown[]),
    ...(account === undefined ? [] : [{ roleArn: account.roleArn }]),
  ];
  return {
    ...carried,
    ...(region === undefined ? {} : { region }),
    ...(roles.length === 0 ? {} : { assumeRoles: roles }),
    ...(allowedAccountIds === undefined || account !== undefined ? {} : { allowedAccountIds }),
  };
}

/**
 * Undefined where the stack's own provider does. It is neither frozen nor protected, and waits for nothing: credentials
 * change from one `up` to the next. It stays when the path is removed, because it is what removes it.
 */
export function sourceProvider(name: string, stackConfig: StackConfig, place: Elsewhere): aws.Provider | undefined {
  if (place.region === undefined && place.account === undefined) return undefined;
  const shown = Object.entries(providerArguments(stackConfig, place)).map(([key, value]) => {
    const isHidden = forms[key as keyof typeof forms].startsWith("hidden");
    return [key, isHidden ? pulumi.secret(value) : value];
  });
  return new aws.Provider(name, Object.fromEntries(shown) as aws.ProviderArgs);
}

function configured(stackConfig: StackConfig): Values {
  const faults: string[] = [];
  const values: Partial<Record<keyof aws.ProviderArgs, unknown>> = {};
  for (const [key, form] of Object.entries(forms) as [keyof typeof forms, Form][]) {
    const text = stackConfig[`aws:${key}`];
    if (text === undefined) continue;
    const value = form.endsWith("text") ? text : parsed(text);
    if (value !== undefined && (key !== "assumeRoles" || Array.isArray(value))) {
      values[key] = value;
      continue;
    }
    const found = form.startsWith("hidden") ? "a value that is not shown here" : JSON.stringify(text);
    const expected = key === "assumeRoles" ? "a list of roles" : "JSON: a list, an object, a number, true or false";
    faults.push(`  aws:${key}: found ${found}; expected ${expected}`);
  }
  if (faults.length === 0) return values;
  throw new pulumi.RunError(
    [
      "The provider for the source's network cannot be configured like the stack's:",
      ...faults,
      "Do: put these keys of the stack's configuration right, then run pulumi up again.",
    ].join("\n"),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // told by the caller with the key's name
  }
}
