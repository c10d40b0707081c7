// Which edits would replace a group that exists: none of them is accepted, and each is told with its own way out.
import { failure, type Failure } from "./failures.ts";
import { changedKeys, isRecord, targetOf, type FrozenSettings } from "./frozen.ts";
import { parameterFamily } from "./parameterFamily.ts";
import { atLeast } from "./rdb.ts";
import type { Stage } from "./stages.ts";

/** Settings that AWS takes only when a group is created. */
const onlyAtCreation = [
  "source.clusterMode",
  "source.databases",
  "target.atRest.enabled",
  "target.atRest.kmsKeyId",
  "target.engine",
  "target.existing",
  "target.port",
  "target.slots",
  "target.vpcId",
];

/** For a group that exists. One that the program never changes is described by its settings, and they may be put right. */
export function judgeReplacement(before: FrozenSettings, after: FrozenSettings, stage: Stage): Failure | undefined {
  const isOurs = targetOf(before)["existing"] !== true;
  const edited = changedKeys(before, after).filter((key) => isOurs || key === "target.existing");
  const created = edited.filter((key) => onlyAtCreation.includes(key) || carriesReplicas(key, after));
  if (created.length > 0) {
    return refused(
      created,
      "which AWS takes only when the group is created",
      "the values with which the group was created: no replacement of a group is accepted",
      stage,
    );
  }
  if (edited.includes("target.engineVersion")) return judgeVersion(before, after, stage);
  return edited.includes("target.snapshots.retentionDays") ? judgeSnapshots(before, after) : undefined;
}

/** Shards with slots of their own carry their number of replicas with them. */
function carriesReplicas(key: string, after: FrozenSettings): boolean {
  const { slots } = targetOf(after);
  return key === "target.replicasPerShard" && Array.isArray(slots) && slots.length > 0;
}

function judgeVersion(before: FrozenSettings, after: FrozenSettings, stage: Stage): Failure | undefined {
  const [from, to] = [targetOf(before), targetOf(after)];
  const key = ["target.engineVersion"];
  if (!atLeast(String(to["engineVersion"]), String(from["engineVersion"]))) {
    return refused(key, "and AWS lowers the version of no group", `${String(from["engineVersion"])} or newer`, stage);
  }
  if (familyOf(from) === familyOf(to)) return undefined;
  const why = "whose parameters are another family: the protected parameter group would be replaced under its own name";
  return refused(key, why, `a version of the family of ${String(from["engineVersion"])}`, stage);
}

/** The provider names a node for them that a group in cluster mode does not have (terraform issues 19336, 20052). */
function judgeSnapshots(before: FrozenSettings, after: FrozenSettings): Failure | undefined {
  const { source } = before;
  const isCluster = isRecord(source) && source["clusterMode"] === "enabled";
  if (!isCluster || daysOf(targetOf(before)) !== 0) return undefined;
  const { replicationGroupId } = targetOf(before);
  return failure(
    "frozen-setting",
    "The change edits target.snapshots.retentionDays, and the aws provider cannot turn snapshots on for a group in cluster mode.",
    "target.snapshots.retentionDays as the group was created with",
    `put it back and run: aws elasticache modify-replication-group --replication-group-id ${String(replicationGroupId)} --snapshot-retention-limit ${String(daysOf(targetOf(after)))} --apply-immediately`,
  );
}

function refused(keys: readonly string[], why: string, expected: string, stage: Stage): Failure {
  return failure(
    "frozen-setting",
    `The change edits ${keys.join(", ")}, ${why}.`,
    expected,
    stage === "prepare"
      ? "put them back; or apply migration.allowDestroy: true with pulumi up, pulumi destroy, and run pulumi up with the new values"
      : "put them back: the group holds the application's data, and other values need a new group with a migration of its own",
  );
}

const familyOf = ({ engine, engineVersion }: Readonly<Record<string, unknown>>): string =>
  parameterFamily(engine === "valkey" ? "valkey" : "redis", String(engineVersion));

const daysOf = ({ snapshots }: Readonly<Record<string, unknown>>): unknown =>
  isRecord(snapshots) ? snapshots["retentionDays"] : undefined;
