// What a single configured value may look like: one schema per kind, each saying what it expects in the user's words.
import { z } from "zod";
import { firstAddress, isPrivateAddress } from "../migration/networks.ts";

/** A text that must match; the message says what was expected, never the pattern. */
export function text(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });

export function number(minimum: number, maximum: number, expected: string) {
  return z.number({ error: expected }).min(minimum, { error: expected }).max(maximum, { error: expected });
}

export function wholeNumber(minimum: number, maximum: number) {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  return z.int({ error: expected }).min(minimum, { error: expected }).max(maximum, { error: expected });
}

export const truth = z.boolean({ error: "true or false" });

/** A key of the contract whose feature is not built: named, so that it is refused rather than ignored. */
export const notYet = z.never({ error: "nothing: not supported yet" }).optional();

export const port = wholeNumber(1, 65_535);

const awsId = (prefix: string) =>
  text(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `an id like ${prefix}-0a1b2c3d4e5f60718`);

export const vpcId = awsId("vpc");
export const subnetId = awsId("subnet");
export const routeTableId = awsId("rtb");
export const securityGroupId = awsId("sg");
export const peeringConnectionId = awsId("pcx");
export const transitGatewayId = awsId("tgw");

export const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1");
export const accountId = text(/^\d{12}$/, 'an account of 12 digits, in quotes, such as "123456789012"');
export const roleArn = text(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,128}$/,
  "a role such as arn:aws:iam::123456789012:role/migration",
);
export const topicArn = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  "a topic such as arn:aws:sns:us-east-1:123456789012:cache-events",
);
export const kmsKeyId = text(
  /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/)?[\w/-]{1,256}$/,
  "a KMS key: its id or its ARN",
);
export const userGroupId = text(/^[a-z]([a-z0-9]|-(?!-)){0,38}[a-z0-9]$|^[a-z]$/, "a user group such as cache-users");
/** AWS's rules for a token (authentication with the AUTH command). The message never holds the token. */
export const authToken = text(
  /^(?=.{16,128}$)[!#$%&'()*+,.0-9:;<=>?A-Z[\]^_`a-z{|}~-]+$/,
  '16 to 128 printable characters without blanks, /, " and @',
);

// No leading zeros: some readers would take them for octal.
const ipv4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export const endpointText = ({ host, port }: Endpoint) => `${host}:${port}`;

export const isAddress = (host: string) => ipv4.test(host);

/** `host:port`, split. Undefined when it is not one. */
function splitEndpoint(value: string): Endpoint | undefined {
  const match = /^(?<host>[^:\s]+):(?<port>\d{1,5})$/.exec(value);
  const host = match?.groups?.["host"] ?? "";
  const number = Number(match?.groups?.["port"] ?? 0);
  const named = /^[\d.]+$/.test(host) ? ipv4.test(host) : hostName.test(host);
  return named && number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

const endpointForm = "host:port, for example 10.0.0.241:6379, with a port from 1 to 65535";

/** Any host:port. */
export const endpoint = z.string({ error: endpointForm }).transform((value, context): Endpoint => {
  const split = splitEndpoint(value);
  if (split === undefined) {
    context.addIssue({ code: "custom", message: endpointForm });
    return z.NEVER;
  }
  return split;
});

/** The source as ElastiCache connects to it: a name, or a private address (AWS, Migration-Prepare). */
export const privateEndpoint = endpoint.refine((at) => !ipv4.test(at.host) || isPrivateAddress(at.host), {
  error: "a private address (AWS's online migration connects to the source's private address)",
});

/** An IPv4 network written as its own first address. World-open is refused: nothing here is for everyone. */
export const cidr = z.string({ error: "an IPv4 network such as 10.0.0.0/16" }).superRefine((value, context) => {
  const expected = fault(value);
  if (expected !== undefined) context.addIssue({ code: "custom", message: expected });
});

function fault(value: string): string | undefined {
  const [address = "", bits = "", ...rest] = value.split("/");
  if (!ipv4.test(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 || rest.length > 0)
    return "an IPv4 network such as 10.0.0.0/16";
  if (Number(bits) < 8) return "a network of /8 or less: nothing here is for everyone";
  const network = `${firstAddress(value)}/${bits}`;
  return network === value ? undefined : `the network's own address: ${network}`;
}

export function distinct<T extends z.ZodType<string>>(item: T, minimum: number, what: string) {
  return z
    .array(item, { error: `a list of ${what}` })
    .min(minimum, { error: `at least ${minimum} of: ${what}` })
    .refine((list) => new Set(list).size === list.length, { error: "a list without repetitions" });
}

/** The physical id of a replication group; AWS lower-cases it, so lower case is asked for (API reference, CreateReplicationGroup). */
export const replicationGroupId = text(
  /^(?=.{1,40}$)[a-z]([a-z0-9]|-(?!-))*(?<!-)$/,
  "1 to 40 lower-case letters, digits and single hyphens, a letter first, no hyphen last",
);

const clock = "([01]\\d|2[0-3]):[0-5]\\d";
const day = "(mon|tue|wed|thu|fri|sat|sun)";
export const dailyWindow = text(new RegExp(`^${clock}-${clock}$`), "a daily window in UTC such as 03:00-04:00");
export const weeklyWindow = text(
  new RegExp(`^${day}:${clock}-${day}:${clock}$`),
  "a weekly window in UTC such as sun:05:00-sun:06:00",
);

/** The slots of one shard: ranges and single slots, as AWS writes them. */
export const slots = text(/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/, 'slots of one shard such as "0-8191"');

/** Names one group and one attempt, so that a consent cannot outlive what it was given for. */
export const consent = text(
  /^[a-z][a-z0-9-]{0,39}#[1-9]\d*$/,
  "group#attempt, as the finding prints it, for example sessions-dev#2",
);
