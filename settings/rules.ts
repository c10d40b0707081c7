// What must hold between configured values. Each rule looks only at parts that are well-formed by themselves.
import type { Fault } from "./fault.ts";
import { endpointText } from "./fields.ts";
import { pathFaults } from "./pathRules.ts";
import { removalFault } from "./removalRules.ts";
import type { Parts } from "./schema.ts";
import { targetFaults } from "./targetRules.ts";

export function crossFaults(parts: Parts): Fault[] {
  return [
    ...targetFaults(parts),
    ...pathFaults(parts),
    ...removalFaults(parts),
    ...probeFaults(parts),
    ...waitingFaults(parts.migration),
    ...consentFaults(parts.migration, parts.target),
  ];
}

function removalFaults({ network, source, application }: Parts): Fault[] {
  if (network === undefined || source === undefined || application === undefined) return [];
  return [removalFault({ network, source, application })].filter((fault) => fault !== undefined);
}

/** Addresses say where servers are reached; without a probe none is, and no two of them at the same place. */
function* probeFaults({ probe, source }: Pick<Parts, "probe" | "source">): Iterable<Fault> {
  if (probe === undefined) return;
  // The endpoint may be a name of a server that another key has by its address.
  const endpoint = source === undefined ? "" : endpointText(source.endpoint);
  const others = Object.entries(probe.addresses).filter(([from]) => from !== endpoint);
  for (const [index, [from, to]] of others.entries()) {
    const [first] = others.slice(0, index).find(([, before]) => endpointText(before) === endpointText(to)) ?? [];
    if (first === undefined) continue;
    yield {
      key: "probe.addresses",
      found: `${from} -> ${endpointText(to)}`,
      expected: `an address of its own: ${first} is reached there, and one server would be looked at in place of two`,
    };
  }
  if (probe.mode !== "none" || Object.keys(probe.addresses).length === 0) return;
  const found = Object.keys(probe.addresses);
  yield { key: "probe.addresses", found, expected: "nothing with probe.mode none: no server is connected to" };
}

/** "In sync for a while" must rest on several looks, and the watch must fit into the time that an `up` has. */
function* waitingFaults(migration: Parts["migration"]): Iterable<Fault> {
  if (migration === undefined) return;
  const { pollSeconds, inSyncForSeconds, deadlineMinutes } = migration;
  if (inSyncForSeconds < 3 * pollSeconds) {
    yield {
      key: "migration.inSyncForSeconds",
      found: inSyncForSeconds,
      expected: `three times migration.pollSeconds (${pollSeconds}) or more`,
    };
  }
  if (deadlineMinutes * 60 <= inSyncForSeconds) {
    yield {
      key: "migration.deadlineMinutes",
      found: deadlineMinutes,
      expected: `more than migration.inSyncForSeconds (${inSyncForSeconds} s)`,
    };
  }
}

function* consentFaults(migration: Parts["migration"], target: Parts["target"]): Iterable<Fault> {
  if (migration === undefined || target === undefined) return;
  for (const key of ["adopt", "discardTargetData", "forceAbort"] as const) {
    const found = migration[key];
    if (found !== undefined && !found.startsWith(`${target.replicationGroupId}#`)) {
      yield { key: `migration.${key}`, found, expected: `a consent for ${target.replicationGroupId}` };
    }
  }
}
