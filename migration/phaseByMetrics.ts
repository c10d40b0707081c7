// Where a migration in flight stands without a probe: by CloudWatch's word, and where that is missing nobody knows.
import type { Copying } from "./copying.ts";
import { verdictOf, type MetricsReading, type Wanted } from "./metrics.ts";

export interface Unprobed {
  readonly metrics: MetricsReading | undefined;
  readonly nowMs: number;
  readonly wanted: Wanted;
  /** CloudWatch has said in sync before, in this attempt. */
  readonly hasBeenInSync: boolean;
  /** From then on a start that could not connect would have fallen back. */
  readonly settledAtMs: number;
}

export type UnprobedPhase =
  | { readonly phase: "unknown"; readonly about: "link"; readonly why: string }
  | { readonly phase: "starting"; readonly waitingFor: string }
  | ({ readonly phase: "copying" } & Copying)
  | { readonly phase: "catchingUp"; readonly lagBytes: undefined; readonly waitingFor: string }
  | { readonly phase: "inSync"; readonly lagBytes: undefined; readonly asOfMs: number };

/** For a migration that is known to be this stack's. */
export function phaseByMetrics(seen: Unprobed): UnprobedPhase {
  const { metrics, wanted, hasBeenInSync, nowMs, settledAtMs } = seen;
  if (metrics === undefined) return unknown("CloudWatch was not asked");
  const verdict = verdictOf(metrics, nowMs, wanted);
  switch (verdict.says) {
    case "inSync":
      return { phase: "inSync", lagBytes: undefined, asOfMs: verdict.asOfMs };
    case "unknown":
      return unknown(`CloudWatch does not tell: ${verdict.why}`);
    case "behind":
      return behind(`ElastiCache's replica ${verdict.nodeId} to catch up (ReplicationLag)`);
    case "down": {
      const waitingFor = healthOf(verdict.nodeId);
      if (hasBeenInSync) return behind(waitingFor);
      // 0 is AWS's word for a link that is not up and for a copy alike; what cannot connect falls back in time.
      if (nowMs < settledAtMs) return { phase: "starting", waitingFor };
      return { phase: "copying", part: "unseen", done: undefined, total: undefined, waitingFor };
    }
  }
}

/** What is waited for while CloudWatch says that a primary is not in sync. */
export function healthOf(nodeId: string): string {
  return `CloudWatch to report ${nodeId} in sync with the source (PrimaryLinkHealthStatus is 0)`;
}

const unknown = (why: string): UnprobedPhase => ({ phase: "unknown", about: "link", why });
const behind = (waitingFor: string): UnprobedPhase => ({ phase: "catchingUp", lagBytes: undefined, waitingFor });
