// What the stage will do, told in the preview, on the resource that would do it. In `up` the provider tells it itself,
// before it acts: also where the preview was skipped.
import * as pulumi from "@pulumi/pulumi";
import { consequences } from "../migration/consequences.ts";
import type { Plan } from "../migration/plan.ts";
import type { Stage } from "../migration/stages.ts";
import type { OnlineMigration } from "./OnlineMigration.ts";

export async function tellConsequences(stage: Stage, plan: Plan, online: OnlineMigration): Promise<void> {
  if (!pulumi.runtime.isDryRun() || (await reachedBefore(online)) === stage) return;
  const lines = consequences(stage, plan);
  if (lines.length > 0) await pulumi.log.warn(lines.join("\n"), online);
}

/** Undefined where the preview plans work: what that will come to is not known to it. */
async function reachedBefore({ reached, urn }: OnlineMigration): Promise<string | undefined> {
  const known = new Promise<string>((resolve) => {
    reached.apply(resolve);
  });
  const registered = new Promise<undefined>((resolve) => {
    urn.apply(() => setImmediate(resolve, undefined));
  });
  return await Promise.race([known, registered]);
}
