// Every prerequisite of AWS's online migration that can be judged so far, as findings: all of them at once.
import { configured } from "./configReadiness.ts";
import { realPlan } from "./existingTarget.ts";
import { finding, type Finding } from "./findings.ts";
import type { Contents } from "./mayStart.ts";
import { networkReadiness } from "./networkReadiness.ts";
import type { NetworkReading } from "./networkReading.ts";
import type { TopologyReading } from "./observation.ts";
import { overruled } from "./overrides.ts";
import { notProbed } from "./notProbed.ts";
import type { Plan } from "./plan.ts";
import { shardReadiness } from "./shardReadiness.ts";
import { endpointOf, primaryOf, sourceAddresses } from "./sourceNodes.ts";
import { sourceReadiness } from "./sourceReadiness.ts";
import type { SourceReading } from "./sourceReading.ts";
import { targetReadiness, type TargetEvidence } from "./targetReadiness.ts";

export interface Evidence extends TargetEvidence {
  /** Of the endpoint and of every primary, each once. */
  readonly sources: readonly SourceReading[];
  /** Undefined with cluster mode disabled. */
  readonly topology: TopologyReading | undefined;
  /** Undefined where there is no target whose network could be looked at. */
  readonly network: NetworkReading | undefined;
  readonly contents: Contents;
  /** The attempt that StartMigration would be called for. */
  readonly startsAttempt: number;
  readonly test: "passed" | "failed" | "inconclusive" | "notRun";
  readonly testEvidence: string;
}

/** As they count: an overridden one is a warning here and everywhere that it is told from here. */
export function readiness(plan: Plan, evidence: Evidence): Finding[] {
  return overruled(judged(plan, evidence), plan.overrides, evidence.nowMs);
}

function judged(configuredPlan: Plan, evidence: Evidence): Finding[] {
  const { group, topology } = evidence;
  const plan = realPlan(configuredPlan, evidence);
  return [
    ...configured(plan),
    ...targetReadiness(configuredPlan, evidence),
    ...chain(plan, evidence.sources),
    ...evidence.sources.flatMap((reading) => [
      ...sourceReadiness(plan, { reading, ...rolesOf(reading, evidence, plan) }, evidence),
    ]),
    ...notProbed(plan),
    ...(topology === undefined ? [] : shardReadiness(plan, group, topology)),
    ...way(plan, evidence),
    ...emptiness(plan, evidence),
    ...tested(evidence),
  ];
}

/** A target whose nodes AWS does not tell has a network all the same, and nobody looked at it. */
function* way(plan: Plan, { group, nodes, network, topology }: Evidence): Iterable<Finding> {
  if (network !== undefined) yield* networkReadiness(plan, network, sourceAddresses(plan, topology));
  else if (group.kind === "present") {
    const why = nodes.kind === "unknown" ? `: ${nodes.why}` : "";
    yield finding(
      "network-unread",
      "unknown",
      `nobody looked at the network between the nodes of ${plan.groupId} and the source${why}`,
      "an answer, without which what depends on it is not judged",
      "run pulumi up again; if AWS still does not tell them, look at the group's nodes in ElastiCache",
    );
  }
}

/** With cluster mode a node that its own cluster does not name as a primary serves to find the others only. */
function rolesOf({ address }: SourceReading, { sources, topology }: Evidence, plan: Plan) {
  const isEndpoint = address === endpointOf(plan);
  const others = topology?.kind === "read" ? topology.shards.length : 1;
  return { isEndpoint, isPrimary: !isEndpoint || sources.length <= others };
}

/** A replica as the endpoint passes on what its own link brings: another primary's data, or nothing. */
function* chain(plan: Plan, sources: readonly SourceReading[]): Iterable<Finding> {
  if (plan.source.clusterMode === "enabled" || primaryOf(plan) === endpointOf(plan)) return;
  const [endpoint, primary] = [endpointOf(plan), primaryOf(plan)].map((address) =>
    sources.find((one) => one.address === address),
  );
  if (endpoint?.kind !== "read" || primary?.kind !== "read" || endpoint.info.role === "master") return;
  const { link, replid } = endpoint.info;
  const upHere = link?.up === true && !link.syncing;
  if (upHere && replid === primary.info.replid) return;
  yield finding(
    "source-is-replica",
    "blocking",
    upHere
      ? `${endpoint.address} follows ${link.host}:${link.port}, which is not ${primary.address}`
      : `the link of ${endpoint.address} to its primary is not up`,
    `a replica of ${primary.address} that is in sync with it`,
    "mend the replication of the endpoint, or set source.primaries to the server that it follows",
  );
}

/** A warning in time: whether a start may replace the keys is asked again when it is about to be made. */
function* emptiness({ groupId, probe }: Plan, { contents, startsAttempt, group }: Evidence): Iterable<Finding> {
  const consent = `${groupId}#${startsAttempt}`;
  if (contents.kind === "unknown" && probe === "none" && group.kind === "present") {
    yield finding(
      "target-not-empty",
      "unknown",
      `whether ${groupId} is empty cannot be seen without a probe: ${contents.why}`,
      "an empty target, because StartMigration replaces its data",
      `set probe.mode to direct; or, if whatever it holds may be lost, set migration.discardTargetData: ${consent}`,
    );
  }
  if (contents.kind !== "keys" || group.kind === "absent") return;
  yield finding(
    "target-not-empty",
    "warning",
    `${groupId} holds ${contents.count} keys (${contents.where}), and StartMigration replaces them`,
    "an empty target",
    `keep them elsewhere first; or, if they may be lost, set migration.discardTargetData: ${consent}`,
  );
}

function* tested({ test, testEvidence }: Evidence): Iterable<Finding> {
  if (test === "failed") {
    yield finding(
      "test-migration",
      "blocking",
      `TestMigration failed: ${testEvidence}`,
      "a connection from the target's nodes to the source",
      "check routes and security groups between the target's subnets and the source",
    );
  }
  if (test === "inconclusive") {
    yield finding(
      "test-migration",
      "warning",
      "TestMigration told nothing of its outcome",
      "an event that says it passed",
      "nothing: AWS documents no success signal",
    );
  }
}
