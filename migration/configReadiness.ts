// What the configuration alone decides, as findings: judged before anything is created, because AWS cannot change most of
// it afterwards.
import { finding, type Finding } from "./findings.ts";
import type { Plan, TargetPlan } from "./plan.ts";
import { loadable } from "./loadable.ts";
import { memory, nodeType } from "./nodeReadiness.ts";
import { atLeast } from "./rdb.ts";
import { selfManaged } from "./sourceAccess.ts";

export function* configured({ source, target, path }: Plan): Iterable<Finding> {
  yield* engineVersion(target);
  yield* nodeType(target.nodeType, target.engine);
  yield* memory(source.datasetGiB / source.shards, target, "source.datasetGiB, divided by the shards");
  yield* atRest(target);
  if (source.shards !== target.shards) {
    yield finding(
      "shard-count",
      "blocking",
      `target.shards is ${target.shards}`,
      `${source.shards}, as source.shards says: each shard migrates into one of its own`,
      `set target.shards to ${source.shards}, or leave it out`,
    );
  }
  if (!atLeast(source.version, "2.8.21")) {
    yield finding("source-version", "blocking", source.version, "2.8.21 or newer", "upgrade the source first");
  }
  yield* loadable(source.engine, source.version, target, "source.version");
  yield* selfManaged(source);
  if (path.mode !== "sameVpc") {
    yield finding(
      "network-other-vpc",
      "warning",
      `the target is in ${path.target.vpcId}, the source in ${path.source.vpcId}`,
      "one VPC, which AWS recommends: fewer things can stand in the way",
      "nothing, if the connection between them is wanted",
    );
  }
}

/** What AWS offers as a target (AWS, engine versions, 2026). */
function* engineVersion({ engine, engineVersion: version }: TargetPlan): Iterable<Finding> {
  const offered = ["5.0.6", "6.0", "6.2", "7.0", "7.1"];
  const isOffered =
    engine === "redis" ? offered.includes(version) : /^\d+\.\d+$/.test(version) && atLeast(version, "7.2");
  if (isOffered) return;
  const expected = engine === "redis" ? `one of ${offered.join(", ")}` : "7.2 or newer, without a patch level";
  yield finding(
    "target-engine-version",
    "blocking",
    `${engine} ${version}`,
    expected,
    `set target.engineVersion to ${expected}`,
  );
}

/** AWS's older documents exclude it, its current ones do not; either way it stays as it is for the life of the group. */
function* atRest({ atRest: isOn }: TargetPlan): Iterable<Finding> {
  yield isOn
    ? finding(
        "target-at-rest-encryption",
        "warning",
        "encryption at rest is on",
        "off, by the documents that the migration starts from; AWS's current pages exclude encryption in transit only",
        "rehearse with a copy of the data on AWS first; it cannot be switched off without a new group",
      )
    : finding(
        "target-at-rest-encryption",
        "note",
        "encryption at rest is off",
        "a decision: AWS cannot switch it on later without a new group",
        "set target.atRest.enabled: true before the group is created, if the data must be encrypted at rest",
      );
}
