// What changes between the old inputs and the new ones, property by property, and what of it needs a new resource.
import { isAbsent, sameValue } from "./properties.ts";
import type { Kind, Properties, Property } from "./properties.ts";
import type { ResourceType } from "./resourceType.ts";

export type DifferenceKind = "add" | "delete" | "update";

export interface Difference {
  /** The property, or the path of a map's member, such as `tags.owner`. */
  readonly path: string;
  readonly kind: DifferenceKind;
  readonly replaces: boolean;
}

export interface Diff {
  /** Names of the properties at the top. */
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly differences: readonly Difference[];
}

/**
 * `ignored` holds the ignoreChanges paths. The real provider's bridge compares them literally, so `*` matches nothing
 * here either; by the time of a diff the engine has put ignored inputs back already, but never `tagsAll`.
 */
export function diffInputs(
  type: ResourceType,
  {
    oldInputs,
    olds,
    news,
    ignored,
  }: Record<"oldInputs" | "olds" | "news", Properties> & { ignored: readonly string[] },
): Diff {
  const differences: Difference[] = [];
  const changed: string[] = [];
  const replaces: string[] = [];
  for (const [name, { kind, computed, replaces: rule }] of Object.entries<Property>(type.inputs)) {
    if (ignored.includes(name) || sameValue(oldInputs[name], news[name], kind)) continue;
    if (computed === true && isAbsent(news[name])) continue;
    // Outputs know what inputs leave open, such as the version that really runs.
    const replace = rule === true || (rule?.({ ...oldInputs, ...olds }, news, oldInputs) ?? false);
    const found = differencesOf(name, oldInputs[name], news[name], kind).filter(({ path }) => !ignored.includes(path));
    if (found.length === 0) continue;
    changed.push(name);
    if (replace) replaces.push(name);
    differences.push(...found.map((difference) => ({ ...difference, replaces: replace })));
  }
  return { changed, replaces, differences };
}

function differencesOf(name: string, old: unknown, current: unknown, kind: Kind): Omit<Difference, "replaces">[] {
  if (kind !== "stringMap" || !isMap(old) || !isMap(current)) return [{ path: name, kind: kindOf(old, current) }];
  return [...new Set([...Object.keys(old), ...Object.keys(current)])]
    .filter((key) => old[key] !== current[key])
    .map((key) => ({ path: `${name}${member(key)}`, kind: kindOf(old[key], current[key]) }));
}

function kindOf(old: unknown, current: unknown): DifferenceKind {
  if (old === undefined || old === null) return "add";
  return current === undefined || current === null ? "delete" : "update";
}

function member(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
