// Which stack config a rehearsal takes through its stages, and what it holds.
import { SettingsError, type Settings } from "../settings.ts";
import { findStackFile, settingsIn, stackFileParts, StackFileError } from "../settings/stackFile.ts";
import { RehearsalError } from "./failure.ts";
import { placeholder } from "./sandbox/stackCopy.ts";

export interface StackFile {
  readonly name: string;
  /** The file's `config`, keys with their namespaces. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
}

/** @throws RehearsalError when there is no such stack, or listing every fault of its configuration */
export function readStackFile(root: string, name: string): StackFile {
  return parseStackFile(name, refusing(() => findStackFile(root, name)).text);
}

export function parseStackFile(name: string, text: string): StackFile {
  const { config } = refusing(() => stackFileParts(name, text));
  return { name, config, settings: settingsOf(config) };
}

export function settingsOf(config: Readonly<Record<string, unknown>>): Settings {
  return refusing(() => settingsIn(config, placeholder));
}

/** @throws RehearsalError when it is none that AWS could have */
export function regionOf(config: Readonly<Record<string, unknown>>): string {
  const region = config["aws:region"] ?? "us-east-1";
  if (typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new RehearsalError(`aws:region: found ${JSON.stringify(region)}; expected a region such as us-east-1`);
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsError || error instanceof StackFileError) throw new RehearsalError(error.message);
    throw error;
  }
}
