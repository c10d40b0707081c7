// What each configuration key may hold: the contract's keys, of which those not built yet are refused by name.
import { z } from "zod";
import * as field from "./fields.ts";

export const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const;

const stage = field.oneOf(stages).refine((value) => value !== "operate", {
  error: "prepare, migrate, complete or abort: operate is not supported yet",
});

const source = z.strictObject({
  endpoint: field.privateEndpoint,
  primaries: field.notYet,
  clusterMode: field.only("disabled").default("disabled"),
  shards: field.only(1).default(1),
  databases: field.wholeNumber(1, 10_000).default(16),
  engine: field.oneOf(["redis", "valkey"]),
  version: field.text(/^\d+\.\d+(\.\d+)?$/, 'a version in quotes, such as "7.0.15"'),
  datasetGiB: field.number(0.001, 1_000_000, "the size of the data in GiB, more than 0"),
  vpcId: field.vpcId,
  cidrs: field.distinct(field.cidr, 1, "networks of the source's VPC"),
  subnetIds: field.distinct(field.subnetId, 1, "subnets of the source"),
  routeTableIds: field.distinct(field.routeTableId, 1, "route tables of the source's subnets"),
  securityGroupId: field.securityGroupId,
  networkAclIds: field.notYet,
  region: field.notYet,
  accountId: field.notYet,
  roleArn: field.notYet,
});

const target = z.strictObject({
  replicationGroupId: field.replicationGroupId,
  existing: field.only(false).default(false),
  engine: field.oneOf(["redis", "valkey"]),
  engineVersion: field.text(/^\d+\.\d+(\.\d+)?$/, 'a version in quotes, such as "7.0"'),
  nodeType: field.text(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "a node type such as cache.m6g.large"),
  port: field.port.default(6379),
  shards: field.only(1).default(1),
  replicasPerShard: field.wholeNumber(1, 5).default(1),
  slots: field.notYet,
  vpcId: field.vpcId,
  cidrs: field.distinct(field.cidr, 1, "networks of the target's VPC"),
  subnetIds: field.distinct(field.subnetId, 2, "subnets in two or more zones"),
  routeTableIds: field.distinct(field.routeTableId, 1, "route tables of the target's subnets"),
  parameters: z.record(z.string(), z.string({ error: "a text in quotes" })).default({}),
  reservedMemoryPercent: field.wholeNumber(0, 90).optional(),
  atRest: z.strictObject({ enabled: field.only(false).default(false), kmsKeyId: field.notYet }).prefault({}),
  tls: field.only("off").default("off"),
  access: field.notYet,
  snapshots: field.notYet,
  maintenanceWindow: field.notYet,
  notificationTopicArn: field.notYet,
  tags: z.record(z.string(), z.string({ error: "a text" })).default({}),
});

const network = z.strictObject({
  mode: field
    .oneOf(["sameVpc", "peering", "existing"])
    .refine((mode) => mode !== "existing", { error: "sameVpc or peering: existing is not supported yet" }),
  peeringConnectionId: field.notYet,
  transitGatewayId: field.notYet,
  dnsResolution: field.truth.default(false),
  afterMigration: field.only("keep").default("keep"),
});

const application = z.strictObject({
  securityGroupIds: field.distinct(field.securityGroupId, 0, "security groups of the application").default([]),
  cidrs: field.distinct(field.cidr, 0, "networks of the application").default([]),
  routeTableIds: field.notYet,
});

const probe = z.strictObject({
  mode: field
    .oneOf(["direct", "none"])
    .refine((mode) => mode === "direct", { error: "direct: none is not supported yet" }),
  addresses: z
    .record(
      field.endpoint.transform((at) => `${at.host}:${at.port}`),
      field.endpoint,
    )
    .default({}),
});

const migration = z.strictObject({
  waitFor: field.oneOf(["inSync", "started"]).default("inSync"),
  deadlineMinutes: field.number(0.01, 1_440, "minutes, from 0.01 to 1440").default(45),
  pollSeconds: field.number(0.05, 300, "seconds, from 0.05 to 300").default(5),
  inSyncForSeconds: field.number(0, 3_600, "seconds, from 0 to 3600").default(60),
  maxLagBytes: field.wholeNumber(0, Number.MAX_SAFE_INTEGER).default(1_048_576),
  adopt: field.notYet,
  discardTargetData: field.consent.optional(),
  forceAbort: field.consent.optional(),
  declare: field.notYet,
  allowDestroy: field.truth.default(false),
  overrides: field.notYet,
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

export type Settings = { readonly [K in keyof typeof schema]: z.output<(typeof schema)[K]> };
