// Every prerequisite of AWS's online migration that is judged here: what AWS (or an engine) asks for, by which finding a
// breach is told, and from what it is judged. The README's table is made of it, and no finding has a code outside of it.
import { sourcePrerequisites } from "./sourcePrerequisites.ts";

/** The pages that the rules rest on. */
const pages = {
  preparing: "AWS: Migration-Prepare (preparing your source and target)",
  initiating: "AWS: Migration-Initiate (starting, and what to look at when it fails)",
  testing: "AWS: Migration-Test",
  parameters: "AWS: ParameterGroups.Engine (maxmemory by node type); Migration-Prepare asks for enough memory",
  durability: "AWS: Durability.Limitations",
  outposts: "AWS: Outposts and Local Zones (live migration is not supported there)",
  serverless: "AWS: online migration to ElastiCache Serverless is another flow, with other calls",
  authentication: "AWS: API model (AuthToken and user groups need encryption in transit, which must be off)",
  completing: "AWS: Migration-Complete (a completion fails while a node is being replaced)",
  snapshots:
    "AWS: snapshots and maintenance act on an available group; what they do to a migrating one is not documented",
  burstable: "AWS: burstable nodes have CPU credits; a full synchronisation spends them",
  rdb: "RDB versions in the engines' sources (rdb.h); a public run of Redis 7.4 failed for it",
  preflight: "AWS: self-managed migration pre-flight",
  info: "INFO server",
  engine: "Redis and Valkey: a replica's full synchronisation replaces its data set",
  overriding: "this program: an override ends with its day",
  groups: "AWS: EC2 security groups, route tables, network ACLs and VPC peering; Migration-Prepare asks for the way",
} as const;

export interface Prerequisite {
  /** As the README numbers what the documents ask for: target T, source Q, network N, application A. */
  readonly rows: readonly string[];
  readonly asks: string;
  readonly source: string;
  /** What it is judged from: the configuration alone, AWS's API, the source itself, or TestMigration. */
  readonly judgedFrom: "configuration" | "AWS" | "source" | "target" | "TestMigration";
  /** Whether `migration.overrides` may take it. Left out: no, as AWS refuses then or data are lost. */
  readonly override?: Overriding;
}

/** What whoever answers for it risks, or why nobody can. */
export type Overriding = { readonly risks: string } | { readonly never: string };

const blocksNothing = { never: "it blocks nothing" } as const;
const fallsBack = { risks: "the target's nodes do not reach the source, and the migration falls back" } as const;

