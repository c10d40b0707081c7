// What AWS tells of the target, judged by its prerequisites. The same rules for a group that the program provisions and
// for one that exists and is not changed; only the remedies differ.
import { differences } from "./existingTarget.ts";
import { finding, type Finding } from "./findings.ts";
import type { GroupReading, NodesReading, ParametersReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import type { FindingCode } from "./prerequisites.ts";
import { remedyFor, type Mending } from "./remedies.ts";
import { fallsInto } from "./windows.ts";

export interface TargetEvidence {
  readonly group: GroupReading;
  readonly nodes: NodesReading;
  readonly parameters: ParametersReading;
  /** A serverless cache has the group's name. */
  readonly serverless: boolean;
  readonly nowMs: number;
}

type Present = Extract<GroupReading, { kind: "present" }>;

export function* targetReadiness(plan: Plan, evidence: TargetEvidence): Iterable<Finding> {
  const { group, serverless } = evidence;
  if (group.kind === "absent") {
    yield serverless ? isServerless(plan) : absent(plan);
    return;
  }
  yield* prerequisites(plan, group);
  yield* shape(plan, group);
  yield* nodesOf(plan, evidence, group);
  yield* parametersOf(plan, evidence.parameters);
  yield* differences(plan, evidence);
}

function absent({ groupId, target }: Plan): Finding {
  const remedy = target.existing
    ? "set target.replicationGroupId to a group of this account and region, or target.existing to false"
    : "run pulumi up in prepare";
  return finding("target-absent", "blocking", "no such group", groupId, remedy);
}

function isServerless({ groupId }: Plan): Finding {
  return finding(
    "target-serverless",
    "blocking",
    `${groupId} is a serverless cache`,
    "a node-based replication group",
    "name another target.replicationGroupId, or use AWS's migration to serverless, which is another flow",
  );
}

function* prerequisites(plan: Plan, group: Present): Iterable<Finding> {
  const put = (code: FindingCode, found: string, expected: string, mending: Mending) =>
    finding(code, "blocking", found, expected, remedyFor(plan, mending));
  if (group.transitEncryption) {
    yield put("target-in-transit-encryption", "encryption in transit is on", "encryption in transit off", "transitOff");
  }
  if (!group.multiAz) yield put("target-multi-az", "Multi-AZ is off", "Multi-AZ on", "multiAzOn");
  if (!group.automaticFailover) {
    yield put("target-failover", "automatic failover is off", "automatic failover on", "failoverOn");
  }
  const alone = group.shards.filter((shard) => shard.nodes.length < 2).map(({ id }) => id);
  if (alone.length > 0) {
    yield put("target-nodes", `shard ${alone.join(", ")} has no replica`, "two nodes or more per shard", "moreNodes");
  }
  if (group.dataTiering) yield put("target-data-tiering", "data tiering is on", "data tiering off", "newGroup");
  if (group.globalDatastore) {
    yield put("target-global-datastore", "the group is in a global datastore", "a group of its own", "leaveDatastore");
  }
  if (group.durable) yield put("target-durable", "the group is a durable cluster", "durability disabled", "newGroup");
  if (group.accessControl) {
    yield put("target-access-control", "the group has a token or user groups", "none of them", "noAccess");
  }
  if (group.status !== "available" && group.status !== "migrating") {
    yield finding(
      "target-status",
      "blocking",
      `AWS reports the group as ${group.status}`,
      "available",
      "wait until AWS has ended what it does to the group, then run pulumi up again",
    );
  }
}

function* shape({ source, target }: Plan, group: Present): Iterable<Finding> {
  const isCluster = source.clusterMode === "enabled";
  if (group.clusterMode !== isCluster) {
    yield finding(
      "target-cluster-mode",
      "blocking",
      `cluster mode is ${group.clusterMode ? "enabled" : "disabled"} on the target`,
      `${source.clusterMode}, as on the source`,
      "use a group with the source's cluster mode: AWS sets it when a group is created",
    );
  }
  if (group.shards.length !== source.shards) {
    yield finding(
      "shard-count",
      "blocking",
      `the target has ${group.shards.length} shards`,
      `${source.shards}, as source.shards says`,
      target.existing
        ? "reshard the target, or the source, until both have as many"
        : "run pulumi up in prepare with target.shards equal to source.shards",
    );
  }
}

function* nodesOf(plan: Plan, { nodes, nowMs }: TargetEvidence, group: Present): Iterable<Finding> {
  if (nodes.kind === "unknown") {
    yield finding("target-place", "unknown", nodes.why, "DescribeCacheClusters answers", "allow it to this identity");
    return;
  }
  const localZones = nodes.zones.filter((zone) => /^[a-z]{2}(-[a-z]+)+-\d-[a-z]{3}-\d[a-z]$/.test(zone));
  if (nodes.onOutposts || localZones.length > 0) {
    const found = nodes.onOutposts ? "nodes on Outposts" : `nodes in the Local Zone ${localZones.join(", ")}`;
    yield finding(
      "target-place",
      "blocking",
      found,
      "nodes in availability zones of the region",
      "name subnets of availability zones in target.subnetIds, for a new group",
    );
  }
  if (nodes.zones.length < 2) {
    yield finding(
      "target-zones",
      "blocking",
      `all nodes are in ${nodes.zones.join(", ") || "no zone that AWS tells"}`,
      "nodes in two zones or more",
      "name subnets in two zones or more in target.subnetIds",
    );
  }
  if (nodes.autoMinorVersionUpgrade) {
    yield finding(
      "target-minor-upgrades",
      "warning",
      "automatic minor upgrades are on",
      "off until the migration has ended: an upgrade replaces nodes, and a completion fails meanwhile",
      remedyFor(plan, "noMinorUpgrades"),
    );
  }
  yield* windows(plan, group, nodes.maintenanceWindow, nowMs);
}

/** From now until the deadline of this `up`, and as long again: a migration that is in sync waits for its completion. */
function* windows(plan: Plan, group: Present, maintenanceWindow: string, nowMs: number): Iterable<Finding> {
  const aheadMinutes = 2 * plan.deadlineMinutes;
  const soon = (window: string) => window !== "" && fallsInto(window, nowMs, aheadMinutes);
  if (soon(maintenanceWindow)) {
    yield finding(
      "maintenance-window",
      "warning",
      `the maintenance window ${maintenanceWindow} (UTC) begins within ${Math.round(aheadMinutes)} minutes`,
      "no maintenance while the group migrates",
      remedyFor(plan, "otherMaintenanceWindow"),
    );
  }
  if (group.snapshotRetentionDays > 0 && soon(group.snapshotWindow)) {
    yield finding(
      "snapshot-window",
      "warning",
      `the snapshot window ${group.snapshotWindow} (UTC) begins within ${Math.round(aheadMinutes)} minutes`,
      "no automatic snapshot while the group migrates",
      remedyFor(plan, "otherSnapshotWindow"),
    );
  }
}

function* parametersOf(plan: Plan, { databases }: ParametersReading): Iterable<Finding> {
  if (plan.source.clusterMode === "enabled") return; // database 0 only, whatever the parameter says
  const expected = `${plan.source.databases}, as source.databases says`;
  if (databases === undefined) {
    const found = "AWS does not tell the parameter group's databases";
    yield finding("target-databases", "unknown", found, expected, "look at the parameter group");
  } else if (databases !== plan.source.databases) {
    const found = `the parameter group has ${databases} databases`;
    yield finding("target-databases", "blocking", found, expected, remedyFor(plan, "newGroup"));
  }
}
