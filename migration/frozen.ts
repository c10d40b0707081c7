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
  const identity = edited.find((key) => key === "target.replicationGroupId" || key === "aws:region");
  if (identity !== undefined) {
    return failure(
      "frozen-setting",
      `The change edits ${identity}, and a stack is one migration of one group.`,
      `${identity} as it was first accepted`,
      "put it back, or make another stack for another group",
    );
  }
  if (from === to && to === "prepare") return undefined;
  if (from === to && to === "operate") return judgeSteps(before, after);
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

const tlsLadder = ["off", "preferred", "required"];

/** In operate: encryption in transit changes one step per `up`, and access control in an `up` of its own. */
function judgeSteps(before: FrozenSettings, after: FrozenSettings): Failure | undefined {
  const [from, to] = [targetOf(before), targetOf(after)];
  const step = Math.abs(tlsLadder.indexOf(String(to["tls"])) - tlsLadder.indexOf(String(from["tls"])));
  if (step > 1) {
    return failure(
      "frozen-setting",
      `The change takes target.tls from ${String(from["tls"])} to ${String(to["tls"])} at once.`,
      `one step per pulumi up: ${tlsLadder.join(", ")}`,
      "set target.tls to preferred, run pulumi up, move the clients, and go on from there",
    );
  }
  const edited = changedKeys(from["access"], to["access"]).length > 0;
  if (edited && step > 0) {
    return failure(
      "frozen-setting",
      `The change edits target.access and target.tls (${String(from["tls"])} to ${String(to["tls"])}) at once.`,
      "access control in a pulumi up of its own, while target.tls is required",
      "take one of the edits back and run pulumi up; then make the other",
    );
  }
  return undefined;
}

/**
 * A step that AWS refused was accepted all the same: `required` must not follow on an encryption that was never there. Of a
 * group that exists the steps are only told.
 */
export function judgeTlsStep(
  before: FrozenSettings,
  after: FrozenSettings,
  transitEncryption: boolean,
): Failure | undefined {
  const { tls: from } = targetOf(before);
  const { tls: to, existing } = targetOf(after);
  if (to !== "required" || from === to || transitEncryption || existing === true) return undefined;
  return failure(
    "frozen-setting",
    "The change takes target.tls to required, and AWS reports no encryption in transit.",
    "target.tls preferred carried out by AWS first",
    "set target.tls to preferred and run pulumi up until AWS has accepted it (pulumi refresh shows what AWS has)",
  );
}

export function targetOf({ target }: FrozenSettings): Readonly<Record<string, unknown>> {
  return isRecord(target) ? target : {};
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

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