export const prerequisites = {
  "target-engine-version": {
    rows: ["T1"],
    asks: "The target runs Redis OSS 5.0.6 to 7.1, or Valkey 7.2 or newer",
    source: pages.preparing,
    judgedFrom: "configuration",
  },
  "target-in-transit-encryption": {
    rows: ["T2"],
    asks: "Encryption in transit is off on the target, `preferred` included",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-at-rest-encryption": {
    rows: ["T3"],
    asks: "Encryption at rest is decided knowingly: older documents exclude it, current ones do not, and it cannot be changed later",
    source: pages.preparing,
    judgedFrom: "configuration",
    override: blocksNothing,
  },
  "target-multi-az": { rows: ["T4"], asks: "Multi-AZ is on", source: pages.preparing, judgedFrom: "AWS" },
  "target-failover": { rows: ["T4"], asks: "Automatic failover is on", source: pages.preparing, judgedFrom: "AWS" },
  "target-nodes": {
    rows: ["T4"],
    asks: "Each shard of the target has two nodes or more",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-zones": {
    rows: ["T4"],
    asks: "The target's subnets lie in two zones or more",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-memory": {
    rows: ["T5"],
    asks: "The source's data and a tenth fit into a node's memory less the reserved part",
    source: pages.parameters,
    judgedFrom: "configuration",
    override: { risks: "the target runs out of memory: the copy fails, or keys are evicted after the promotion" },
  },
  "shard-count": {
    rows: ["T6"],
    asks: "Source and target have the same number of shards",
    source: pages.preparing,
    judgedFrom: "configuration",
  },
  "shard-slots": {
    rows: ["T7"],
    asks: "Each shard of the target owns the slots of one shard of the source (AWS would reshard first; not supported yet)",
    source: pages.initiating,
    judgedFrom: "source",
  },
  "target-global-datastore": {
    rows: ["T8"],
    asks: "The target is not part of a Global Datastore",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-node-type": {
    rows: ["T9"],
    asks: "The target's node type is not one with data tiering (r6gd)",
    source: pages.preparing,
    judgedFrom: "configuration",
  },
  "target-data-tiering": {
    rows: ["T9"],
    asks: "Data tiering is off on the target",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-serverless": {
    rows: ["T10"],
    asks: "The target is node-based, not a serverless cache",
    source: pages.serverless,
    judgedFrom: "AWS",
  },
  "target-durable": {
    rows: ["T11"],
    asks: "The target is not a durable cluster",
    source: pages.durability,
    judgedFrom: "AWS",
  },
  "target-place": {
    rows: ["T12"],
    asks: "The target is neither on Outposts nor in a Local Zone",
    source: pages.outposts,
    judgedFrom: "AWS",
  },
  "target-status": {
    rows: ["T13"],
    asks: "The target is available when the migration starts",
    source: pages.initiating,
    judgedFrom: "AWS",
  },
  "target-access-control": {
    rows: ["T14"],
    asks: "The target has neither an AUTH token nor user groups",
    source: pages.authentication,
    judgedFrom: "AWS",
  },
  "target-not-empty": {
    rows: ["T15"],
    asks: "The target is empty, or its data are given up by name: a start replaces them",
    source: pages.engine,
    judgedFrom: "target",
    override: { never: "its data are given up by a consent of their own (migration.discardTargetData)" },
  },
  "target-absent": { rows: ["T13"], asks: "The target exists", source: pages.preparing, judgedFrom: "AWS" },
  "target-differs": {
    rows: [],
    asks: "An existing target is what the configuration says of it",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-cluster-mode": {
    rows: ["Q8"],
    asks: "Source and target have the same cluster mode",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-databases": {
    rows: ["Q4"],
    asks: "The target's parameter group has the source's number of databases",
    source: pages.preparing,
    judgedFrom: "AWS",
  },
  "target-burstable": {
    rows: [],
    asks: "The target's nodes are not burstable ones",
    source: pages.burstable,
    judgedFrom: "configuration",
    override: blocksNothing,
  },
  "target-minor-upgrades": {
    rows: [],
    asks: "Automatic minor upgrades are off: one replaces nodes",
    source: pages.completing,
    judgedFrom: "AWS",
    override: blocksNothing,
  },
  "maintenance-window": {
    rows: [],
    asks: "The maintenance window does not fall into the migration",
    source: pages.completing,
    judgedFrom: "AWS",
    override: blocksNothing,
  },
  "snapshot-window": {
    rows: [],
    asks: "The snapshot window does not fall into the migration",
    source: pages.snapshots,
    judgedFrom: "AWS",
    override: blocksNothing,
  },
  "source-version": {
    rows: [],
    asks: "The source is Redis 2.8.21 or newer, or Valkey",
    source: pages.preparing,
    judgedFrom: "configuration",
  },
  "source-version-differs": {
    rows: [],
    asks: "The source runs what the configuration says",
    source: pages.info,
    judgedFrom: "source",
    override: blocksNothing,
  },
  "rdb-too-new": {
    rows: [],
    asks: "The target's engine loads the RDB version that the source writes",
    source: pages.rdb,
    judgedFrom: "configuration",
  },
  "source-auth": { rows: ["Q1"], asks: "The source has no AUTH", source: pages.preparing, judgedFrom: "source" },
  "source-protected-mode": {
    rows: ["Q2"],
    asks: "The source's protected-mode is no",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "source-not-probed": {
    rows: [],
    asks: "Somebody has looked at the source itself: with `probe.mode: none` this program does not",
    source: pages.preparing,
    judgedFrom: "configuration",
  },
  "source-unreachable": {
    rows: ["Q3", "N6"],
    asks: "The source answers at the address that is configured",
    source: pages.preparing,
    judgedFrom: "source",
    override: { never: "without the source nothing else can be judged; map its address in probe.addresses" },
  },
  "source-databases": {
    rows: ["Q4"],
    asks: "The source's number of databases is the configured one",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "source-commands": {
    rows: ["Q5"],
    asks: "SYNC, PSYNC, INFO, CONFIG, COMMAND, CLUSTER, PING and what changes data have their own names on the source",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "source-config": {
    rows: [],
    asks: "The source tells its configuration",
    source: pages.preparing,
    judgedFrom: "source",
    override: blocksNothing,
  },
  "source-ports": {
    rows: ["Q7"],
    asks: "All shards of the source listen on one port",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "source-cluster-mode": {
    rows: ["Q8"],
    asks: "The source's cluster mode is the configured one, and the target's",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "source-is-replica": {
    rows: ["Q10"],
    asks: "An endpoint that is a replica comes with source.primaries",
    source: pages.initiating,
    judgedFrom: "source",
  },
  "source-modules": {
    rows: ["Q12"],
    asks: "The source has loaded no modules",
    source: pages.preflight,
    judgedFrom: "source",
    override: { risks: "the target cannot load what the modules have written, and the migration falls back" },
  },
  "source-announces": {
    rows: ["N1", "N7"],
    asks: "Each shard of the source announces a private address in source.cidrs",
    source: pages.preparing,
    judgedFrom: "source",
  },
  "network-other-vpc": {
    rows: ["N2"],
    asks: "Source and target are in one VPC (recommended)",
    source: pages.preparing,
    judgedFrom: "configuration",
    override: blocksNothing,
  },
  "network-peering": {
    rows: ["N2"],
    asks: "The connection between two VPCs is active",
    source: pages.groups,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-source-ingress": {
    rows: ["N3"],
    asks: "The source's security group admits the target's nodes on every source port",
    source: pages.preparing,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-route-to-source": {
    rows: ["N4"],
    asks: "The route tables of the target's subnets lead to the source",
    source: pages.initiating,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-route-to-target": {
    rows: ["N4"],
    asks: "The route tables of the source's subnets lead to the target",
    source: pages.initiating,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-acl": {
    rows: ["N4"],
    asks: "The network ACLs of both sides let the replication through, and back",
    source: pages.groups,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-target-egress": {
    rows: ["N5"],
    asks: "The target's security group lets its nodes out to every source port",
    source: pages.groups,
    judgedFrom: "AWS",
    override: fallsBack,
  },
  "network-unread": {
    rows: [],
    asks: "This identity may read the network's settings",
    source: pages.groups,
    judgedFrom: "AWS",
    override: blocksNothing,
  },
  "application-access": {
    rows: ["A1"],
    asks: "The target's security group admits the application on the target's port, and the target's tables lead back to its networks",
    source: pages.preparing,
    judgedFrom: "AWS",
    override: { risks: "the application does not reach the target after the switch" },
  },
  ...sourcePrerequisites,
  "test-migration": {
    rows: [],
    asks: "TestMigration passes",
    source: pages.testing,
    judgedFrom: "TestMigration",
    override: fallsBack,
  },
  "override-expired": {
    rows: [],
    asks: "An override in `migration.overrides` is still in force",
    source: pages.overriding,
    judgedFrom: "configuration",
    override: blocksNothing,
  },
} as const satisfies Readonly<Record<string, Prerequisite>>;

export type FindingCode = keyof typeof prerequisites;
