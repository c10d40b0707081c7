// How the settings are handed to the resources: what the journal freezes, and the plan that OnlineMigration follows.
import { scryptSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import type { FrozenSettings } from "../migration/frozen.ts";
import type { Finding } from "../migration/findings.ts";
import { blockedBy } from "../migration/mayStart.ts";
import type { Plan, SidePlan } from "../migration/plan.ts";
import { configured } from "../migration/configReadiness.ts";
import { parseValue, SettingsError, settingsFrom, type Settings } from "../settings.ts";

type StackConfig = Readonly<Record<string, string>>;

/**
 * Ends the program with the list of faults alone: a stack trace would hide it. Where every part is well-formed by itself,
 * what the configuration alone decides of the migration is told with them, in one pass.
 */
export function readSettings(stackConfig: StackConfig): Settings {
  try {
    return settingsFrom(stackConfig);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const { settings } = error;
    const unfit = settings?.stage === "prepare" ? unfitting(planOf(settings)) : [];
    throw new pulumi.RunError([error.message, ...unfit.map(findingText)].join("\n"));
  }
}

const unfitting = (plan: Plan): Finding[] => [...configured(plan)].filter((one) => one.severity === "blocking");

const findingText = ({ code, found, expected, remedy }: Finding): string =>
  `  ${code}: ${found}; expected ${expected}; ${remedy}`;

/** What AWS could not change afterwards is refused before anything is created, by the findings that prepare would make. */
export function refuseUnfit({ stage }: Settings, plan: Plan): void {
  const blocking = unfitting(plan);
  if (stage === "prepare" && blocking.length > 0) throw new pulumi.RunError(wording(blockedBy(blocking, plan)));
}

/** @param existing what was read of a group that exists: it is part of what the path is made of */
export function frozenSettings(
  { source, target, network, application }: Settings,
  stackConfig: StackConfig,
  existing?: object,
): FrozenSettings {
  const region = stackConfig["aws:region"] ?? "";
  const { replicationGroupId, access } = target;
  const token = access?.authToken;
  const shown =
    token === undefined ? target : { ...target, access: { ...access, authToken: digest(token, replicationGroupId) } };
  const aws = { "aws:region": region, "aws:defaultTags": parseValue(stackConfig["aws:defaultTags"] ?? "{}") };
  return JSON.parse(
    JSON.stringify({ source, target: shown, network, application, existing, ...aws }),
  ) as FrozenSettings;
}

/** Tells whether a secret has changed, and not what it is: it goes into the state in place of the secret. */
function digest(secret: string, salt: string): string {
  return scryptSync(secret, `elasticache-online-migration/${salt}`, 32).toString("base64");
}

export function planOf({ source, target, network, application, probe, migration }: Settings): Plan {
  const { host, port } = source.endpoint;
  const { waitFor, deadlineMinutes, pollSeconds, inSyncForSeconds, maxLagBytes, allowDestroy } = migration;
  return {
    groupId: target.replicationGroupId,
    source: {
      host,
      port,
      primaries: source.primaries.map(textOf),
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
    addresses: Object.fromEntries(Object.entries(probe.addresses).map(([from, to]) => [from, textOf(to)])),
  };
}

const sideOf = ({ vpcId, cidrs, subnetIds, routeTableIds }: SidePlan): SidePlan => ({
  vpcId,
  cidrs,
  subnetIds,
  routeTableIds,
});

const textOf = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;
