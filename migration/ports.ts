// The only ways out of the core. Arguments and results are plain JSON, so that the Redis side can run elsewhere later.
import type { Contents } from "./mayStart.ts";
import type { Datapoint, Series } from "./metrics.ts";
import type { NetworkReading } from "./networkReading.ts";
import type {
  EventReading,
  GroupReading,
  NodesReading,
  ParametersReading,
  ServerReading,
  TopologyReading,
} from "./observation.ts";
import type { RestoreReading, SourceReading } from "./sourceReading.ts";

/** What is wrong with the credentials that a call was to be signed with: over in mid-run, or none anywhere. */
export type CredentialsFault = "expired" | "missing";

/** How AWS took a call that acts. `uncertain`: it may have been carried out. */
export type Accepted =
  | { readonly kind: "accepted" }
  /** The group is in a state in which the call is not legal; nothing was done. */
  | { readonly kind: "wrongState"; readonly reason: string }
  /** Nothing was done; the same call may be made again. */
  | { readonly kind: "notDone"; readonly reason: string }
  | { readonly kind: "rejected"; readonly reason: string; readonly credentials?: CredentialsFault }
  | { readonly kind: "uncertain"; readonly reason: string };

export interface ElastiCachePort {
  readonly group: (signal: AbortSignal) => Promise<GroupReading>;
  /** Every replication-group event that AWS still keeps, oldest first. */
  readonly events: (signal: AbortSignal) => Promise<readonly EventReading[]>;
  readonly nodes: (signal: AbortSignal) => Promise<NodesReading>;
  readonly parameters: (parameterGroup: string, signal: AbortSignal) => Promise<ParametersReading>;
  /** Whether a serverless cache has the group's name. */
  readonly serverless: (signal: AbortSignal) => Promise<boolean>;
  readonly test: (signal: AbortSignal) => Promise<Accepted>;
  readonly start: (signal: AbortSignal) => Promise<Accepted>;
  readonly complete: (options: { readonly force: boolean }, signal: AbortSignal) => Promise<Accepted>;
}

/** What CloudWatch tells. Never rejects for what AWS answers: that a series cannot be read is a reading too. */
export interface MetricsPort {
  /** The newest datapoint of each, in the order of the question. */
  readonly newest: (wanted: readonly Series[], signal: AbortSignal) => Promise<readonly Datapoint[]>;
}

/** Thrown by a reading call. Transient: worth asking again until the deadline. */
export class PortError extends Error {
  readonly transient: boolean;
  readonly credentials: CredentialsFault | undefined;
  constructor(message: string, transient: boolean, credentials?: CredentialsFault) {
    super(message);
    this.name = "PortError";
    this.transient = transient;
    this.credentials = credentials;
  }
}

/** Security groups, routes and connections of both sides. Never rejects for what AWS answers: that is a reading too. */
export interface NetworkPort {
  readonly read: (targetSecurityGroupIds: readonly string[], signal: AbortSignal) => Promise<NetworkReading>;
}

/** Never writes but where it says so, never pauses, and never throws for a server that cannot be read: that is an answer. */
export interface RedisPort {
  readonly observe: (addresses: readonly string[], signal: AbortSignal) => Promise<readonly ServerReading[]>;
  /** The shards of a source in cluster mode, asked at one of its nodes. */
  readonly topology: (address: string, signal: AbortSignal) => Promise<TopologyReading>;
  readonly source: (address: string, signal: AbortSignal) => Promise<SourceReading>;
  /**
   * Restores a value of each type that the source holds on the target, and takes it away again. The one thing here that
   * writes, and never to the source; it refuses by itself a target that is not provably empty.
   */
  readonly restoreProbe: (
    sources: readonly string[],
    primaries: readonly string[],
    signal: AbortSignal,
  ) => Promise<RestoreReading>;
  readonly contents: (primaries: readonly string[], databases: number, signal: AbortSignal) => Promise<Contents>;
  readonly close: () => void;
}

export interface Clock {
  readonly nowMs: () => number;
  /** Resolves after a time, rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to below 1: what waits are varied by, so that many runs do not ask at the same moment. */
  readonly random: () => number;
}

export type Reporter = (line: string) => void;
