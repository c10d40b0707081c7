// Whether a type of node serves for a migration, and has room for a shard's data.
import { finding, type Finding } from "./findings.ts";
import { bytesNeeded, isForValkeyOnly, maxmemoryBytes } from "./nodeMemory.ts";
import type { Engine, TargetPlan } from "./plan.ts";

export function* nodeType(type: string, engine: Engine): Iterable<Finding> {
  if (engine === "redis" && isForValkeyOnly(type)) {
    yield finding(
      "target-node-type",
      "warning",
      `${type} with Redis OSS`,
      "a node type that AWS lists for Redis OSS; this one is listed for Valkey",
      "choose another target.nodeType, or target.engine: valkey",
    );
  }
  if (/^cache\.r6gd\./.test(type)) {
    yield finding(
      "target-node-type",
      "blocking",
      type,
      "a node type without data tiering",
      "choose another target.nodeType, such as one of r6g or r7g",
    );
  }
  if (/^cache\.t\d/.test(type)) {
    yield finding(
      "target-burstable",
      "warning",
      `${type} works on CPU credits`,
      "a node type that is not burstable, for data that matter",
      "choose a node type of the m or r families, or watch CPUCreditBalance while the snapshot is copied",
    );
  }
}

/**
 * A replica ignores maxmemory, so a target that is too small overruns, and evicts once it is promoted.
 *
 * @param datasetGiB of one shard
 * @param what where the size comes from, in words
 */
export function* memory(
  datasetGiB: number,
  { nodeType: type, reservedMemoryPercent }: Pick<TargetPlan, "nodeType" | "reservedMemoryPercent">,
  what: string,
): Iterable<Finding> {
  const maxmemory = maxmemoryBytes(type);
  const needed = bytesNeeded(datasetGiB * 2 ** 30);
  if (maxmemory === undefined) {
    yield finding(
      "target-memory",
      "unknown",
      `the memory of ${type} is not known`,
      `${needed} bytes or more for data`,
      "compare the source's data with the node's memory by hand",
    );
    return;
  }
  const usable = Math.floor((maxmemory * (100 - reservedMemoryPercent)) / 100);
  if (usable >= needed) return;
  yield finding(
    "target-memory",
    "blocking",
    `${type} leaves ${usable} bytes for data (${reservedMemoryPercent} % are reserved)`,
    `${needed} bytes or more: ${Number(datasetGiB.toFixed(3))} GiB (${what}) and a tenth`,
    "choose a larger target.nodeType, or more shards on both sides",
  );
}
