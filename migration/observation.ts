// What was seen in one look: the group and its events as AWS tells them, and both ends of every link as the servers do.
import type { MetricsReading } from "./metrics.ts";

export interface Observation {
  readonly atMs: number;
  readonly group: GroupReading;
  /** Oldest first. */
  readonly events: readonly EventReading[];
  readonly shards: readonly ShardReading[];
  /** What CloudWatch told of the nodes; only while the group migrates. */
  readonly metrics?: MetricsReading;
}

export type GroupReading =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly status: string;
      readonly arn: string;
      /** ISO 8601; another time under the same id is another group. */
      readonly createdAt: string;
      readonly engine: string;
      readonly clusterMode: boolean;
      readonly multiAz: boolean;
      readonly automaticFailover: boolean;
      /** On in any mode, `preferred` included. */
      readonly transitEncryption: boolean;
      readonly atRestEncryption: boolean;
      /** A token or user groups. */
      readonly accessControl: boolean;
      readonly dataTiering: boolean;
      readonly globalDatastore: boolean;
      readonly durable: boolean;
      readonly nodeType: string;
      readonly snapshotRetentionDays: number;
      /** Empty when AWS tells none. */
      readonly snapshotWindow: string;
      readonly shards: readonly GroupShard[];
      readonly endpoints: { readonly primary: string; readonly reader: string; readonly configuration: string };
    };

export interface GroupShard {
  readonly id: string;
  /** As AWS writes them; empty with cluster mode disabled. */
  readonly slots: string;
  /** Every node, `host:port` as AWS reports it; empty for one of which it tells no endpoint, as while it is replaced. */
  readonly nodes: readonly string[];
  /** What CloudWatch calls them (CacheClusterId), in the order of `nodes`. */
  readonly nodeIds: readonly string[];
  /** Of `nodes`. With cluster mode AWS does not tell which it is: empty until the nodes themselves were asked. */
  readonly primary: string;
  readonly replicas: readonly string[];
}

/** What AWS tells of a group only node by node; the same for all nodes of a group. */
export type NodesReading =
  | {
      readonly kind: "read";
      readonly engineVersion: string;
      readonly autoMinorVersionUpgrade: boolean;
      /** Empty when AWS tells none. */
      readonly maintenanceWindow: string;
      readonly parameterGroup: string;
      /** In one order, whatever order AWS tells them in. */
      readonly securityGroupIds: readonly string[];
      /** Of the group's subnet group; an empty VPC where AWS does not tell. */
      readonly vpcId: string;
      readonly subnetIds: readonly string[];
      readonly port: number;
      /** Availability zones, each once; a Local Zone is one too. */
      readonly zones: readonly string[];
      readonly onOutposts: boolean;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** What the group's parameter group says; undefined where AWS does not tell. */
export interface ParametersReading {
  readonly databases: number | undefined;
  readonly reservedMemoryPercent: number | undefined;
  readonly maxmemoryPolicy: string | undefined;
  readonly keyspaceEvents: string | undefined;
}

export interface EventReading {
  readonly at: string;
  readonly message: string;
}

export interface ShardReading {
  readonly shard: string;
  /** The source's primary of the shard. */
  readonly source: ServerReading;
  /** The endpoint, where it is a replica of the source's primary: the data pass through it. */
  readonly via?: ServerReading;
  /** With cluster mode, while the source tells its shards: the servers of this one and of all others, by every address. */
  readonly nodes?: { readonly own: readonly string[]; readonly others: readonly string[] };
  readonly primary: ServerReading;
  readonly replicas: readonly ServerReading[];
}

export type ServerReading =
  | { readonly kind: "read"; readonly address: string; readonly info: ServerInfo }
  | { readonly kind: "unreadable"; readonly address: string; readonly reason: string };

/** The part of INFO that decisions rest on, the same for every server version from 2.8.21 on. */
export interface ServerInfo {
  readonly version: string;
  readonly engine: "redis" | "valkey";
  readonly role: "master" | "slave";
  /** Replication id; `run_id` where the server has none (before 4.0). */
  readonly replid: string;
  /** The history that it left when it was promoted; empty when there is none. */
  readonly replid2: string;
  /** Where that history ends and its own begins: the first byte of its own; undefined when there is none. */
  readonly replid2Offset: number | undefined;
  /** Bytes of the replication stream produced (a master) or applied (a replica). */
  readonly offset: number;
  readonly link: LinkInfo | undefined;
  readonly loading: boolean;
  readonly clusterEnabled: boolean;
  readonly keys: number;
  readonly usedMemoryBytes: number;
  /** Since the server was started; 0 where it does not tell. */
  readonly uptimeSeconds: number;
  /** What it does for replicas of its own. */
  readonly serves: ServingInfo;
}

/** What a server tells of the snapshots that it makes and of those who follow it. */
export interface ServingInfo {
  /** A snapshot is being made, for a replica or for the server's own disk. */
  readonly snapshotRuns: boolean;
  /** Of the running snapshot; undefined where the server does not tell (before 6.2) or none is running. */
  readonly snapshotDoneKeys: number | undefined;
  readonly snapshotTotalKeys: number | undefined;
  /** Full synchronisations that it began since it was started, for whomever. */
  readonly fullSyncs: number;
  /** Partial ones that it could not serve out of its backlog. */
  readonly partialSyncsRefused: number;
  readonly replicas: readonly FollowerInfo[];
}

/** A replica as the server that it follows sees it. */
export interface FollowerInfo {
  /** `host:port`, as the replica announces itself. */
  readonly address: string;
  /** The server's word: `wait_bgsave`, `send_bulk`, `online`, …; `online` does not mean that it has loaded. */
  readonly state: string;
  readonly offset: number;
}

/** A replica's own view of its link. */
export interface LinkInfo {
  readonly host: string;
  readonly port: number;
  readonly up: boolean;
  readonly syncing: boolean;
  /** Of the snapshot's bytes; undefined before the first came, and where the server does not tell (before 6.2). */
  readonly syncDoneBytes: number | undefined;
  /** Undefined where the server does not know it (diskless synchronisation) or does not tell (before 6.2). */
  readonly syncTotalBytes: number | undefined;
  /** Told since 2.8, and before 6.2 the only figure; undefined where the total is not known. */
  readonly syncLeftBytes: number | undefined;
  /** Since the last byte came, also while nothing is written (a source pings); undefined while the link is down. */
  readonly silentSeconds: number | undefined;
  /** Since the link went down; undefined while it is up, and where it never was. */
  readonly downSeconds: number | undefined;
}

/** The source's shards as one of its nodes tells them (CLUSTER SLOTS). */
export type TopologyReading =
  | { readonly kind: "read"; readonly shards: readonly SourceShard[] }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface SourceShard {
  /** In canonical form (slots.ts). */
  readonly slots: string;
  /** `host:port` as the source announces it. */
  readonly primary: string;
  /** Likewise. */
  readonly replicas?: readonly string[];
}
