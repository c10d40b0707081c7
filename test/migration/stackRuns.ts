// The engine's part in a scripted world: it keeps the journal and the milestones between runs, and loses what a killed
// run had not handed over.
import { reach, type Outcome } from "../../migration/reach.ts";
import type { Milestone } from "../../migration/milestones.ts";
import type { Plan } from "../../migration/plan.ts";
import { accept } from "../../migration/journal.ts";
import type { Declaration, JournalEntry, Stage } from "../../migration/stages.ts";
import { plan } from "./samples.ts";
import { Killed, ScriptedWorld, type Script } from "./scriptedWorld.ts";

export interface RunEnd {
  readonly stage: Stage;
  /** `reached`, the code of a failure, `killed`, or `refused` where the journal did not accept the stage. */
  readonly ended: string;
  readonly phase: string;
}

/** What the journal is told beside the stage. */
export interface Words {
  readonly adopt?: string;
  readonly declare?: Declaration;
  readonly existing?: boolean;
  /** An input of the journal's other than these was edited, so that it makes an entry. */
  readonly edits?: boolean;
}

export class StackRuns {
  readonly world: ScriptedWorld;
  history: readonly JournalEntry[] = [];
  milestones: readonly Milestone[] = [];
  outcome: Outcome | undefined;
  readonly ends: RunEnd[] = [];

  constructor(world: ScriptedWorld) {
    this.world = world;
  }

  /** One `pulumi up`: the journal accepts or refuses, then the stage is gone after. */
  async up(stage: Stage, changes: Partial<Plan> = {}, words: Words = {}): Promise<RunEnd> {
    const accepted = this.#accept(stage, changes.forceAbort ?? "", words);
    const end = accepted ? await this.#reach(stage, changes, accepted === "changed") : refused(stage);
    this.ends.push(end);
    return end;
  }

  get attempt(): number {
    return this.history.at(-1)?.attempt ?? 0;
  }

  /** As the journal's provider does it: an entry only where something changed, judged with AWS's status at the moment. */
  #accept(
    stage: Stage,
    forceAbort: string,
    { adopt = "", declare, existing = false, edits = false }: Words,
  ): "changed" | "same" | undefined {
    const asked = { groupId: plan.groupId, stage, existing, forceAbort, adopt, declare };
    const at = new Date(this.world.nowMs).toISOString();
    const accepted = accept(this.history, asked, this.world.live(), at);
    if ("refusal" in accepted) return undefined;
    const changed = this.history.at(-1)?.stage !== stage || accepted.entry.declared !== undefined || edits;
    if (changed) this.history = [...this.history, accepted.entry];
    return changed ? "changed" : "same";
  }

  async #reach(stage: Stage, changes: Partial<Plan>, isNewIntent: boolean): Promise<RunEnd> {
    const memory = { history: this.history, milestones: this.milestones };
    const signal = new AbortController().signal;
    try {
      const outcome = await reach(
        { stage, plan: { ...plan, ...changes }, memory, isNewIntent },
        this.world.ports,
        signal,
      );
      this.outcome = outcome;
      this.milestones = outcome.milestones;
      return { stage, ended: outcome.failure?.code ?? "reached", phase: outcome.phase.phase };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return { stage, ended: "killed", phase: "" };
    } finally {
      this.world.killAtCall = Infinity;
    }
  }
}

const refused = (stage: Stage): RunEnd => ({ stage, ended: "refused", phase: "" });

export function stack(script: Script = {}): { readonly world: ScriptedWorld; readonly runs: StackRuns } {
  const world = new ScriptedWorld(script);
  return { world, runs: new StackRuns(world) };
}

/** Prepared and replicating, in sync. */
export async function inSync(script: Script = {}): Promise<ReturnType<typeof stack>> {
  const both = stack(script);
  const ends = [await both.runs.up("prepare"), await both.runs.up("migrate")];
  if (ends.some((end) => end.ended !== "reached") || both.world.link !== "synced")
    throw new Error(`not in sync: ${JSON.stringify(ends)}`);
  return both;
}

export const callsOf = (world: ScriptedWorld) => world.calls.map(({ call, outcome }) => `${call}: ${outcome}`);
export const milestonesOf = (runs: StackRuns) => runs.milestones.map(({ kind, attempt }) => `${kind} ${attempt}`);

/** What the last run found that asks for something; what nobody here may read (the network) is left out. */
export function toldBy({ outcome }: StackRuns): string[] {
  const asking = outcome?.findings?.filter(({ severity }) => severity === "blocking" || severity === "warning") ?? [];
  return asking.map(({ code, severity }) => `${code}: ${severity}`);
}
