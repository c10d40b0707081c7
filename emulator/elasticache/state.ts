// What ElastiCache knows of one account and region.
import type { NodeSecrets } from "../servers/nodeRole.ts";
import type { SlotRange } from "../servers/slots.ts";
import type { EngineName } from "./engineVersions.ts";

export interface ElastiCacheState {
  readonly groups: Map<string, Group>;
  readonly subnetGroups: Map<string, SubnetGroup>;
  readonly parameterGroups: Map<string, ParameterGroup>;
  /** In the order in which they happened. */
  readonly events: EventRecord[];
}

export const emptyElastiCache = (): ElastiCacheState => ({
  groups: new Map(),
  subnetGroups: new Map(),
  parameterGroups: new Map(),
  events: [],
});

export type GroupStatus = "creating" | "available" | "modifying" | "migrating" | "deleting" | "create-failed";

export interface Group {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly port: number;
  readonly subnetGroupName: string;
  readonly atRestEncryption: boolean;
  readonly kmsKeyId: string | undefined;
  readonly dataTiering: boolean;
  readonly secrets: NodeSecrets;
  readonly tags: Map<string, string>;
  readonly clusterMode: boolean;
  readonly durability: Durability | undefined;
  /** One without cluster mode. */
  readonly shards: readonly Shard[];
  /** Those of all shards: without cluster mode the primary first. */
  readonly nodes: readonly GroupNode[];
  status: GroupStatus;
  description: string;
  engine: EngineName;
  /** The full version, as a cache cluster reports it. */
  engineVersion: string;
  nodeType: string;
  parameterGroupName: string;
  securityGroupIds: readonly string[];
  /** A label only: the servers speak plain text. It is what makes AWS refuse a migration. */
  transitEncryption: boolean;
  /** Undefined while encryption in transit is off. */
  transitEncryptionMode: TransitEncryptionMode | undefined;
  access: ClientAccess;
  multiAz: boolean;
  automaticFailover: boolean;
  autoMinorVersionUpgrade: boolean;
  maintenanceWindow: string;
  snapshotRetentionDays: number;
  snapshotWindow: string;
  notificationTopicArn: string | undefined;
  migration: Migration | undefined;
}

export type Durability = "default" | "async" | "sync" | "disabled";

export interface Shard {
  /** NodeGroupId, like "0001". */
  readonly id: string;
  /** Empty without cluster mode. */
  readonly slots: readonly SlotRange[];
  /** The primary first. */
  readonly nodes: readonly GroupNode[];
}

/** Preferred takes encrypted and plain connections, required only encrypted ones. */
export type TransitEncryptionMode = "preferred" | "required";

export type ClientAccess =
  | { readonly is: "open" }
  /** `openToo`: connections without a token are still taken, between ROTATE and SET on a group that had none. */
  | { readonly is: "token"; readonly accepted: readonly string[]; readonly openToo: boolean; readonly since: Date }
  | { readonly is: "userGroups"; readonly ids: readonly string[] };

export interface GroupNode {
  /** CacheClusterId, like "sessions-dev-001", in cluster mode "sessions-dev-0001-001". */
  readonly id: string;
  readonly arn: string;
  readonly availabilityZone: string;
  /** Name of its server in the fleet. */
  readonly serverName: string;
  /** Undefined until its server runs. */
  address: string | undefined;
  status: "creating" | "available" | "modifying" | "deleting";
  /** Its server was taken away and a new, empty one is on its way. */
  replacing: boolean;
}

/** What a group that migrates is doing; nothing of this is visible but through status, events and the nodes. */
export interface Migration {
  /** As the caller gave it: "10.0.0.241". */
  readonly sourceAddress: string;
  readonly sourcePort: number;
  /** Ends the attempt to start, which a completion waits for: it must not undo the promotion. */
  stop: AbortController;
  /** Settles when the attempt to start has come to its end, whichever it was. */
  attempt: Promise<void>;
  /** Watches the links until `stop`; undefined until they were up. A completion that fails has it begin again. */
  watch: (() => Promise<void>) | undefined;
  phase: "starting" | "replicating" | "completing" | "fallingBack";
  /** In cluster mode: its nodes run as standalone servers, as only such can follow a source. */
  apart: boolean;
  /** Set when a completion that is under way has been asked to stop in any case. */
  force: boolean;
  /** Where this machine finds what the primary of a shard follows, by the shard's id; empty until it does. */
  follows: ReadonlyMap<string, { readonly address: string; readonly port: number }>;
}

export interface SubnetGroup {
  readonly name: string;
  readonly arn: string;
  readonly tags: Map<string, string>;
  vpcId: string;
  description: string;
  subnets: readonly { readonly id: string; readonly availabilityZone: string }[];
}

export interface ParameterGroup {
  readonly name: string;
  readonly arn: string;
  readonly family: string;
  readonly description: string;
  readonly tags: Map<string, string>;
  /** What the user has set; everything else has the family's default. */
  readonly values: Map<string, string>;
}

export type EventSource = "replication-group" | "cache-cluster" | "cache-subnet-group" | "cache-parameter-group";

export interface EventRecord {
  readonly at: Date;
  /** Not listed before: AWS's events arrive late. */
  readonly visibleAt: Date;
  readonly sourceType: EventSource;
  readonly sourceId: string;
  readonly message: string;
}
