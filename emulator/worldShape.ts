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
  /** In cluster mode, owning these slots; none as a replica. All cluster servers of a VPC are one cluster. */
  cluster: z.strictObject({ slots: z.array(z.string()).default([]) }).optional(),
});

const account = z.string().regex(/^\d{12}$/, "an account is 12 digits");
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region looks like us-east-1");

const aclEntry = z.strictObject({
  ruleNumber: z.int().min(1).max(32_766),
  egress: z.boolean(),
  protocol: z.enum(["tcp", "udp", "icmp", "-1"]).default("tcp"),
  fromPort: z.int().min(0).max(65_535).optional(),
  toPort: z.int().min(0).max(65_535).optional(),
  cidr,
  action: z.enum(["allow", "deny"]),
});

const role = z.strictObject({
  arn: z
    .string()
    .regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, "a role looks like arn:aws:iam::210987654321:role/migration"),
  trusts: z.array(account).min(1),
  /** Asked of whoever assumes the role. */
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, "an external id is 2 to 1224 letters, digits and +=,.@:/-")
    .optional(),
});

export const worldShape = z.strictObject({
  account: account.default("000000000000"),
  region: region.default("us-east-1"),
  /** Access keys of accounts other than the default one. */
  accessKeys: z.record(name, account).default({}),
  /** The program that runs a declared engine. */
  engines: z.strictObject({ redis: name.optional(), valkey: name.optional() }).default({}),
  /** User groups that exist from the start; there is no action that makes one. */
  userGroups: z.array(name).default([]),
  /** Serverless caches that exist, in the default account and region. They are names only. */
  serverlessCaches: z.array(name.regex(/^[a-z][a-z0-9-]{0,39}$/, "a serverless cache looks like sessions")).default([]),
  vpcs: z
    .array(
      z.strictObject({ id: name, cidrs: z.array(cidr).min(1), account: account.optional(), region: region.optional() }),
    )
    .default([]),
  subnets: z.array(z.strictObject({ id: name, vpcId: name, cidr, availabilityZone: name })).default([]),
  routeTables: z
    .array(
      z.strictObject({
        id: name,
        vpcId: name,
        subnetIds: z.array(name).default([]),
        /** Beside the local ones. A target is a peering connection (pcx-), a transit gateway (tgw-) or another gateway. */
        routes: z.array(z.strictObject({ cidr, target: name })).default([]),
      }),
    )
    .default([]),
  peeringConnections: z
    .array(
      z.strictObject({
        id: name,
        requesterVpcId: name,
        accepterVpcId: name,
        status: z.enum(["active", "pending-acceptance"]).default("active"),
      }),
    )
    .default([]),
  /** The networks of the attached VPCs are propagated between them. */
  transitGateways: z.array(z.strictObject({ id: name, vpcIds: z.array(name).default([]) })).default([]),
  networkAcls: z
    .array(
      z.strictObject({
        id: name,
        vpcId: name,
        subnetIds: z.array(name).default([]),
        entries: z.array(aclEntry).default([]),
      }),
    )
    .default([]),
  /** Roles that callers of the trusted accounts may assume. */
  roles: z.array(role).default([]),
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
