// Which stack config a name means, and what it holds.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { parseSettings, namespace, SettingsError, type Settings } from "../settings.ts";
import { RehearsalError } from "./failure.ts";
import { withoutSecrets } from "./sandbox/stackCopy.ts";

export interface StackFile {
  readonly name: string;
  /** The file's `config`, keys with their namespaces. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
}

/** @throws RehearsalError when there is no such stack, or listing every fault of its configuration */
export function readStackFile(root: string, name: string): StackFile {
  const path = [join(root, `Pulumi.${name}.yaml`), join(root, "examples", name, `Pulumi.${name}.yaml`)].find(
    existsSync,
  );
  if (path === undefined) {
    throw new RehearsalError(`--stack ${name}: no such stack config; expected one of ${known(root).join(", ")}`);
  }
  return parseStackFile(name, readFileSync(path, "utf8"));
}

export function parseStackFile(name: string, text: string): StackFile {
  const file = parsed(name, text);
  const config = isRecord(file) && isRecord(file["config"]) ? file["config"] : {};
  return { name, config, settings: settingsOf(config) };
}

function parsed(name: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) throw new RehearsalError(`Pulumi.${name}.yaml: ${error.message.trim()}`);
    throw error;
  }
}

export function settingsOf(config: Readonly<Record<string, unknown>>): Settings {
  const ours = Object.entries(config)
    .filter(([key]) => key.startsWith(`${namespace}:`))
    .map(([key, value]) => [key.slice(namespace.length + 1), withoutSecrets(value)]);
  try {
    return parseSettings(Object.fromEntries(ours) as Record<string, unknown>);
  } catch (error) {
    if (error instanceof SettingsError) throw new RehearsalError(error.message);
    throw error;
  }
}

/** @throws RehearsalError when it is none that AWS could have */
export function regionOf(config: Readonly<Record<string, unknown>>): string {
  const region = config["aws:region"] ?? "us-east-1";
  if (typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new RehearsalError(`aws:region: found ${JSON.stringify(region)}; expected a region such as us-east-1`);
}

function known(root: string): string[] {
  const examples = existsSync(join(root, "examples")) ? readdirSync(join(root, "examples")) : [];
  const here = readdirSync(root).flatMap((file) => /^Pulumi\.(?<name>[^.]+)\.yaml$/.exec(file)?.groups?.["name"] ?? []);
  return [...here, ...examples];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
