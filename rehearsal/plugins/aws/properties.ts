// What a resource type's inputs are: names, kinds and how a change of each is carried out.

import type { Rule } from "./rules.ts";

/** Plain property values, as they come out of a protobuf Struct. */
export type Properties = Readonly<Record<string, unknown>>;

/** The value that the engine sends, whatever the declared type, for what only an `up` will know. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Property {
  readonly kind: Kind;
  readonly required?: true;
  /** AWS has a value of its own: taken out of the program it stays as it is, which is no change. */
  readonly computed?: true;
  /** Its value is in no message. */
  readonly secret?: true;
  readonly rule?: Rule;
  /**
   * Whether a change needs a new resource: always, or when this judges so. `olds` is what AWS had, over the inputs of
   * before, which are `oldInputs`.
   */
  readonly replaces?: true | ((olds: Properties, news: Properties, oldInputs: Properties) => boolean);
}

export type Kind =
  | "string"
  | "integer"
  | "boolean"
  | "stringList"
  /** Order says nothing. */
  | "stringSet"
  | "stringMap"
  | { readonly object: PropertyTable }
  /** Order says nothing. */
  | { readonly objectSet: PropertyTable };

export type PropertyTable = Readonly<Record<string, Property>>;

type ValueOf<K extends Kind> = K extends "string"
  ? string
  : K extends "integer"
    ? number
    : K extends "boolean"
      ? boolean
      : K extends "stringList" | "stringSet"
        ? readonly string[]
        : K extends "stringMap"
          ? Readonly<Record<string, string>>
          : K extends { readonly object: infer T extends PropertyTable }
            ? InputsOf<T>
            : K extends { readonly objectSet: infer T extends PropertyTable }
              ? readonly InputsOf<T>[]
              : never;

type ValueIn<P extends Property> = P extends { readonly required: true }
  ? ValueOf<P["kind"]>
  : ValueOf<P["kind"]> | undefined;

/** The values of a table's properties, as TypeScript sees them once `check` has passed them. */
export type InputsOf<T extends PropertyTable> = { readonly [Name in keyof T]: ValueIn<T[Name]> };

/** Whether a value is unknown, or holds something that is. */
export function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}

/** Equal for the provider: an absent value, null and an empty map or list say the same. */
export function sameValue(one: unknown, other: unknown, kind: Kind | undefined): boolean {
  return canonical(one, kind) === canonical(other, kind);
}

function canonical(value: unknown, kind: Kind | undefined): string {
  if (isEmpty(value)) return "";
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => canonical(item, undefined));
    const unordered = kind === "stringSet" || (typeof kind === "object" && "objectSet" in kind);
    return `[${(unordered ? items.toSorted() : items).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => !isEmpty(member));
  return `{${members
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member, undefined)}`)
    .toSorted()
    .join(",")}}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Nothing is said: not by a value, and not by any member of an object or list either. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.values(value).every(isAbsent);
}
