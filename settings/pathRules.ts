// What must hold between the values that describe the source, its network and the way to it.
import type { Fault } from "./fault.ts";
import { endpointText, isAddress, type Endpoint } from "./fields.ts";
import { contains, overlap } from "../migration/networks.ts";
import type { Parts } from "./schema.ts";

type Source = NonNullable<Parts["source"]>;
type Target = NonNullable<Parts["target"]>;
type Network = NonNullable<Parts["network"]>;

export function* pathFaults({ source, target, network, application }: Parts): Iterable<Fault> {
  if (source !== undefined) {
    yield* addressFaults(source);
    yield* shardFaults(source);
    yield* identityFaults(source);
  }
  if (network !== undefined) yield* existingFaults(network);
  if (network?.transitGatewayId !== undefined && source?.region !== undefined) {
    yield {
      key: "source.region",
      found: source.region,
      expected: "nothing with network.transitGatewayId: a transit gateway serves one region",
    };
  }
  if (source !== undefined && target !== undefined && network !== undefined) {
    yield* modeFaults(source, target, network);
  }
  if (network?.mode === "sameVpc" && application !== undefined && application.routeTableIds.length > 0) {
    yield {
      key: "application.routeTableIds",
      found: application.routeTableIds,
      expected: "nothing with network.mode sameVpc: a VPC's own networks need no route",
    };
  }
  if (application !== undefined && application.securityGroupIds.length + application.cidrs.length === 0) {
    yield {
      key: "application",
      found: undefined,
      expected: "securityGroupIds or cidrs: the application must be able to reach the target after the switch",
    };
  }
}

function* addressFaults({ endpoint, primaries, cidrs }: Source): Iterable<Fault> {
  const outside = ({ host }: Endpoint) => isAddress(host) && !cidrs.some((cidr) => contains(cidr, host));
  const expected = `an address in source.cidrs (${cidrs.join(", ")})`;
  if (outside(endpoint)) yield { key: "source.endpoint", found: endpoint.host, expected };
  for (const [index, primary] of primaries.entries()) {
    if (outside(primary)) yield { key: `source.primaries.${index}`, found: primary.host, expected };
  }
}

function* shardFaults({ clusterMode, shards, primaries, endpoint, databases }: Source): Iterable<Fault> {
  if (clusterMode === "disabled" && shards > 1) {
    yield { key: "source.shards", found: shards, expected: "1, or source.clusterMode: enabled" };
  }
  if (primaries.length > 0 && primaries.length !== shards) {
    const found = primaries.map(endpointText);
    yield { key: "source.primaries", found, expected: `nothing, or one for each of ${shards} shards` };
  }
  if (new Set(primaries.map(endpointText)).size < primaries.length) {
    yield { key: "source.primaries", found: primaries.map(endpointText), expected: "a list without repetitions" };
  }
  const ports = new Set([endpoint, ...primaries].map(({ port }) => port));
  if (clusterMode === "enabled" && ports.size > 1) {
    yield {
      key: "source.primaries",
      found: [...ports],
      expected: "one port on all shards (AWS, Migration-Prepare)",
    };
  }
  if (clusterMode === "enabled" && databases !== undefined && databases !== 1) {
    yield { key: "source.databases", found: databases, expected: "nothing: a cluster has database 0 only" };
  }
}

function* identityFaults({ accountId, roleArn }: Source): Iterable<Fault> {
  if (accountId !== undefined && roleArn === undefined) {
    yield {
      key: "source.roleArn",
      found: undefined,
      expected: `a role in account ${accountId} that may change the source's side of the path`,
    };
  }
  if (roleArn === undefined) return;
  const account = roleArn.split(":")[4];
  if (accountId === undefined) {
    yield { key: "source.accountId", found: undefined, expected: `"${account}", the account of source.roleArn` };
  } else if (accountId !== account) {
    yield { key: "source.roleArn", found: roleArn, expected: `a role in source.accountId ${accountId}` };
  }
}

function* existingFaults({
  mode,
  peeringConnectionId,
  transitGatewayId,
  dnsResolution,
  routes,
}: Network): Iterable<Fault> {
  if (mode !== "peering" && dnsResolution) {
    const expected = "false: it is an option of a peering that is made here (network.mode peering)";
    yield { key: "network.dnsResolution", found: dnsResolution, expected };
  }
  if (mode !== "existing" && routes === "standing") {
    const expected = "manage: only an existing connection has routes already (network.mode existing)";
    yield { key: "network.routes", found: routes, expected };
  }
  const given = { peeringConnectionId, transitGatewayId };
  const named = Object.entries(given).filter(([, id]) => id !== undefined);
  if (mode === "existing" && named.length !== 1) {
    const found = named.length === 0 ? undefined : given;
    yield { key: "network", found, expected: "one of peeringConnectionId and transitGatewayId with mode existing" };
  }
  if (mode === "existing") return;
  for (const [key, found] of named) {
    yield { key: `network.${key}`, found, expected: `nothing with mode ${mode}: it names what exists already` };
  }
}

function* modeFaults(source: Source, target: Target, { mode }: Network): Iterable<Fault> {
  const same = source.vpcId === target.vpcId;
  if (mode === "sameVpc" && !same) {
    yield {
      key: "network.mode",
      found: mode,
      expected: `peering or existing: source.vpcId ${source.vpcId} and target.vpcId ${target.vpcId} differ`,
    };
  }
  if (mode !== "sameVpc" && same) {
    yield {
      key: "network.mode",
      found: mode,
      expected: `sameVpc: source and target are both in ${source.vpcId}`,
    };
  }
  if (mode === "sameVpc" && source.region !== undefined) {
    yield { key: "source.region", found: source.region, expected: "nothing with network.mode sameVpc" };
  }
  if (mode === "sameVpc" || same) return;
  for (const theirs of source.cidrs)
    for (const ours of target.cidrs)
      if (overlap(theirs, ours))
        yield {
          key: "target.cidrs",
          found: ours,
          expected: `a network that does not overlap source.cidrs ${theirs} (overlapping VPCs cannot be connected)`,
        };
}
