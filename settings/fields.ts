// What a single configured value may look like: one schema per kind, each saying what it expects in the user's words.
import { z } from "zod";
import { firstAddress } from "./networks.ts";

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

/** A key of the contract of which only some values are built. */
export const only = <const T extends string | number | boolean>(value: T) =>
  z.literal(value, { error: `${JSON.stringify(value)}: other values are not supported yet` });

export const port = wholeNumber(1, 65_535);

const awsId = (prefix: string) =>
  text(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `an id like ${prefix}-0a1b2c3d4e5f60718`);

export const vpcId = awsId("vpc");
export const subnetId = awsId("subnet");
export const routeTableId = awsId("rtb");
export const securityGroupId = awsId("sg");

// No leading zeros: some readers would take them for octal.
const ipv4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const isPrivate = (host: string) =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(host);
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

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
export const privateEndpoint = endpoint.refine((at) => !ipv4.test(at.host) || isPrivate(at.host), {
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

/** Names one group and one attempt, so that a consent cannot outlive what it was given for. */
export const consent = text(
  /^[a-z][a-z0-9-]{0,39}#[1-9]\d*$/,
  "group#attempt, as the finding prints it, for example sessions-dev#2",
);
