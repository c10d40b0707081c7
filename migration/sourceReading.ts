// What one look at a server of the source gave: what it is, how it is set, who may use it, and how busy it is.
import type { ServerInfo } from "./observation.ts";

/** Why a server refuses this process although it can be reached. */
export type Refusal =
  "withoutPassword" | "withoutPermission" | "protectedMode" | "plainText" | "unknownInfo" | "nothing";

export type SourceReading =
  | { readonly kind: "unreadable"; readonly address: string; readonly reason: string; readonly refuses: Refusal }
  | SourceRead;

/** Whatever the server does not tell is undefined or said to be refused: never taken for a value. */
export interface SourceRead {
  readonly kind: "read";
  readonly address: string;
  readonly info: ServerInfo;
  readonly stats: SourceStats;
  readonly settings: SourceSettings;
  /** Commands that do not answer to their own names although AWS or the replication stream needs them to. */
  readonly missingCommands: readonly string[];
  /** Commands that change data and that nobody can call, under whatever name: none of them is ever replicated. */
  readonly disabledCommands: readonly string[];
  readonly modules: readonly string[];
  /** Libraries of functions (from 7.0 on). */
  readonly functions: readonly string[];
  readonly acl: AclReading;
  /** Undefined with cluster mode disabled, and where CLUSTER is refused. */
  readonly cluster: ClusterReading | undefined;
  /** Addresses of the Sentinels that watch it. */
  readonly sentinels: readonly string[];
  /** Holds the key that ElastiCache writes into its own clusters; asked for only where CONFIG is unknown. */
  readonly hasAwsOwnKey: boolean;
  readonly load: LoadReading;
  readonly refused: readonly RefusedQuestion[];
}

/** A question that the server did not answer, with the server's own words. */
export interface RefusedQuestion {
  readonly command: string;
  readonly reason: string;
}

/** Of INFO; undefined where the version does not tell it. */
export interface SourceStats {
  readonly residentBytes: number | undefined;
  readonly systemMemoryBytes: number | undefined;
  /** 0 when it has never forked since it was started. */
  readonly latestForkMicros: number;
  readonly lastSnapshotFailed: boolean;
  readonly connectedClients: number;
  readonly evalshaCalls: number;
  /** Databases that hold a key. */
  readonly databasesInUse: readonly number[];
}

/** Of CONFIG GET; undefined where it is refused, and where the version does not have the setting. */
export interface SourceSettings {
  readonly protectedMode: string | undefined;
  readonly bind: string | undefined;
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  readonly databases: number | undefined;
  /** Of a cluster, since Valkey 9; those before have one. */
  readonly clusterDatabases: number | undefined;
  readonly maxmemoryBytes: number | undefined;
  readonly maxmemoryPolicy: string | undefined;
  readonly backlogBytes: number | undefined;
  readonly replicaBuffer: ReplicaBuffer | undefined;
  readonly replTimeoutSeconds: number | undefined;
  readonly minReplicasToWrite: number | undefined;
  readonly maxClients: number | undefined;
  readonly diskless: boolean | undefined;
  readonly disklessDelaySeconds: number | undefined;
  readonly keyspaceEvents: string | undefined;
  readonly replicaReadOnly: boolean | undefined;
}

/** Output buffer of a replica; 0 is no limit. */
export interface ReplicaBuffer {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softSeconds: number;
}

export type AclReading =
  /** Before 6.0: a password or none. */
  | { readonly kind: "none" }
  | { readonly kind: "refused" }
  /** @property commandRules of the default user, as ACL LIST writes them: `+@all -config` */
  | {
      readonly kind: "read";
      readonly isOn: boolean;
      readonly needsNoPassword: boolean;
      readonly commandRules: readonly string[];
      readonly otherUsers: readonly string[];
    };

export interface ClusterReading {
  readonly state: string;
  readonly assignedSlots: number;
  /** Slots that are being moved, as CLUSTER NODES writes them: `[77->-ID]`. */
  readonly movingSlots: readonly string[];
}

/** How much the server has to do, over a short while. */
export type LoadReading =
  | { readonly kind: "unmeasured"; readonly why: string }
  | {
      readonly kind: "measured";
      readonly overMs: number;
      readonly writeBytesPerSecond: number;
      /** The replication stream itself, or what clients sent: no less than their plain writes, reads included. */
      readonly by: "stream" | "clients";
      /** Of one core; undefined where the server does not tell. */
      readonly cpuShare: number | undefined;
      readonly evictedKeys: number;
    };

/** What came of restoring the source's own values on the target. */
export type RestoreReading =
  | { readonly kind: "notProbed"; readonly why: string }
  | {
      readonly kind: "probed";
      readonly types: readonly RestoredType[];
      /** Keys of the probe that could not be taken away again; AWS-side they end by themselves. */
      readonly left: readonly string[];
    };

export interface RestoredType {
  /** As TYPE names it: `string`, `zset`, or a module's own. */
  readonly type: string;
  /** The source's node that the value came from. */
  readonly source: string;
  readonly outcome: "restored" | "refused" | "skipped";
  /** Why not; empty when it was restored. */
  readonly why: string;
}
