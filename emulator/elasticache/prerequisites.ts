// What StartMigration and TestMigration want of a group and of the source that they are given.
import type { CustomerNodeEndpoint } from "@aws-sdk/client-elasticache";
import { invalidParameterValue } from "../fault.ts";
import { effectiveDurability } from "./durability.ts";
import { alreadyUnderMigration, groupState } from "./faults.ts";
import type { Group } from "./state.ts";

export interface SourceEndpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Documented: the conditions. Assumed: which fault each of them raises, and its wording (AWS documents neither).
 */
export function checkPrerequisites(
  group: Group,
  endpoints: readonly CustomerNodeEndpoint[] | undefined,
): SourceEndpoint {
  const source = onlyEndpoint(endpoints);
  if (group.migration !== undefined) throw alreadyUnderMigration(group.id);
  if (group.status !== "available") {
    throw groupState(`Replication group ${group.id} is not in the available state, it is ${group.status}.`);
  }
  const unmet = [
    group.transitEncryption && "encryption in transit is enabled",
    !group.multiAz && "Multi-AZ is disabled",
    effectiveDurability(group) !== "disabled" && `its durability is ${effectiveDurability(group)}`,
    group.dataTiering && "data tiering is enabled",
    group.nodeType.startsWith("cache.r6gd.") && `the node type ${group.nodeType} is not supported`,
  ].filter((reason) => reason !== false);
  if (unmet.length > 0) {
    throw invalidParameterValue(
      `Replication group ${group.id} cannot be the target of a migration: ${unmet.join("; ")}.`,
    );
  }
  return source;
}

function onlyEndpoint(endpoints: readonly CustomerNodeEndpoint[] | undefined): SourceEndpoint {
  const [endpoint, ...others] = endpoints ?? [];
  if (endpoint === undefined || others.length > 0) {
    throw invalidParameterValue(
      `CustomerNodeEndpointList should have exactly one element, not ${(endpoints ?? []).length}.`,
    );
  }
  const { Address: address, Port: port } = endpoint;
  if (address === undefined || address === "")
    throw invalidParameterValue("CustomerNodeEndpointList.Address is missing.");
  if (port === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw invalidParameterValue(
      `Invalid value ${port ?? ""} for CustomerNodeEndpointList.Port. Must be between 1 and 65535.`,
    );
  }
  return { address, port };
}
