// What a run of the loop is given, and what it leaves.
import type { Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import type { Milestone } from "./milestones.ts";
import type { GroupReading } from "./observation.ts";
import type { Eyes } from "./observe.ts";
import type { Memory, Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Reporter } from "./ports.ts";
import type { Stage } from "./stages.ts";

export interface Ports extends Eyes {
  readonly report: Reporter;
}

export interface Task {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly memory: Memory;
  /** This very `up` made the journal's newest entry, so that no earlier run can have acted on it. */
  readonly isNewIntent: boolean;
}

export interface Outcome {
  /** Undefined when the stage is reached. */
  readonly failure: Failure | undefined;
  readonly phase: Phase;
  readonly milestones: readonly Milestone[];
  /** Undefined when this run had no reason to judge readiness. */
  readonly findings: readonly Finding[] | undefined;
  readonly group: GroupReading;
}
