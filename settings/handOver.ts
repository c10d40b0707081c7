// How the settings are handed to the resources: what the journal freezes, and the plan that OnlineMigration follows.
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import type { FrozenSettings } from "../migration/frozen.ts";
import { blockedBy } from "../migration/mayStart.ts";
import type { Plan } from "../migration/plan.ts";
import { configured } from "../migration/readiness.ts";
import { parseValue, SettingsError, settingsFrom, type Settings } from "../settings.ts";

type StackConfig = Readonly<Record<string, string>>;

/** Ends the program with the list of faults alone: a stack trace would hide it. */
export function readSettings(stackConfig: StackConfig): Settings {
  try {
    return settingsFrom(stackConfig);
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** What AWS could not change afterwards is refused before anything is created, by the findings that prepare would make. */
export function refuseUnfit({ stage }: Settings, plan: Plan): void {
  const blocking = [...configured(plan)].filter((one) => one.severity === "blocking");
  if (stage === "prepare" && blocking.length > 0) throw new pulumi.RunError(wording(blockedBy(blocking, plan)));
}

export function frozenSettings(
  { source, target, network, application }: Settings,
  stackConfig: StackConfig,
): FrozenSettings {
  const region = stackConfig["aws:region"] ?? "";
  const aws = { "aws:region": region, "aws:defaultTags": parseValue(stackConfig["aws:defaultTags"] ?? "{}") };
  return JSON.parse(JSON.stringify({ source, target, network, application, ...aws })) as FrozenSettings;
}

export function planOf({ source, target, probe, migration }: Settings): Plan {
  const { host, port } = source.endpoint;
  const { waitFor, deadlineMinutes, pollSeconds, inSyncForSeconds, maxLagBytes, allowDestroy } = migration;
  return {
    groupId: target.replicationGroupId,
    source: {
      host,
      port,
      engine: source.engine,
      version: source.version,
      databases: source.databases,
      datasetGiB: source.datasetGiB,
    },
    target: {
      engine: target.engine,
      engineVersion: target.engineVersion,
      nodeType: target.nodeType,
      replicasPerShard: target.replicasPerShard,
      reservedMemoryPercent: target.reservedMemoryPercent ?? 25,
    },
    waitFor,
    deadlineMinutes,
    pollSeconds,
    inSyncForSeconds,
    maxLagBytes,
    discardTargetData: migration.discardTargetData ?? "",
    forceAbort: migration.forceAbort ?? "",
    allowDestroy,
    addresses: Object.fromEntries(Object.entries(probe.addresses).map(([from, to]) => [from, `${to.host}:${to.port}`])),
  };
}
