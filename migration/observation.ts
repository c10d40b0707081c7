// What was seen in one look: the group and its events as AWS tells them, and both ends of every link as the servers do.

export interface Observation {
  readonly atMs: number;
  readonly group: GroupReading;
  /** Oldest first. */
  readonly events: readonly EventReading[];
  readonly shards: readonly ShardReading[];
}

export type GroupReading =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly status: string;
      readonly arn: string;
      /** ISO 8601; another time under the same id is another group. */
      readonly createdAt: string;
      readonly multiAz: boolean;
      readonly automaticFailover: boolean;
      readonly transitEncryption: boolean;
      readonly dataTiering: boolean;
      readonly globalDatastore: boolean;
      readonly nodeType: string;
      readonly shards: readonly GroupShard[];
      readonly endpoints: { readonly primary: string; readonly reader: string; readonly configuration: string };
    };

export interface GroupShard {
  readonly id: string;
  /** `host:port` as AWS reports it. */
  readonly primary: string;
  readonly replicas: readonly string[];
}

export interface EventReading {
  readonly at: string;
  readonly message: string;
}

export interface ShardReading {
  readonly shard: string;
  readonly source: ServerReading;
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
  /** Bytes of the replication stream produced (a master) or applied (a replica). */
  readonly offset: number;
  readonly link: LinkInfo | undefined;
  readonly loading: boolean;
  readonly clusterEnabled: boolean;
  readonly keys: number;
  readonly usedMemoryBytes: number;
}

/** A replica's own view of its link. */
export interface LinkInfo {
  readonly host: string;
  readonly port: number;
  readonly up: boolean;
  readonly syncing: boolean;
  /** Undefined where the server does not tell (diskless synchronisation). */
  readonly syncDoneBytes: number | undefined;
  readonly syncTotalBytes: number | undefined;
}

/** Why a server refuses this process although it can be reached. */
export type Refusal = "withoutPassword" | "protectedMode" | "nothing";

/** What a look at the source's settings gave; a value that the server does not tell is undefined. */
export type SourceReading =
  | { readonly kind: "unreadable"; readonly address: string; readonly reason: string; readonly refuses: Refusal }
  | {
      readonly kind: "read";
      readonly address: string;
      readonly info: ServerInfo;
      readonly protectedMode: string | undefined;
      readonly databases: number | undefined;
      readonly missingCommands: readonly string[];
      readonly modules: readonly string[];
    };
