// What must hold between configured values. Each rule looks only at parts that are well-formed by themselves.
import { isAddress } from "./fields.ts";
import { contains, overlap } from "./networks.ts";
import type { Settings } from "./schema.ts";

export interface Fault {
  /** Path of the key below the namespace, for example `target.subnetIds`. */
  readonly key: string;
  /** What stood there; undefined when nothing did. */
  readonly found: unknown;
  readonly expected: string;
}

type Parts = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export function crossFaults({ source, target, network, application, migration }: Parts): Fault[] {
  return [
    ...targetFaults(target),
    ...pathFaults(source, target, network),
    ...applicationFaults(application),
    ...waitingFaults(migration),
    ...consentFaults(migration, target),
  ];
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
  for (const key of ["discardTargetData", "forceAbort"] as const) {
    const found = migration[key];
    if (found !== undefined && !found.startsWith(`${target.replicationGroupId}#`)) {
      yield { key: `migration.${key}`, found, expected: `a consent for ${target.replicationGroupId}` };
    }
  }
}

function* targetFaults(target: Parts["target"]): Iterable<Fault> {
  if (target === undefined) return;
  if ("databases" in target.parameters) {
    yield {
      key: "target.parameters.databases",
      found: target.parameters["databases"],
      expected: "nothing here: the number of databases follows source.databases",
    };
  }
  for (const name of Object.keys(target.tags).filter((tag) => /^aws:/i.test(tag))) {
    yield { key: `target.tags.${name}`, found: target.tags[name], expected: "a name that does not begin with aws:" };
  }
  if ("reserved-memory-percent" in target.parameters) {
    yield {
      key: "target.parameters.reserved-memory-percent",
      found: target.parameters["reserved-memory-percent"],
      expected: "nothing here: target.reservedMemoryPercent decides",
    };
  }
  if ("cluster-enabled" in target.parameters) {
    yield {
      key: "target.parameters.cluster-enabled",
      found: target.parameters["cluster-enabled"],
      expected: "nothing here: source.clusterMode decides",
    };
  }
}

function* pathFaults(source: Parts["source"], target: Parts["target"], network: Parts["network"]): Iterable<Fault> {
  if (source === undefined) return;
  if (isAddress(source.endpoint.host) && !source.cidrs.some((cidr) => contains(cidr, source.endpoint.host))) {
    yield {
      key: "source.endpoint",
      found: source.endpoint.host,
      expected: `an address in source.cidrs (${source.cidrs.join(", ")})`,
    };
  }
  if (target === undefined || network === undefined) return;
  const same = source.vpcId === target.vpcId;
  if (network.mode === "sameVpc" && !same) {
    yield {
      key: "network.mode",
      found: network.mode,
      expected: `peering: source.vpcId ${source.vpcId} and target.vpcId ${target.vpcId} differ`,
    };
  }
  if (network.mode === "peering" && same) {
    yield {
      key: "network.mode",
      found: network.mode,
      expected: `sameVpc: source and target are both in ${source.vpcId}`,
    };
  }
  if (network.mode === "peering" && !same) {
    for (const theirs of source.cidrs)
      for (const ours of target.cidrs)
        if (overlap(theirs, ours))
          yield {
            key: "target.cidrs",
            found: ours,
            expected: `a network that does not overlap source.cidrs ${theirs} (overlapping VPCs cannot be peered)`,
          };
  }
}

function* applicationFaults(application: Parts["application"]): Iterable<Fault> {
  if (application === undefined) return;
  if (application.securityGroupIds.length + application.cidrs.length === 0) {
    yield {
      key: "application",
      found: undefined,
      expected: "securityGroupIds or cidrs: the application must be able to reach the target after the switch",
    };
  }
}
