// The schema of a world file: what the emulated cloud looks like before the first call.
import { z } from "zod";

const port = z.int().min(1).max(65_535);
const ipv4 = z.ipv4();
const cidr = z.cidrv4();
const name = z.string().min(1);
// Both end up in a server's configuration, a line each.
const directive = z.string().regex(/^[a-z0-9-]+$/, "a directive looks like repl-backlog-size");
const line = z.string().regex(/^[^\r\n]*$/, "a value is one line");

/** A rule of a security group; exactly one of `cidr` and `securityGroupId` says who is meant. */
const rule = z.strictObject({
  protocol: z.enum(["tcp", "udp", "icmp", "-1"]).default("tcp"),
  fromPort: z.int().min(-1).max(65_535).optional(),
  toPort: z.int().min(-1).max(65_535).optional(),
  cidr: cidr.optional(),
  securityGroupId: name.optional(),
});

/** A self-managed server on an instance: a process that the emulator starts on a loopback address of its own. */
const server = z.strictObject({
  program: name.optional(),
  port: port.default(6379),
  databases: z.int().min(1).max(10_000).default(16),
  config: z.record(directive, line).default({}),
  /** Id of another instance whose server this one replicates. */
  replicaOf: name.optional(),
});

const account = z.string().regex(/^\d{12}$/, "an account is 12 digits");
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region looks like us-east-1");

export const worldShape = z.strictObject({
  account: account.default("000000000000"),
  region: region.default("us-east-1"),
  /** Access keys of accounts other than the default one. */
  accessKeys: z.record(name, account).default({}),
  /** The program that runs a declared engine. */
  engines: z.strictObject({ redis: name.optional(), valkey: name.optional() }).default({}),
  vpcs: z
    .array(
      z.strictObject({ id: name, cidrs: z.array(cidr).min(1), account: account.optional(), region: region.optional() }),
    )
    .default([]),
  subnets: z.array(z.strictObject({ id: name, vpcId: name, cidr, availabilityZone: name })).default([]),
  routeTables: z.array(z.strictObject({ id: name, vpcId: name, subnetIds: z.array(name).default([]) })).default([]),
  securityGroups: z
    .array(
      z.strictObject({
        id: name,
        vpcId: name,
        name,
        ingress: z.array(rule).default([]),
        /** Without it the group lets everything out, as a group does that EC2 has just made. */
        egress: z.array(rule).optional(),
      }),
    )
    .default([]),
  instances: z
    .array(
      z.strictObject({
        id: name,
        privateIp: ipv4,
        subnetId: name,
        securityGroupIds: z.array(name).default([]),
        server: server.optional(),
      }),
    )
    .default([]),
});

export type World = z.output<typeof worldShape>;
export type WorldRule = World["securityGroups"][number]["ingress"][number];
export type WorldInstance = World["instances"][number];
export type WorldServer = NonNullable<WorldInstance["server"]>;
