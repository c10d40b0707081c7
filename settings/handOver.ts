// How the settings are handed to the resources: what the journal freezes, and the plan that OnlineMigration follows.
import * as pulumi from "@pulumi/pulumi";
import type { FrozenSettings } from "../migration/frozen.ts";
import type { Plan } from "../migration/plan.ts";
import { SettingsError, settingsFrom, type Settings } from "../settings.ts";

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

export function frozenSettings(
  { source, target, network, application }: Settings,
  stackConfig: StackConfig,
): FrozenSettings {
  const defaultTags: unknown = JSON.parse(stackConfig["aws:defaultTags"] ?? "{}");
  return JSON.parse(
    JSON.stringify({ source, target, network, application, "aws:defaultTags": defaultTags }),
  ) as FrozenSettings;
}

export function planOf({ source, target, probe, migration }: Settings): Plan {
  const { host, port } = source.endpoint;
  const { waitFor, deadlineMinutes, pollSeconds, inSyncForSeconds, maxLagBytes, allowDestroy } = migration;
  return {
    groupId: target.replicationGroupId,
    source: { host, port, engine: source.engine, version: source.version, databases: source.databases },
    target: { engine: target.engine, engineVersion: target.engineVersion, nodeType: target.nodeType },
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
