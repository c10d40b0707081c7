// AWS as the aws provider of the same stack has it: region, credentials and endpoints from the stack's `aws:` keys, else
// from the environment as every AWS client reads it.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";

/** The value of a stack config key such as `aws:region`; objects are JSON texts. */
export type ConfigReader = (key: string) => string | undefined;

export class AwsAccessError extends Error {
  constructor(key: string, why: string) {
    super(`aws:${key}: ${why}`);
    this.name = "AwsAccessError";
  }
}

/** Ways of the aws provider to another identity that are not built yet: acting as somebody else would be worse than refusing. */
const notYet = ["assumeRoles", "assumeRoleWithWebIdentity", "sharedConfigFiles", "sharedCredentialsFiles"];

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
    asking: new sdk.ElastiCacheClient(config),
    acting: new sdk.ElastiCacheClient({ ...config, maxAttempts: 1 }),
  };
}

/** What the clients of every service have in common. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly profile?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function clientConfig(read: ConfigReader, service: "elasticache" | "ec2" | "sts"): ClientConfig {
  for (const key of notYet) {
    const value = read(`aws:${key}`);
    if (value !== undefined && value !== "[]")
      throw new AwsAccessError(key, "not supported yet by OnlineMigration; use aws:profile or the environment");
  }
  const region = read("aws:region") ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
  if (region === undefined)
    throw new AwsAccessError("region", "missing; expected a region such as us-east-1, here or in AWS_REGION");
  const endpoint = endpointFor(service, read);
  const credentials = staticCredentials(read);
  const profile = read("aws:profile");
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  };
}

function staticCredentials(read: ConfigReader): Credentials | undefined {
  const accessKeyId = read("aws:accessKey");
  const secretAccessKey = read("aws:secretKey");
  const sessionToken = read("aws:token");
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** `aws:endpoints` is a list of maps from service to URL. */
function endpointFor(service: string, read: ConfigReader): string | undefined {
  const text = read("aws:endpoints");
  if (text === undefined) return undefined;
  const listed: unknown = JSON.parse(text);
  if (!Array.isArray(listed)) throw new AwsAccessError("endpoints", "expected a list of maps from service to URL");
  const found = listed
    .map((entry: unknown) => (isRecord(entry) ? entry[service] : undefined))
    .find((url) => typeof url === "string");
  return typeof found === "string" ? found : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
