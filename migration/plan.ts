// What one migration is about, as plain JSON: what the operator configured that the engine of decisions needs.

export interface Plan {
  readonly groupId: string;
  readonly source: {
    readonly host: string;
    readonly port: number;
    readonly engine: "redis" | "valkey";
    readonly version: string;
    readonly databases: number;
    readonly datasetGiB: number;
  };
  readonly target: {
    readonly engine: "redis" | "valkey";
    readonly engineVersion: string;
    readonly nodeType: string;
    readonly replicasPerShard: number;
    /** Percent of the node's memory kept from data; AWS's default is 25. */
    readonly reservedMemoryPercent: number;
  };
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
  /** AWS-side `host:port` -> `host:port` as this machine reaches it. */
  readonly addresses: Readonly<Record<string, string>>;
}
