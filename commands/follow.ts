// Follows a migration: look, say what changed, and go on until what is waited for is reached or cannot be any more. It
// asks and never acts, and AWS's silence does not end it.
import type { Stage } from "../migration/stages.ts";
import { observe, observeAws, type Eyes } from "../migration/observe.ts";
import type { Observation } from "../migration/observation.ts";
import type { Phase, PhaseName } from "../migration/phases.ts";
import type { Plan } from "../migration/plan.ts";
import { pauseMs } from "../migration/backOff.ts";
import { PortError } from "../migration/ports.ts";
import { changeOf, Meter } from "../migration/progress.ts";
import { awsToAnswer, nothingSeen, silentPhase } from "../migration/silence.ts";
import type { Snapshot } from "../migration/snapshot.ts";
import { limits } from "../migration/limits.ts";
import { phaseSeen, type Watched } from "./attemptSeen.ts";
import { judge, type Verdict } from "./until.ts";

export interface Following {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly until: PhaseName | undefined;
}

/**
 * @param tell is given a snapshot at each change, and now and then while nothing changes
 * @returns how it ended: `goesOn` never
 * @throws PortError when AWS refuses to answer, and asking again would not help; what the signal was aborted with
 */
export async function follow(
  { stage, plan, until }: Following,
  eyes: Eyes,
  tell: (snapshot: Snapshot) => void,
  signal: AbortSignal,
): Promise<Exclude<Verdict, { kind: "goesOn" }>> {
  const { clock } = eyes;
  const pollMs = plan.pollSeconds * 1000;
  const sight = new Sight(stage, plan);
  const meter = new Meter(plan, clock.nowMs());
  const told = { change: "", atMs: 0 };
  const show = (seen: Observation, phase: Phase, waitingFor: string) => {
    const snapshot = meter.look(seen, phase, waitingFor);
    if (changeOf(snapshot) === told.change && seen.atMs - told.atMs < limits.progressEveryMs) return;
    Object.assign(told, { change: changeOf(snapshot), atMs: seen.atMs });
    tell(snapshot);
  };
  for (let unanswered = 0; ;) {
    signal.throwIfAborted();
    try {
      const seen = await (stage === "operate" ? observeAws(eyes, signal) : observe(eyes, plan, signal));
      unanswered = 0;
      const phase = sight.phaseOf(seen);
      show(seen, phase, waitedFor(phase));
      const verdict = judge(phase, until);
      if (verdict.kind !== "goesOn") return verdict;
      const why = sight.undecided(seen, phase);
      if (why !== "") return { kind: "undecided", why };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PortError) || !error.transient) throw error;
      unanswered += 1;
      show(nothingSeen(clock.nowMs()), silentPhase(error), awsToAnswer);
    }
    await clock.sleep(pauseMs(pollMs, unanswered, clock.random()), signal);
  }
}

/** What a watch remembers from look to look. */
class Sight {
  readonly #plan: Plan;
  #watched: Watched;
  #lastAtMs: number | undefined;
  #openSinceMs: number | undefined;

  constructor(stage: Stage, plan: Plan) {
    this.#plan = plan;
    this.#watched = { stage, group: undefined, lastLinked: undefined };
  }

  phaseOf(seen: Observation): Phase {
    const { group, atMs } = seen;
    if (group.kind === "present") {
      const { arn, createdAt } = group;
      this.#watched = { ...this.#watched, group: this.#watched.group ?? { arn, createdAt } };
    }
    const gapMs = atMs - (this.#lastAtMs ?? atMs);
    if (gapMs < 0 || gapMs > 3 * this.#plan.pollSeconds * 1000 + limits.lookTakesMs) this.#linked(undefined);
    this.#lastAtMs = atMs;
    const phase = phaseSeen(seen, this.#watched, this.#plan);
    if (phase.phase === "copying" || phase.phase === "catchingUp" || phase.phase === "inSync") {
      this.#linked(phase.phase);
    } else if (phase.phase === "notStarted" || phase.phase === "starting") this.#linked(undefined);
    return phase;
  }

  /** Once every event that may explain the end has had its time to come; empty until then. */
  undecided({ group, atMs }: Observation, phase: Phase): string {
    const isOpen = phase.phase === "unknown" && phase.about === "outcome";
    if (!isOpen || group.kind === "absent" || group.status !== "available") {
      this.#openSinceMs = undefined;
      return "";
    }
    this.#openSinceMs ??= atMs;
    return atMs - this.#openSinceMs < limits.eventsWithinMs ? "" : phase.why;
  }

  #linked(lastLinked: Watched["lastLinked"]): void {
    this.#watched = { ...this.#watched, lastLinked };
  }
}

function waitedFor(phase: Phase): string {
  switch (phase.phase) {
    case "starting":
    case "copying":
    case "catchingUp":
      return phase.waitingFor;
    case "notStarted":
      return "StartMigration";
    case "inSync":
      return "CompleteMigration";
    case "completing":
    case "aborting":
      return "AWS to end the migration";
    case "unknown":
      return "certainty";
    case "done":
    case "aborted":
    case "fellBack":
    case "broken":
      return "";
  }
}
