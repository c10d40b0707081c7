// One look, and what it means: at AWS and every server, or at AWS alone where no server's word decides any more.
import type { Observation } from "./observation.ts";
import { observe, observeAws, type Eyes } from "./observe.ts";
import { phaseOf, type Memory, type Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";

export interface Sight {
  readonly seen: Observation;
  readonly phase: Phase;
  /** As AWS writes it; `absent` where it knows no such group. */
  readonly status: string;
}

/** Throws PortError when AWS does not answer. */
export async function look(
  eyes: Eyes,
  { stage, plan }: { readonly stage: Stage; readonly plan: Plan },
  memory: Memory,
  signal: AbortSignal,
): Promise<Sight> {
  const seen = await (stage === "operate" ? observeAws(eyes, signal) : observe(eyes, plan, signal));
  const status = seen.group.kind === "present" ? seen.group.status : "absent";
  return { seen, phase: phaseOf(seen, memory, plan), status };
}
