// What each configuration key may hold: the contract's keys, of which those not built yet are refused by name.
import { z } from "zod";
import * as field from "./fields.ts";
import { overrides } from "./overrides.ts";

export const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const;

const stage = field.oneOf(stages);
const clusterModes = ["disabled", "enabled"] as const;
const mostShards = 500;
/**
 * Redis's own soft limit of a replica's output buffer (`client-output-buffer-limit replica 256mb 64mb 60`): a source drops a
 * replica that stays further behind for a minute, so a larger lag is no link that keeps up.
 */
const mostLagBytes = 64 * 1024 * 1024;

const source = z.strictObject({
  endpoint: field.privateEndpoint,
  primaries: z.array(field.privateEndpoint, { error: "a list of host:port, one per shard" }).default([]),
  clusterMode: field.oneOf(clusterModes).default("disabled"),
  shards: field.wholeNumber(1, mostShards).default(1),
  databases: field.wholeNumber(1, 10_000).optional(),
  engine: field.oneOf(["redis", "valkey"]),
  version: field.text(/^\d+\.\d+(\.\d+)?$/, 'a version in quotes, such as "7.0.15"'),
  datasetGiB: field.number(0.001, 1_000_000, "the size of the data in GiB, more than 0"),
  vpcId: field.vpcId,
  cidrs: field.distinct(field.cidr, 1, "networks of the source's VPC"),
  subnetIds: field.distinct(field.subnetId, 1, "subnets of the source"),
  routeTableIds: field.distinct(field.routeTableId, 1, "route tables of the source's subnets"),
  securityGroupId: field.securityGroupId,
  networkAclIds: field.notYet,
  region: field.region.optional(),
  accountId: field.accountId.optional(),
  roleArn: field.roleArn.optional(),
});

const target = z.strictObject({
  replicationGroupId: field.replicationGroupId,
  existing: field.truth.default(false),
  engine: field.oneOf(["redis", "valkey"]),
  engineVersion: field.text(/^\d+\.\d+(\.\d+)?$/, 'a version in quotes, such as "7.0"'),
  nodeType: field.text(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "a node type such as cache.m6g.large"),
  port: field.port.default(6379),
  shards: field.wholeNumber(1, mostShards).optional(),
  replicasPerShard: field.wholeNumber(1, 5).default(1),
  slots: z.array(field.slots, { error: "a list of slot ranges, one entry per shard" }).default([]),
  vpcId: field.vpcId,
  cidrs: field.distinct(field.cidr, 1, "networks of the target's VPC"),
  subnetIds: field.distinct(field.subnetId, 2, "subnets in two or more zones"),
  routeTableIds: field.distinct(field.routeTableId, 1, "route tables of the target's subnets"),
  parameters: z.record(z.string(), z.string({ error: "a text in quotes" })).default({}),
  reservedMemoryPercent: field.wholeNumber(0, 90).optional(),
  atRest: z.strictObject({ enabled: field.truth.default(false), kmsKeyId: field.kmsKeyId.optional() }).prefault({}),
  tls: field.oneOf(["off", "preferred", "required"]).default("off"),
  access: z
    .strictObject({ userGroupId: field.userGroupId.optional(), authToken: field.authToken.optional() })
    .optional(),
  snapshots: z
    .strictObject({ retentionDays: field.wholeNumber(0, 35).default(0), window: field.dailyWindow.optional() })
    .prefault({}),
  maintenanceWindow: field.weeklyWindow.optional(),
  notificationTopicArn: field.topicArn.optional(),
  tags: z.record(z.string(), z.string({ error: "a text" })).default({}),
});

const network = z.strictObject({
  mode: field.oneOf(["sameVpc", "peering", "existing"]),
  peeringConnectionId: field.peeringConnectionId.optional(),
  transitGatewayId: field.transitGatewayId.optional(),
  dnsResolution: field.truth.default(false),
  routes: field.oneOf(["manage", "standing"]).default("manage"),
  afterMigration: field.oneOf(["keep", "remove"]).default("keep"),
});

const application = z.strictObject({
  securityGroupIds: field.distinct(field.securityGroupId, 0, "security groups of the application").default([]),
  cidrs: field.distinct(field.cidr, 0, "networks of the application").default([]),
  routeTableIds: field.distinct(field.routeTableId, 0, "route tables of the application's subnets").default([]),
});

const probe = z.strictObject({
  mode: field.oneOf(["direct", "none"]),
  addresses: z
    .record(
      field.endpoint.transform((at) => `${at.host}:${at.port}`),
      field.endpoint,
    )
    .default({}),
});

const declaration = z.strictObject({
  outcome: field.oneOf(["completed", "notCompleted"]),
  owner: field.text(/\S/, "who answers for it"),
  reason: field.text(/\S/, "how the migration ended, and how that is known"),
});

const migration = z.strictObject({
  waitFor: field.oneOf(["inSync", "started"]).default("inSync"),
  deadlineMinutes: field.number(0.01, 1_440, "minutes, from 0.01 to 1440").default(45),
  pollSeconds: field.number(0.05, 300, "seconds, from 0.05 to 300").default(5),
  inSyncForSeconds: field.number(0, 3_600, "seconds, from 0 to 3600").default(60),
  maxLagBytes: field.wholeNumber(0, mostLagBytes).default(1_048_576),
  adopt: field.consent.optional(),
  discardTargetData: field.consent.optional(),
  forceAbort: field.consent.optional(),
  declare: declaration.optional(),
  allowDestroy: field.truth.default(false),
  overrides,
});

/** The configuration, key by key. Each is parsed on its own, so that one fault hides no other. */
export const schema = {
  stage,
  source,
  target,
  network,
  application: application.prefault({}),
  probe,
  migration: migration.prefault({}),
  waiver: field.notYet,
  approval: field.notYet,
  preparation: field.notYet,
} as const;

/** Every part well-formed by itself. */
export type Parsed = { readonly [K in keyof typeof schema]: z.output<(typeof schema)[K]> };

/** As the configuration holds it, but with what one key takes from another filled in (resolved.ts). */
export type Settings = Omit<Parsed, "source" | "target"> & {
  readonly source: Parsed["source"] & { readonly databases: number };
  readonly target: Parsed["target"] & { readonly shards: number };
};

/** Each part is there if it is well-formed by itself. */
export type Parts = { readonly [K in keyof Parsed]?: Parsed[K] | undefined };
