// One row of AWS's documents, violated once: by which evidence, and how it is told.
import type { Severity } from "../../migration/findings.ts";
import type { Plan } from "../../migration/plan.ts";
import type { FindingCode } from "../../migration/prerequisites.ts";
import type { Evidence } from "../../migration/readiness.ts";
import { group, plan } from "./samples.ts";

export interface Row {
  readonly row: string;
  readonly what: string;
  readonly code: FindingCode;
  readonly severity?: Severity;
  readonly remedy: RegExp;
  readonly evidence?: Partial<Evidence>;
  readonly plan?: Partial<Plan>;
}

const cluster = { ...plan.source, clusterMode: "enabled", shards: 2, databases: 1 } as const;
const clusterShards = ["0-8191", "8192-16383"].map((slots, index) => ({
  id: `000${index + 1}`,
  slots,
  nodes: [`a${index}:6379`, `b${index}:6379`],
  nodeIds: [`a${index}`, `b${index}`],
  primary: `a${index}:6379`,
  replicas: [`b${index}:6379`],
}));
/** A target of two shards, and a source whose shards these are. */
export const inCluster = (shards: readonly [string, string][]): Pick<Row, "plan" | "evidence"> => ({
  plan: { source: cluster, target: { ...plan.target, shards: 2 } },
  evidence: {
    group: { ...group, clusterMode: true, shards: clusterShards },
    topology: { kind: "read", shards: shards.map(([slots, primary]) => ({ slots, primary })) },
    sources: [],
  },
});
