// Which settings may be edited when: none while a migration may be in flight, and none in the change that flips the stage.
import { failure, type Failure } from "./failures.ts";
import type { Stage } from "./stages.ts";

/** Settings that describe target and path; plain JSON. */
export type FrozenSettings = Readonly<Record<string, unknown>>;

/** @returns undefined, or the refusal that names every edited key */
export function judgeEdits(
  from: Stage | undefined,
  to: Stage,
  before: FrozenSettings,
  after: FrozenSettings,
): Failure | undefined {
  if (from === undefined) return undefined;
  const edited = changedKeys(before, after);
  if (edited.length === 0) return undefined;
  const identity = edited.find((key) => key === "target.replicationGroupId");
  if (identity !== undefined) {
    return failure(
      "frozen-setting",
      "The change edits target.replicationGroupId, and a stack is one migration of one group.",
      `${identity} as it was first accepted`,
      "put it back, or make another stack for another group",
    );
  }
  if (from === to && (to === "prepare" || to === "operate")) return undefined;
  const flip = from === to ? `the stage is ${to}` : `the same change flips the stage from ${from} to ${to}`;
  return failure(
    "frozen-setting",
    `The change edits ${edited.join(", ")} while ${flip}.`,
    "target, source, network and default tags as they were last accepted",
    from === to
      ? "take the edits back; they are possible in prepare"
      : "make two changes of it: the edits in prepare, then the flip",
  );
}

/** Settings that AWS takes only when a group is created: an edit would replace it, and no replacement is accepted. */
const onlyAtCreation = ["source.databases", "target.engine", "target.port", "target.vpcId"];

/** For a group that exists. */
export function judgeReplacement(before: FrozenSettings, after: FrozenSettings): Failure | undefined {
  const edited = changedKeys(before, after).filter((key) => onlyAtCreation.includes(key));
  if (edited.length === 0) return undefined;
  return failure(
    "frozen-setting",
    `The change edits ${edited.join(", ")}, which AWS takes only when the group is created.`,
    "the values with which the group was created: no replacement of a group is accepted",
    "put them back; or apply migration.allowDestroy: true with pulumi up, pulumi destroy, and run pulumi up with the new values",
  );
}

/** Paths of the leaves (lists count as one) in which two JSON objects differ, in alphabetical order. */
export function changedKeys(before: unknown, after: unknown, path = ""): string[] {
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((key) => changedKeys(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  return canonical(before) === canonical(after) ? [] : [path];
}

/** JSON with its keys in one order, so that equal settings are equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isRecord(value)) {
    const members = Object.keys(value)
      .sort()
      .filter((key) => value[key] !== undefined)
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
