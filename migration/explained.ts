// Single executor: a status change that the run's own acts do not explain means that somebody else is acting.
import type { Act } from "./decide.ts";
import { failure, type Failure } from "./failures.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";

/** @returns undefined if the change may come from AWS alone or from this run, else the reason to end without acting */
export function explained(
  before: string | undefined,
  after: string,
  acts: ReadonlySet<Act>,
  { stage, plan }: { readonly stage: Stage; readonly plan: Plan },
): Failure | undefined {
  if (before === undefined || before === after) return undefined;
  if (before === "migrating" && endExplained(stage, acts)) return undefined;
  if (after === "migrating" && (acts.has("start") || before === "modifying")) return undefined;
  if (after === "modifying" && before === "available" && (acts.size > 0 || stage === "prepare")) return undefined;
  if (before !== "migrating" && after !== "migrating" && !(before === "available" && after === "modifying"))
    return undefined;
  return failure(
    "unexplained-status-change",
    `${plan.groupId} went from ${before} to ${after}, and this run did nothing that explains it.`,
    "one executor at a time",
    "find out who else acts on the group (console, another pipeline), then run pulumi up again",
  );
}

/** AWS itself ends a migration that it cannot keep up while it starts; otherwise an end needs an act of this run. */
function endExplained(stage: Stage, acts: ReadonlySet<Act>): boolean {
  return stage === "migrate" || acts.has("complete") || acts.has("abort");
}
