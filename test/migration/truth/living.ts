// A history lived through: the journal and the loop as the product has them, run by run, with the engine's part between.
import { accept } from "../../../migration/journal.ts";
import { liveOf } from "../../../migration/liveReading.ts";
import type { Milestone } from "../../../migration/milestones.ts";
import type { Plan } from "../../../migration/plan.ts";
import { reach } from "../../../migration/reach.ts";
import { resultOf, type Result } from "../../../migration/result.ts";
import type { Declaration, JournalEntry, Stage } from "../../../migration/stages.ts";
import { plan } from "../samples.ts";
import { Killed } from "../scriptedWorld.ts";
import type { Owner } from "./aws.ts";
import type { History, Up } from "./histories.ts";
import { allowedLagBytes } from "./servers.ts";
import { befall } from "./turns.ts";
import { World } from "./world.ts";

export interface Ended {
  readonly stage: Stage;
  /** `reached`, a failure's code, `killed`, or `refused` where the journal did not accept the stage. */
  readonly ended: string;
  readonly phase: string;
  /** Where the outputs send the application; empty: they say that nobody knows, or there are none. */
  readonly useNow: string;
  /** The truth of it, when the run had ended. */
  readonly owner: Owner;
  /** A completion of this group that this stack had called for was carried out, or the operator declared one. */
  readonly completedByUs: boolean;
  /** Whatever ended the newest migration. */
  readonly endedInSync: boolean;
  readonly overMs: number;
}

export interface Lived {
  readonly world: World;
  readonly ends: readonly Ended[];
  readonly milestones: readonly Milestone[];
}

export async function live({ habits, ups, answers }: History): Promise<Lived> {
  const world = new World(habits, answers);
  const stack = new Stack(world);
  const ends: Ended[] = [];
  for (const up of ups) {
    ends.push(await stack.up(up));
    world.aws.advance(up.pauseSeconds * 1000);
  }
  return { world, ends, milestones: stack.milestones };
}

/** The engine's part: it keeps journal and milestones between runs, and loses what a killed run had not handed over. */
class Stack {
  readonly #world: World;
  #history: readonly JournalEntry[] = [];
  #before: Result | undefined;
  milestones: readonly Milestone[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async up(up: Up): Promise<Ended> {
    const world = this.#world;
    const { aws } = world;
    const { stage } = up;
    if (up.milestonesLost) {
      this.milestones = [];
      this.#before = undefined;
    }
    const last = this.#history.at(-1);
    const attempt = (last?.attempt ?? 0) + (last?.stage === "prepare" && stage === "migrate" ? 1 : 0);
    const consent = { this: `cache-prod#${attempt}`, last: `cache-prod#${attempt - 1}`, none: "" }[up.consent];
    const known = this.#history;
    if (!this.#accept(up, consent))
      return { stage, ended: "refused", phase: "", useNow: "", overMs: 0, ...this.#truthNow() };
    const configured: Plan = {
      ...plan,
      ...ofShards[world.aws.habits.shards],
      probe: world.aws.habits.probe,
      pollSeconds: 15,
      inSyncForSeconds: 40,
      maxLagBytes: allowedLagBytes,
      deadlineMinutes: up.deadlineMinutes,
      discardTargetData: consent,
      forceAbort: consent,
    };
    const { pollSeconds, inSyncForSeconds } = configured;
    const lengths = { inSyncForMs: inSyncForSeconds * 1000, pollMs: pollSeconds * 1000 };
    world.intent = { stage, attempt: this.#history.at(-1)?.attempt ?? 0, consent, forceConsent: consent, ...lengths };
    world.killAtCall = up.killAtCall;
    world.testPasses = up.testPasses;
    world.calls = 0;
    world.witness.runBegins();
    for (const { atSeconds, turn } of up.befalls) aws.after(atSeconds, () => befall(world, turn));
    const beganMs = aws.nowMs;
    const overMs = () => Math.max(0, aws.nowMs - beganMs - up.deadlineMinutes * 60_000);
    const task = {
      stage,
      plan: configured,
      memory: { history: this.#history, milestones: this.milestones },
      isNewIntent: this.#history !== known,
    };
    try {
      const outcome = await reach(task, world.ports, never);
      this.milestones = outcome.milestones;
      this.#before = resultOf(task, outcome, this.#before);
      const { useNow } = this.#before.endpoints;
      const ended = outcome.failure?.code ?? "reached";
      return { stage, ended, phase: outcome.phase.phase, useNow, overMs: overMs(), ...this.#truthNow() };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return { stage, ended: "killed", phase: "", useNow: "", overMs: overMs(), ...this.#truthNow() };
    }
  }

  /** As the journal's provider does it: with AWS's status at the moment, and an entry where the stage changed. */
  #accept({ stage, adopts, declares }: Up, forceAbort: string): boolean {
    const { aws } = this.#world;
    const group = this.#world.group();
    if (group.kind === "absent") return false;
    const live = liveOf(
      group,
      aws.events().filter((event) => event.at >= group.createdAt),
    );
    const adopt = adopts ? `cache-prod#${(this.#history.at(-1)?.attempt ?? 0) + 1}` : "";
    const declare = declares ? this.#truth() : undefined;
    const asked = { groupId: plan.groupId, stage, existing: false, forceAbort, adopt, declare };
    const accepted = accept(this.#history, asked, live, new Date(aws.nowMs).toISOString());
    if ("refusal" in accepted) return false;
    const isNew = this.#history.at(-1)?.stage !== stage || accepted.entry.declared !== undefined;
    if (isNew) this.#history = [...this.#history, accepted.entry];
    return true;
  }

  /** When a run has ended. */
  #truthNow(): Pick<Ended, "owner" | "completedByUs" | "endedInSync"> {
    const { owner, endedInSync } = this.#world.aws;
    return { owner, completedByUs: this.#completed, endedInSync };
  }

  get #completed(): boolean {
    const { aws, witness } = this.#world;
    const declared = this.#history.some((entry) => entry.declared?.outcome === "completed");
    return declared || witness.done.some(({ act, group }) => act === "complete" && group === aws.createdAt);
  }

  #truth(): Declaration {
    const outcome = this.#world.aws.owner.side === "target" ? "completed" : "notCompleted";
    return { outcome, owner: "the operator", reason: `seen at ${this.#world.aws.nowMs}` };
  }
}

const never = new AbortController().signal;

const ofShards: Readonly<Record<1 | 2, Pick<Plan, "source" | "target">>> = {
  1: { source: plan.source, target: plan.target },
  2: {
    source: { ...plan.source, clusterMode: "enabled", shards: 2, databases: 1 },
    target: { ...plan.target, shards: 2, slots: ["0-8191", "8192-16383"] },
  },
};
