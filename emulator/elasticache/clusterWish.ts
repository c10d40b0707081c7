// Is a new group to have cluster mode, with which parameters, and may it?
import type { CreateReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { invalidParameterCombination, invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { mostClusterPort } from "../servers/clusterForming.ts";
import type { EngineVersion } from "./engineVersions.ts";
import { findParameterGroup } from "./find.ts";
import { defaultParameterGroups } from "./parameterGroupShape.ts";
import type { ShardWish } from "./shardsWish.ts";

type Input = CreateReplicationGroupCommandInput;

export interface ParametersWish {
  readonly parameterGroupName: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly clusterMode: boolean;
}

/**
 * The parameter group decides. Assumed: that a call without one gets the default group that fits what else it says.
 */
export function parametersWish(input: Input, at: Place, { engine, full, family }: EngineVersion): ParametersWish {
  if (input.ClusterMode === "compatible") throw notImplemented("ClusterMode compatible in CreateReplicationGroup");
  const { ClusterMode: said, NodeGroupConfiguration: configurations = [] } = input;
  const asksForShards =
    (input.NumNodeGroups ?? 1) > 1 ||
    configurations.length > 1 ||
    configurations.some(({ Slots }) => Slots !== undefined);
  const fitting = said === "enabled" || (said === undefined && asksForShards) ? ".cluster.on" : "";
  const name = input.CacheParameterGroupName ?? `default.${family}${fitting}`;
  const group = defaultParameterGroups(at).find((one) => one.name === name) ?? findParameterGroup(at, name);
  if (group.family !== family) {
    throw invalidParameterCombination(
      `Expected a parameter group of family ${family} for ${engine} ${full}, but ${name} is of family ${group.family}.`,
    );
  }
  const value = group.values.get("cluster-enabled") ?? "no";
  const clusterMode = value === "yes";
  if (said !== undefined && clusterMode !== (said === "enabled")) {
    throw invalidParameterCombination(
      `ClusterMode is ${said}, and the parameter cluster-enabled of ${name} is "${value}".`,
    );
  }
  return { parameterGroupName: group.name, parameters: group.values, clusterMode };
}

export function checkAvailability(
  shards: readonly ShardWish[],
  clusterMode: boolean,
  { automaticFailover, multiAz }: { readonly automaticFailover: boolean; readonly multiAz: boolean },
): void {
  // AWS's own words.
  if (clusterMode && !automaticFailover) {
    throw invalidParameterValue("Redis with cluster mode enabled cannot be created with auto failover turned off.");
  }
  const single = shards.some(({ zones }) => zones.length < 2);
  // In cluster mode failover is on whatever the number of nodes; Multi-AZ needs a node in another zone in any case.
  if (single && automaticFailover && !clusterMode) {
    throw invalidParameterCombination("Automatic failover needs at least 2 nodes in the replication group.");
  }
  if (multiAz && !automaticFailover) {
    throw invalidParameterCombination("Multi-AZ requires AutomaticFailoverEnabled to be true.");
  }
  if (single && multiAz) throw invalidParameterCombination("Multi-AZ needs at least 1 replica in each node group.");
}

/** The bus of a cluster is a port of its own on each node. */
export function checkClusterPort(port: number, clusterMode: boolean): void {
  if (!clusterMode || port <= mostClusterPort) return;
  throw notImplemented(`The port ${port} (above ${mostClusterPort}) in cluster mode in CreateReplicationGroup`);
}
