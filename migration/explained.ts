// Single executor: a status change that this stack's own acts do not explain means that somebody else is acting.
import type { Act } from "./decide.ts";
import { failure, type Failure } from "./failures.ts";
import { openCompletion, reached, type Milestone } from "./milestones.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";

/** What this run did, and what an earlier run of the attempt recorded and AWS may be carrying out only now. */
export function actsOf(
  run: ReadonlySet<Act>,
  milestones: readonly Milestone[],
  { stage, attempt }: { readonly stage: Stage; readonly attempt: number },
): ReadonlySet<Act> {
  const acts = new Set(run);
  if ((stage === "migrate" || stage === "abort") && reached(milestones, "startRequested", attempt)) acts.add("start");
  if (openCompletion(milestones, attempt) !== undefined) acts.add("complete");
  if (reached(milestones, "abortRequested", attempt)) acts.add("abort");
  return acts;
}

/**
 * @param acts what this stack did, see `actsOf`
 * @returns undefined if the change may come from AWS alone or from this stack, else the reason to end without acting
 */
export function explained(
  before: string | undefined,
  after: string,
  acts: ReadonlySet<Act>,
  { stage, plan }: { readonly stage: Stage; readonly plan: Plan },
): Failure | undefined {
  if (before === undefined || before === after) return undefined;
  if (after === "absent") return undefined; // a group that is gone is refused by its own name
  if (before === "migrating" && endExplained(stage, acts)) return undefined;
  if (after === "migrating" && (acts.has("start") || before === "modifying")) return undefined;
  const editable = stage === "prepare" || stage === "operate";
  if (after === "modifying" && before === "available" && (acts.size > 0 || editable)) return undefined;
  if (before !== "migrating" && after !== "migrating" && !(before === "available" && after === "modifying"))
    return undefined;
  return failure(
    "unexplained-status-change",
    `${plan.groupId} went from ${before} to ${after}, and nothing that this stack did explains it.`,
    "one executor at a time",
    "find out who else acts on the group (console, another pipeline), then run pulumi up again",
  );
}

/** AWS itself ends a migration that it cannot keep up while it starts; otherwise an end needs an act of this stack. */
function endExplained(stage: Stage, acts: ReadonlySet<Act>): boolean {
  return stage === "migrate" || acts.has("complete") || acts.has("abort");
}
