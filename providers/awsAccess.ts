// AWS as the aws provider of the same stack has it: region, credentials and endpoints from the stack's `aws:` keys, else
// from the environment as every AWS client reads it.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { onlyAws } from "./awsAnswers.ts";
import { credentialsOf, type ClientCredentials } from "./awsCredentials.ts";
import { AwsAccessError, isRecord, parsed, textOf, type ConfigReader } from "./awsConfig.ts";

export { AwsAccessError, type ConfigReader } from "./awsConfig.ts";

export interface Clients {
  /** Asks; a question is repeated by the SDK itself. */
  readonly asking: ElastiCacheClient;
  /** Acts, and sends each call once: a repeated StartMigration could begin a second migration after one that fell back. */
  readonly acting: ElastiCacheClient;
}

export async function elastiCacheClients(read: ConfigReader): Promise<Clients> {
  const sdk = await import("@aws-sdk/client-elasticache");
  const config = clientConfig(read, "elasticache");
  return {
    asking: onlyAws(new sdk.ElastiCacheClient(config)),
    acting: onlyAws(new sdk.ElastiCacheClient({ ...config, maxAttempts: 1 })),
  };
}

/** What the clients of every service have in common. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: ClientCredentials;
  readonly profile?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/**
 * The provider's own checks (`aws:skip…`) are its own affair: nothing of them is asked here.
 *
 * @throws AwsAccessError for what this program cannot do as the provider would: to act as somebody else is worse
 */
export function clientConfig(read: ConfigReader, service: "elasticache" | "ec2" | "sts" | "cloudwatch"): ClientConfig {
  const ofSts = { ...placeOf(read, "sts"), region: textOf(read, "stsRegion") ?? regionOf(read) };
  const credentials = credentialsOf(read, ofSts);
  const profile = textOf(read, "profile");
  return {
    ...placeOf(read, service),
    ...(service === "sts" ? { region: ofSts.region } : {}),
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  };
}

/** An empty variable is none, as for every AWS client. */
export function regionOf(read: ConfigReader): string {
  const named = textOf(read, "region") || process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"];
  if (named === undefined || named === "")
    throw new AwsAccessError("region", "missing; expected a region such as us-east-1, here or in AWS_REGION");
  return named;
}

function placeOf(read: ConfigReader, service: string): Omit<ClientConfig, "credentials" | "profile"> {
  const endpoint = endpointFor(service, read);
  return {
    region: regionOf(read),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(textOf(read, "useFipsEndpoint") === "true" ? { useFipsEndpoint: true } : {}),
    ...(textOf(read, "useDualstackEndpoint") === "true" ? { useDualstackEndpoint: true } : {}),
  };
}

/** `aws:endpoints` is a list of maps from service to URL. */
function endpointFor(service: string, read: ConfigReader): string | undefined {
  const listed = parsed(read, "endpoints");
  if (listed === undefined) return undefined;
  if (!Array.isArray(listed)) throw new AwsAccessError("endpoints", "expected a list of maps from service to URL");
  const found = listed
    .map((entry: unknown) => (isRecord(entry) ? entry[service] : undefined))
    .find((url) => typeof url === "string");
  return typeof found === "string" ? found : undefined;
}
