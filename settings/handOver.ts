// How the settings are handed to the resources: what the journal freezes, and the plan that OnlineMigration follows.
import { scryptSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import type { FrozenSettings } from "../migration/frozen.ts";
import type { Finding } from "../migration/findings.ts";
import { blockedBy } from "../migration/mayStart.ts";
import { overrideLines, overruled } from "../migration/overrides.ts";
import type { Plan } from "../migration/plan.ts";
import { configured } from "../migration/configReadiness.ts";
import { parseValue, SettingsError, settingsFrom, type Settings } from "../settings.ts";
import { planOf } from "./plan.ts";

export { planOf } from "./plan.ts";

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
    const unfit = settings?.stage === "prepare" ? blockingOf(judged(planOf(settings))) : [];
    throw new pulumi.RunError([error.message, ...unfit.map(findingText)].join("\n"));
  }
}

const judged = (plan: Plan): Finding[] => overruled(configured(plan), plan.overrides, Date.now());
const blockingOf = (findings: readonly Finding[]) => findings.filter((one) => one.severity === "blocking");

const findingText = ({ code, found, expected, remedy }: Finding): string =>
  `  ${code}: ${found}; expected ${expected}; ${remedy}`;

/**
 * What AWS could not change afterwards is refused before anything is created, by the findings that prepare would make.
 * Whoever reviews the preview is told of each that is overridden.
 */
export function refuseUnfit({ stage }: Settings, plan: Plan): void {
  if (stage !== "prepare") return;
  const findings = judged(plan);
  const blocking = blockingOf(findings);
  if (blocking.length > 0) throw new pulumi.RunError(wording(blockedBy(blocking, plan)));
  for (const line of overrideLines(findings)) void pulumi.log.warn(line);
}

/** @param existing what was read of a group that exists: it is part of what the path is made of */
export function frozenSettings(
  { source, target, network, application }: Settings,
  stackConfig: StackConfig,
  existing?: { readonly securityGroupIds: readonly string[]; readonly accountId: string },
): FrozenSettings {
  const region = stackConfig["aws:region"] ?? "";
  const { replicationGroupId, access } = target;
  const token = access?.authToken;
  const shown =
    token === undefined ? target : { ...target, access: { ...access, authToken: digest(token, replicationGroupId) } };
  const aws = { "aws:region": region, "aws:defaultTags": parseValue(stackConfig["aws:defaultTags"] ?? "{}") };
  const path = existing && { securityGroupIds: existing.securityGroupIds, accountId: existing.accountId };
  return JSON.parse(
    JSON.stringify({ source, target: shown, network, application, existing: path, ...aws }),
  ) as FrozenSettings;
}

/** What the operator says to the journal beside the stage: consents, and a word on how a migration ended. */
export function wordsOf({ migration: { forceAbort = "", adopt = "", declare } }: Settings) {
  return { forceAbort, adopt, ...(declare === undefined ? {} : { declare }) };
}

/** Tells whether a secret has changed, and not what it is: it goes into the state in place of the secret. */
function digest(secret: string, salt: string): string {
  return scryptSync(secret, `elasticache-online-migration/${salt}`, 32).toString("base64");
}
