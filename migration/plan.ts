// What one migration is about, as plain JSON: what the operator configured that the engine of decisions needs.

import type { Override } from "./overrides.ts";

export type Engine = "redis" | "valkey";

export interface Plan {
  readonly groupId: string;
  readonly source: SourcePlan;
  readonly target: TargetPlan;
  /** The way from the target's nodes to the source, and from the application to the target. */
  readonly path: PathPlan;
  readonly waitFor: "inSync" | "started";
  readonly deadlineMinutes: number;
  readonly pollSeconds: number;
  /** The gate of `complete` watches for this long. */
  readonly inSyncForSeconds: number;
  readonly maxLagBytes: number;
  /** Consents: `group#attempt`, or empty. */
  readonly discardTargetData: string;
  readonly forceAbort: string;
  readonly allowDestroy: boolean;
  /** Findings that somebody answers for, by code. */
  readonly overrides: readonly Override[];
  /** `direct`: this process asks the servers themselves; `none`: AWS's word alone, no server is connected to. */
  readonly probe: "direct" | "none";
  /** AWS-side `host:port` -> `host:port` as this machine reaches it; empty without a probe. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface SourcePlan {
  /** Where ElastiCache connects to: a primary, or a replica of it when `primaries` names them. */
  readonly host: string;
  readonly port: number;
  /** `host:port` per shard; empty when the endpoint is the only primary, or finds them (cluster mode). */
  readonly primaries: readonly string[];
  readonly clusterMode: "disabled" | "enabled";
  readonly shards: number;
  readonly engine: Engine;
  readonly version: string;
  readonly databases: number;
  readonly datasetGiB: number;
}

export interface TargetPlan {
  /** The group is read and judged, and never changed. */
  readonly existing: boolean;
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly nodeType: string;
  readonly port: number;
  readonly shards: number;
  readonly replicasPerShard: number;
  /** Per shard; empty when AWS divides them. */
  readonly slots: readonly string[];
  /** Percent of the node's memory kept from data; AWS's default is 25. */
  readonly reservedMemoryPercent: number;
  readonly atRest: boolean;
}

export interface PathPlan {
  readonly mode: "sameVpc" | "peering" | "existing";
  /** Of an existing connection; else empty. */
  readonly peeringConnectionId: string;
  readonly transitGatewayId: string;
  readonly source: SidePlan & {
    readonly securityGroupId: string;
    /** Empty where they are the target's own. */
    readonly region: string;
    readonly accountId: string;
    readonly roleArn: string;
  };
  readonly target: SidePlan;
  readonly application: {
    readonly securityGroupIds: readonly string[];
    readonly cidrs: readonly string[];
    readonly routeTableIds: readonly string[];
  };
}

export interface SidePlan {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}
