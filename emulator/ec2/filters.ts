// Which of the described things a request asks for: ids that must exist, and EC2's name/values filters.
import type { Filter } from "@aws-sdk/client-ec2";
import { notEmulated } from "./faults.ts";
import type { Ec2State } from "./state.ts";
import type { AwsFault } from "../fault.ts";

/** What a thing answers to each filter that it knows, by the filter's name. */
export type FilterValues = Readonly<Record<string, readonly string[]>>;

/** The things with these ids, or all of them when the request names none. */
export function chosen<Thing>(
  things: ReadonlyMap<string, Thing>,
  ids: readonly string[] | undefined,
  notFound: (id: string) => AwsFault,
): Thing[] {
  if (ids === undefined || ids.length === 0) return [...things.values()];
  return ids.map((id) => {
    const thing = things.get(id);
    if (thing === undefined) throw notFound(id);
    return thing;
  });
}

/**
 * Whether a thing passes every filter; a filter passes when one of its values does, and `*` and `?` are EC2's wildcards.
 * A filter that the emulator does not know is refused: ignoring it would describe more than was asked for.
 */
export function passes(
  filters: readonly Filter[] | undefined,
  state: Ec2State,
  resourceId: string,
  values: FilterValues,
): boolean {
  return (filters ?? []).every(({ Name = "", Values = [] }) => {
    const found = tagValues(state, resourceId, Name) ?? (Object.hasOwn(values, Name) ? values[Name] : undefined);
    if (found === undefined) throw notEmulated(`the filter "${Name}"`);
    return Values.some((wanted) => found.some((value) => wildcard(wanted).test(value)));
  });
}

function tagValues(state: Ec2State, resourceId: string, name: string): string[] | undefined {
  const tags = state.tags.get(resourceId);
  if (name === "tag-key") return [...(tags?.keys() ?? [])];
  if (!name.startsWith("tag:")) return undefined;
  const value = tags?.get(name.slice("tag:".length));
  return value === undefined ? [] : [value];
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
