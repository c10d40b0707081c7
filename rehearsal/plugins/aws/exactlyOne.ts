// Of some arguments one is to be given, and no more.
import { isAbsent } from "./properties.ts";
import type { Properties } from "./properties.ts";
import type { Failure } from "./resourceType.ts";

/** One that is not known yet counts as given. */
export function exactlyOne(inputs: Properties, names: readonly string[]): Failure[] {
  const given = names.filter((name) => !isAbsent(inputs[name]));
  if (given.length === 1) return [];
  const listed = names.map((name) => `"${name}"`).join(", ");
  const found = given.length === 0 ? "none is given" : `${given.map((name) => `"${name}"`).join(" and ")} are given`;
  return [{ property: given[0] ?? names[0] ?? "", reason: `exactly one of ${listed} must be given, and ${found}` }];
}
