// What a refresh makes of one look: where the migration stands now, and nothing of what runs have recorded or reached.
import type { Observation } from "./observation.ts";
import { phaseOf, type Memory } from "./phase.ts";
import type { Plan } from "./plan.ts";
import { sightOf, type Result } from "./result.ts";
import type { Stage } from "./stages.ts";

export interface Refreshable extends Result {
  readonly stage: Stage;
  readonly history: Memory["history"];
  readonly plan: Plan;
}

/** A group that is gone outside stays in the state, as broken: the next `up` says what may be done. */
export function refreshed<Outputs extends Refreshable>(outputs: Outputs, seen: Observation): Outputs {
  const { history, milestones, plan } = outputs;
  const phase = phaseOf(seen, { history, milestones }, plan);
  return { ...outputs, ...sightOf({ history }, { phase, group: seen.group, milestones }, outputs) };
}
