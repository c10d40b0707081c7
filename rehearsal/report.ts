// What a rehearsal found out, as others read it (docs/rehearsal.md). Every field is always there.
import type { OpMap } from "@pulumi/pulumi/automation/index.js";
import type { ApplicationReach } from "./applicationReach.ts";
import type { ClusterUse } from "./data/clusterClient.ts";
import type { Comparison } from "./data/comparison.ts";
import type { Shortened } from "./sandbox/stackCopy.ts";
import type { RehearsedStage } from "./stages.ts";

export interface StageReport {
  readonly stage: RehearsedStage;
  readonly ok: boolean;
  readonly seconds: number;
  readonly changes: OpMap;
}

/** An `up` within the stage operate, after the one that reached it. */
export interface OperateReport {
  /** For example `tls preferred`. */
  readonly step: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly changes: OpMap;
}

export interface StepReport {
  readonly step: string;
  readonly seconds: number;
}

export interface Report {
  readonly ok: boolean;
  readonly seed: number;
  readonly stack: string;
  readonly scenario: string;
  /** What really ran, as the servers themselves say; empty as long as none was asked. */
  readonly sourceServer: string;
  readonly targetServer: string;
  /** What the stack config declares of the source: `redis 7.0.15`. */
  readonly declaredSource: string;
  /** And of the target. */
  readonly declaredEngine: string;
  readonly keys: number;
  readonly shards: number;
  /** How thresholds were shortened, by key of `migration`. */
  readonly scale: Readonly<Record<string, Shortened>>;
  readonly stages: readonly StageReport[];
  /** One for each step of encryption that the stack config asks for; none before the stage operate. */
  readonly operate: readonly OperateReport[];
  readonly writes: {
    readonly attempted: number;
    readonly acknowledged: number;
    readonly lost: number;
    readonly outageMs: number;
  };
  /** Zero compared keys where nothing was to be compared (prepare, abort). */
  readonly verification: Omit<Comparison, "examples" | "awsKeys">;
  /** Keys that ElastiCache itself keeps: listed, not counted. */
  readonly awsKeys: Comparison["awsKeys"];
  /** Up to 10 differences of each kind. */
  readonly examples: Comparison["examples"];
  /** What a cluster client read and wrote of the promoted target; null without cluster mode, and where nothing was promoted. */
  readonly cluster: ClusterUse | null;
  /** As it was seen last. */
  readonly application: readonly ApplicationReach[];
  /** Networks of the application in neither VPC: nobody here knows how they reach the target. */
  readonly applicationUnknown: readonly string[];
  readonly findings: readonly unknown[];
  /** There is none until the cut-over is fenced. */
  readonly certificate: null;
  readonly emulator: { readonly actions: readonly { readonly action: string; readonly count: number }[] };
  /** Connections out of the sandbox that were tried, and refused. */
  readonly refusedConnections: readonly string[];
  /** What went wrong, in the product's or the rehearsal's words. */
  readonly problems: readonly string[];
  /** Processes that still stand: none, except with --keep. */
  readonly left: readonly string[];
  /** Processes that should have ended by themselves. */
  readonly endedByForce: readonly string[];
  /** Where the time went. */
  readonly steps: readonly StepReport[];
  readonly seconds: number;
}

export const nothingCompared: Comparison = {
  compared: 0,
  missing: 0,
  extra: 0,
  different: 0,
  ttlDifferent: 0,
  normalised: 0,
  seconds: 0,
  examples: [],
  awsKeys: [],
};

export function isClean({ missing, extra, different, ttlDifferent }: Comparison): boolean {
  return missing + extra + different + ttlDifferent === 0;
}

/** For example `{action: "elasticache:StartMigration", count: 1}`, by name. */
export function countActions(log: readonly { readonly service: string; readonly action: string }[]) {
  const counts = new Map<string, number>();
  for (const { service, action } of log) {
    const name = `${service}:${action}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([action, count]) => ({ action, count }))
    .sort((one, other) => (one.action < other.action ? -1 : 1));
}
