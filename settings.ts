// Stack config -> typed settings. Every fault at once, each with its key, what was found and what is allowed.
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Fault } from "./settings/fault.ts";
import { resolved } from "./settings/resolved.ts";
import { crossFaults } from "./settings/rules.ts";
import { schema, type Parsed, type Settings } from "./settings/schema.ts";

export type { Settings } from "./settings/schema.ts";
export { stages } from "./settings/schema.ts";

export const namespace = "elasticache-online-migration";

export class SettingsError extends Error {
  readonly faults: readonly Fault[];
  /** Where every part is well-formed by itself, and only their combination is at fault. */
  readonly settings: Settings | undefined;
  constructor(faults: readonly Fault[], settings?: Settings) {
    super(
      [
        `The stack configuration has ${faults.length} fault${faults.length === 1 ? "" : "s"}:`,
        ...faults.map(line),
      ].join("\n"),
    );
    this.name = "SettingsError";
    this.faults = faults;
    this.settings = settings;
  }
}

/**
 * @param config the namespace's keys with their parsed values, for example `{stage: "prepare", source: {…}}`
 * @throws SettingsError naming every fault: unknown and missing keys, values that are not allowed, values that
 * contradict each other, and keys whose feature is not built yet
 */
export function parseSettings(config: Readonly<Record<string, unknown>>): Settings {
  const faults: Fault[] = unknownKeys(Object.keys(config), Object.keys(schema), "", config);
  const parts: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(schema)) {
    const parsed = part.safeParse(config[key]);
    if (parsed.success) parts[key] = parsed.data;
    else faults.push(...parsed.error.issues.flatMap((issue) => toFaults(issue, key, config, part)));
  }
  const isWellFormed = faults.length === 0;
  faults.push(...crossFaults(parts));
  const settings = isWellFormed ? resolved(parts as unknown as Parsed) : undefined;
  if (faults.length > 0 || settings === undefined) throw new SettingsError(faults, settings);
  return settings;
}

/** The namespace's part of a whole stack config (`namespace:key` -> value, objects still as JSON text). */
export function settingsFrom(stackConfig: Readonly<Record<string, string>>): Settings {
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(stackConfig)) {
    if (key.startsWith(`${namespace}:`)) config[key.slice(namespace.length + 1)] = parseValue(value);
  }
  return parseSettings(config);
}

/** The engine hands every value over as text; objects, numbers and booleans are JSON, other texts are themselves. */
export function parseValue(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // not JSON after all: the schema will say what it expected in its place
  }
}

function toFaults(
  issue: z.core.$ZodIssue,
  top: string,
  config: Readonly<Record<string, unknown>>,
  part: z.ZodType,
): Fault[] {
  const path = [top, ...issue.path.map(String)];
  const found = valueAt(config, path);
  if (issue.code === "unrecognized_keys") {
    return unknownKeys(issue.keys, knownKeys(part, issue.path.map(String)), `${path.join(".")}.`, found);
  }
  if (found === undefined && issue.code === "invalid_type" && typeof issue.message === "string") {
    const expected = /^Invalid input/.test(issue.message) ? "an object" : issue.message;
    return [{ key: path.join("."), found: undefined, expected }];
  }
  const expected = /^Invalid input: expected (?<what>\w+)/.exec(issue.message)?.groups?.["what"];
  return [
    {
      key: path.join("."),
      found,
      expected: expected === undefined ? issue.message : `an ${expected}`.replace(/^an (?![aeio])/, "a "),
    },
  ];
}

function unknownKeys(keys: readonly string[], known: readonly string[], prefix: string, parent: unknown): Fault[] {
  return keys
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = closest(key, [...known]);
      const hint = distance(key, near) <= 3 ? ` (did you mean ${near}?)` : "";
      return {
        key: `${prefix}${key}`,
        found: valueAt(parent, [key]),
        expected: `no such key${hint}; known: ${known.join(", ")}`,
      };
    });
}

/** The keys that the schema knows at a path, through defaults and optionals. */
function knownKeys(part: z.ZodType, path: readonly string[]): string[] {
  let at: unknown = part;
  for (const step of [...path, undefined]) {
    while (isObject(at) && isObject(at["def"]) && "innerType" in at["def"]) at = at["def"]["innerType"];
    const shape = isObject(at) ? at["shape"] : undefined;
    const item = isObject(at) && isObject(at["def"]) ? at["def"]["element"] : undefined;
    if (item !== undefined && step !== undefined) {
      at = item;
      continue;
    }
    if (!isObject(shape)) return [];
    if (step === undefined) return Object.keys(shape);
    at = shape[step];
  }
  return [];
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (isObject(at) || Array.isArray(at) ? (at as Record<string, unknown>)[step] : undefined),
    root,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function line(fault: Fault): string {
  return `  ${namespace}:${fault.key}: ${foundIn(fault)}; expected ${fault.expected}`;
}

/** What may hold a secret is not shown, whatever is wrong with it: neither itself nor inside of what holds it. */
function foundIn({ key, found }: Fault): string {
  if (found === undefined) return "missing";
  const path = key.split(".");
  const isSecret = path.some((step) => secretNames.has(step));
  const maySwallowOne = typeof found !== "object" && secretHolders.has(key);
  if (isSecret || maySwallowOne) return "found a value that is not shown here";
  return `found ${JSON.stringify(found, (name, value: unknown) => (secretNames.has(name) ? "(hidden)" : value))}`;
}

const secretNames: ReadonlySet<string> = new Set(["authToken", "privateKey", "passphrase"]);
const secretHolders: ReadonlySet<string> = new Set(["target", "target.access", "preparation"]);
