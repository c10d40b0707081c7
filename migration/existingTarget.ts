// A group that exists is judged by what it is, not by what the configuration says of it; where the two differ in what the
// path and the stages rest on, it is not gone on with.
import { finding, type Finding } from "./findings.ts";
import type { GroupReading, NodesReading, ParametersReading } from "./observation.ts";
import type { Plan } from "./plan.ts";

export interface ExistingEvidence {
  readonly group: GroupReading;
  readonly nodes: NodesReading;
  readonly parameters: ParametersReading;
}

/** The plan with the target as AWS tells it; as configured where the program provisions it, or AWS tells nothing. */
export function realPlan(plan: Plan, { group, nodes, parameters }: ExistingEvidence): Plan {
  if (!plan.target.existing || group.kind === "absent" || nodes.kind === "unknown") return plan;
  return {
    ...plan,
    target: {
      ...plan.target,
      engine: group.engine === "valkey" ? "valkey" : "redis",
      engineVersion: offeredForm(group.engine, nodes.engineVersion),
      nodeType: group.nodeType,
      port: nodes.port,
      reservedMemoryPercent: parameters.reservedMemoryPercent ?? plan.target.reservedMemoryPercent,
      atRest: group.atRestEncryption,
    },
  };
}

/** Node by node AWS tells the patch level too, which it does not take as a wish from 6.0 on. */
function offeredForm(engine: string, version: string): string {
  const [major = "", minor = ""] = version.split(".");
  return engine === "redis" && Number(major) < 6 ? version : `${major}.${minor}`;
}

export function* differences(plan: Plan, evidence: ExistingEvidence): Iterable<Finding> {
  const { group, nodes } = evidence;
  if (!plan.target.existing || group.kind === "absent" || nodes.kind === "unknown") return;
  const real = realPlan(plan, evidence).target;
  const { target, path } = plan;
  const told = (["engine", "engineVersion", "nodeType", "atRest"] as const).filter((key) => real[key] !== target[key]);
  if (told.length > 0) {
    yield finding(
      "target-differs",
      "warning",
      `the existing group has ${told.map((key) => `${key} ${String(real[key])}`).join(", ")}`,
      told.map((key) => `${key} ${String(target[key])}`).join(", "),
      "set the target's keys to what the group is; it is judged by what it is",
    );
  }
  const replicas = [...new Set(group.shards.map((shard) => shard.nodes.length - 1))];
  const wrong = [
    real.port === target.port ? "" : `target.port ${target.port} (it is ${real.port})`,
    replicas.every((count) => count === target.replicasPerShard)
      ? ""
      : `target.replicasPerShard ${target.replicasPerShard} (it has ${replicas.join(" and ")})`,
    nodes.vpcId === path.target.vpcId ? "" : `target.vpcId ${path.target.vpcId} (it is in ${nodes.vpcId})`,
    sameIds(nodes.subnetIds, path.target.subnetIds)
      ? ""
      : `target.subnetIds ${path.target.subnetIds.join(", ")} (its subnet group has ${nodes.subnetIds.join(", ")})`,
  ].filter((difference) => difference !== "");
  if (wrong.length === 0) return;
  yield finding(
    "target-differs",
    "blocking",
    wrong.join("; "),
    "what the existing group is: path and stages rest on it",
    "set the target's keys to what the group is and run pulumi up again",
  );
}

const sameIds = (one: readonly string[], other: readonly string[]) =>
  [...one].sort().join() === [...other].sort().join();
