// Which stack config a name means, and what it holds: for the commands that read it without the engine. Secrets are never
// decrypted; whoever reads gets a placeholder in their place.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { namespace, parseSettings, type Settings } from "../settings.ts";

type Members = Readonly<Record<string, unknown>>;

export class StackFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StackFileError";
  }
}

export interface StackFileText {
  readonly path: string;
  readonly text: string;
}

/** @throws StackFileError when there is no such stack config, naming those that there are */
export function findStackFile(root: string, name: string): StackFileText {
  const path = [join(root, `Pulumi.${name}.yaml`), join(root, "examples", name, `Pulumi.${name}.yaml`)].find(
    existsSync,
  );
  if (path === undefined) {
    throw new StackFileError(`--stack ${name}: no such stack config; expected one of ${known(root).join(", ")}`);
  }
  return { path, text: readFileSync(path, "utf8") };
}

/** The file's own parts: `config` (keys with their namespaces), and what stands beside it. */
export interface StackFileParts {
  readonly config: Members;
  /** Pulumi ESC environments that the engine would merge in; nothing but the engine can. */
  readonly environments: readonly string[];
}

/** @throws StackFileError when the text is no YAML */
export function stackFileParts(name: string, text: string): StackFileParts {
  const file = parsed(name, text);
  const config = isRecord(file) && isRecord(file["config"]) ? file["config"] : {};
  const listed = isRecord(file) ? file["environment"] : undefined;
  const environments = Array.isArray(listed) ? listed.map((one) => (typeof one === "string" ? one : "inline")) : [];
  return { config, environments: isRecord(listed) ? ["inline"] : environments };
}

/** @throws SettingsError listing every fault */
export function settingsIn(config: Members, placeholder: string): Settings {
  const ours = Object.entries(config)
    .filter(([key]) => key.startsWith(`${namespace}:`))
    .map(([key, value]): [string, unknown] => [key.slice(namespace.length + 1), withoutSecrets(value, placeholder)]);
  return parseSettings(Object.fromEntries(ours));
}

/** Secrets stand as `{secure: …}` anywhere in a value. */
export function withoutSecrets(value: unknown, placeholder: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, placeholder));
  if (!isRecord(value)) return value;
  if ("secure" in value) return placeholder;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, placeholder)]));
}

export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) && ("secure" in value || Object.values(value).some(holdsSecret));
}

function parsed(name: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) throw new StackFileError(`Pulumi.${name}.yaml: ${error.message.trim()}`);
    throw error;
  }
}

function known(root: string): string[] {
  const examples = existsSync(join(root, "examples")) ? readdirSync(join(root, "examples")) : [];
  const here = readdirSync(root).flatMap((file) => /^Pulumi\.(?<name>[^.]+)\.yaml$/.exec(file)?.groups?.["name"] ?? []);
  return [...here, ...examples];
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
