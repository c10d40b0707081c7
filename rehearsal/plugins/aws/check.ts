// Are these inputs what the type takes? All faults at once; and the inputs that the provider adds.
import { randomBytes } from "node:crypto";
import { unknownValue } from "./properties.ts";
import type { Kind, Properties, Property, PropertyTable } from "./properties.ts";
import type { Failure, ResourceType } from "./resourceType.ts";
import type { Tags } from "./tags.ts";

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
}

/**
 * Adds a name where the program gives none (kept from the last time), and `tagsAll`: computing that here, after the
 * engine has put ignored inputs back, is what makes a changed default tag show although `tags` is ignored.
 */
export function checkInputs(
  type: ResourceType,
  resourceName: string,
  olds: Properties,
  news: Properties,
  defaultTags: Tags,
): Checked {
  const inputs: Record<string, unknown> = Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== null && !name.startsWith("__")),
  );
  const { autoName } = type;
  if (autoName !== undefined && inputs[autoName.property] === undefined) {
    inputs[autoName.property] = olds[autoName.property] ?? madeName(resourceName, autoName);
  }
  delete inputs["tagsAll"];
  const failures = Object.entries(inputs).flatMap(([name, value]) => failuresOf(type, name, value));
  for (const [name, property] of Object.entries(type.inputs)) {
    if (property.required === true && inputs[name] === undefined) {
      failures.push({ property: name, reason: `Missing required argument: "${name}" is required by ${type.token}` });
    }
  }
  failures.push(...(type.contradictions?.(inputs) ?? []));
  if (type.taggable) inputs["tagsAll"] = allTags(inputs["tags"], defaultTags);
  return { inputs, failures };
}

function allTags(tags: unknown, defaultTags: Tags): unknown {
  if (tags === unknownValue) return unknownValue;
  return { ...defaultTags, ...(typeof tags === "object" ? tags : {}) };
}

function failuresOf(type: ResourceType, name: string, value: unknown): Failure[] {
  if (type.unsupported.includes(name)) {
    return [{ property: name, reason: `"${name}" of ${type.token} is not supported by the stand-in` }];
  }
  const property = type.inputs[name];
  if (property === undefined) {
    const known = Object.keys(type.inputs).toSorted().join(", ");
    return [{ property: name, reason: `${type.token} has no argument "${name}"; it has ${known}` }];
  }
  return valueFailures(name, value, property);
}

function valueFailures(path: string, value: unknown, property: Property): Failure[] {
  if (value === unknownValue) return [];
  const { kind, rule, secret } = property;
  const fault = (expected: string): Failure[] => [
    {
      property: path,
      reason: `"${path}" must be ${expected}${secret === true ? "" : `, and is ${JSON.stringify(value)}`}`,
    },
  ];
  const failures = kindFailures(path, value, kind, fault);
  if (failures.length > 0 || rule === undefined || rule.holds(value)) return failures;
  return fault(rule.expected);
}

function kindFailures(path: string, value: unknown, kind: Kind, fault: (expected: string) => Failure[]): Failure[] {
  if (typeof kind === "object") {
    if ("object" in kind) return isMap(value) ? memberFailures(path, value, kind.object) : fault("an object");
    if (!Array.isArray(value)) return fault("a list of objects");
    return value.flatMap((item: unknown, index) => {
      const at = `${path}[${index}]`;
      if (item === unknownValue) return [];
      return isMap(item) ? memberFailures(at, item, kind.objectSet) : fault("a list of objects");
    });
  }
  switch (kind) {
    case "string":
      return typeof value === "string" ? [] : fault("a string");
    case "integer":
      return Number.isInteger(value) ? [] : fault("a whole number");
    case "boolean":
      return typeof value === "boolean" ? [] : fault("true or false");
    case "stringList":
    case "stringSet":
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? [] : fault("a list of strings");
    case "stringMap": {
      const strings = isMap(value) && Object.values(value).every((item) => typeof item === "string");
      return strings ? [] : fault("a map of strings");
    }
  }
}

function memberFailures(path: string, value: Properties, table: PropertyTable): Failure[] {
  const failures = Object.entries(value).flatMap(([name, member]) => {
    const property = table[name];
    const at = `${path}.${name}`;
    if (property === undefined) {
      return [{ property: at, reason: `"${at}" is not known; there are ${Object.keys(table).join(", ")}` }];
    }
    return member === null ? [] : valueFailures(at, member, property);
  });
  const missing = Object.entries(table)
    .filter(([name, property]) => property.required === true && (value[name] ?? undefined) === undefined)
    .map(([name]) => ({ property: `${path}.${name}`, reason: `Missing required argument: "${path}.${name}"` }));
  return [...failures, ...missing];
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function madeName(resourceName: string, { maxLength, lowerCase }: { maxLength: number; lowerCase?: true }): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  const name = `${resourceName.slice(0, maxLength - suffix.length)}${suffix}`;
  return lowerCase === true ? name.toLowerCase() : name;
}
