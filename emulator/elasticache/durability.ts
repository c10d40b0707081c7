// Is a group durable: what it was asked to be, and what AWS makes of it.
import type { CreateReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { invalidParameterCombination, invalidParameterValue } from "../fault.ts";
import type { EngineVersion } from "./engineVersions.ts";
import type { Durability, Group } from "./state.ts";

const durabilities: readonly string[] = ["default", "async", "sync", "disabled"] satisfies Durability[];

/** Documented: that only groups in cluster mode with Valkey 9 are durable. Assumed: the fault. */
export function durabilityWish(
  { Durability: asked }: CreateReplicationGroupCommandInput,
  clusterMode: boolean,
  { engine, full, family }: EngineVersion,
): Durability | undefined {
  switch (asked) {
    case undefined:
    case "default":
    case "disabled":
      return asked;
    case "sync":
    case "async":
      if (clusterMode && family === "valkey9") return asked;
      throw invalidParameterCombination(
        `Durability ${asked} needs Valkey 9.0 or later with cluster mode enabled, not ${engine} ${full} with cluster mode ${clusterMode ? "enabled" : "disabled"}.`,
      );
  }
  throw invalidParameterValue(`Invalid Durability "${String(asked)}". Valid ones are: ${durabilities.join(", ")}.`);
}

/** AWS resolves `default` to disabled on Valkey 9.0, and nothing older can be durable. */
export function effectiveDurability({ durability }: Pick<Group, "durability">): "async" | "sync" | "disabled" {
  return durability === undefined || durability === "default" ? "disabled" : durability;
}

export function durabilityShape(group: Pick<Group, "durability">) {
  const { durability } = group;
  return durability === undefined ? {} : { Durability: durability, EffectiveDurability: effectiveDurability(group) };
}
