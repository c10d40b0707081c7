// The plan that OnlineMigration, doctor and watch follow, of the settings. Knows nothing of the engine.
import type { Plan, SidePlan } from "../migration/plan.ts";
import type { Settings } from "../settings.ts";
import { endpointText } from "./fields.ts";

export function planOf({ source, target, network, application, probe, migration }: Settings): Plan {
  const { host, port } = source.endpoint;
  const { waitFor, deadlineMinutes, pollSeconds, inSyncForSeconds, maxLagBytes, allowDestroy, overrides } = migration;
  return {
    groupId: target.replicationGroupId,
    source: {
      host,
      port,
      primaries: source.primaries.map(endpointText),
      clusterMode: source.clusterMode,
      shards: source.shards,
      engine: source.engine,
      version: source.version,
      databases: source.databases,
      datasetGiB: source.datasetGiB,
    },
    target: {
      existing: target.existing,
      engine: target.engine,
      engineVersion: target.engineVersion,
      nodeType: target.nodeType,
      port: target.port,
      shards: target.shards,
      replicasPerShard: target.replicasPerShard,
      slots: target.slots,
      reservedMemoryPercent: target.reservedMemoryPercent ?? 25,
      atRest: target.atRest.enabled,
    },
    path: {
      mode: network.mode,
      peeringConnectionId: network.peeringConnectionId ?? "",
      transitGatewayId: network.transitGatewayId ?? "",
      source: {
        ...sideOf(source),
        securityGroupId: source.securityGroupId,
        region: source.region ?? "",
        accountId: source.accountId ?? "",
        roleArn: source.roleArn ?? "",
      },
      target: sideOf(target),
      application,
    },
    waitFor,
    deadlineMinutes,
    pollSeconds,
    inSyncForSeconds,
    maxLagBytes,
    discardTargetData: migration.discardTargetData ?? "",
    forceAbort: migration.forceAbort ?? "",
    allowDestroy,
    overrides,
    probe: probe.mode,
    addresses: Object.fromEntries(Object.entries(probe.addresses).map(([from, to]) => [from, endpointText(to)])),
  };
}

const sideOf = ({ vpcId, cidrs, subnetIds, routeTableIds }: SidePlan): SidePlan => ({
  vpcId,
  cidrs,
  subnetIds,
  routeTableIds,
});
