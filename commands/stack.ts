// The stack that a command is about: its config file, its settings, and AWS as its `aws:` keys say. Nothing is decrypted.
import { resolve } from "node:path";
import type { Plan } from "../migration/plan.ts";
import type { ConfigReader } from "../providers/awsAccess.ts";
import { planOf } from "../settings/plan.ts";
import { findStackFile, holdsSecret, settingsIn, stackFileParts } from "../settings/stackFile.ts";
import type { Settings } from "../settings.ts";
import { CommandError } from "./commandError.ts";

export interface Stack {
  readonly name: string;
  readonly stage: Settings["stage"];
  readonly settings: Settings;
  readonly plan: Plan;
  readonly awsConfig: ConfigReader;
  /** What the file holds that this command could not use, for standard error. */
  readonly notes: readonly string[];
}

export const projectRoot = resolve(import.meta.dirname, "..");

/** Long enough for the longest field that may hold a secret. */
const placeholder = "placeholder-of-a-secret";
const keyPair = ["aws:accessKey", "aws:secretKey", "aws:token"];

/** @throws StackFileError, SettingsError or CommandError when that cannot be read */
export function readStack(root: string, name: string): Stack {
  const { config, environments } = stackFileParts(name, findStackFile(root, name).text);
  const keysAreSecret = keyPair.some((key) => holdsSecret(config[key]));
  const awsConfig = Object.entries(config).filter(
    ([key]) => key.startsWith("aws:") && !(keysAreSecret && keyPair.includes(key)),
  );
  refuseSecretIdentity(awsConfig);
  const texts = new Map(awsConfig.map(([key, value]) => [key, asEngineWrites(value)]));
  const settings = settingsIn(config, placeholder);
  return {
    name,
    stage: settings.stage,
    settings,
    plan: planOf(settings),
    awsConfig: (key) => texts.get(key),
    notes: [
      ...(keysAreSecret
        ? [
            "aws:accessKey and aws:secretKey are secrets, which are not decrypted here: AWS credentials come from the environment.",
          ]
        : []),
      ...(environments.length > 0
        ? [`environment: ${environments.join(", ")}: only the engine reads Pulumi ESC; its values are missing here.`]
        : []),
    ],
  };
}

/** Another identity than the stack's would look at other things, and nobody would notice. */
function refuseSecretIdentity(awsConfig: readonly (readonly [string, unknown])[]): void {
  const harmless = ["aws:defaultTags", "aws:ignoreTags"];
  const secret = awsConfig.filter(([key, value]) => !harmless.includes(key) && holdsSecret(value)).map(([key]) => key);
  if (secret.length === 0) return;
  throw new CommandError(
    [
      `${secret.join(", ")}: holds a secret, which is not decrypted here.`,
      "Expected: an identity in plain text, or in the environment of this command.",
      "Do: write it without secure (an external id is none, by AWS's own words), or leave it out of the stack config.",
    ].join("\n"),
  );
}

/** The engine hands scalars over as texts, and everything else as JSON. */
function asEngineWrites(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
