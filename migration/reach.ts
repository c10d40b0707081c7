// The one loop: observe -> decide -> act, until the stage is reached, refused or late. Create, update, resume after a
// crash and refresh of a half-done stage all come through here.
import { callAws, callNames } from "./acts.ts";
import { pauseMs } from "./backOff.ts";
import { decide, type Act, type Gathered, type Situation } from "./decide.ts";
import { Deeds } from "./deeds.ts";
import { explained } from "./explained.ts";
import type { Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { look, type Sight } from "./look.ts";
import { isKnown } from "./milestones.ts";
import type { Observation } from "./observation.ts";
import { gather } from "./observe.ts";
import type { Phase } from "./phase.ts";
import { PortError } from "./ports.ts";
import { Progress } from "./progress.ts";
import { awsRefused, awsSilent } from "./refusalsOfAws.ts";
import { silentPhase } from "./silence.ts";
import { situationNow } from "./situationNow.ts";
import type { Outcome, Ports, Task } from "./task.ts";
import { Watched } from "./watched.ts";

export type { Outcome, Ports, Task } from "./task.ts";

/**
 * Takes a migration to a stage, or says why not. Never throws for what AWS or a server answers; rejects only when
 * aborted by its signal, and then has begun nothing new.
 */
export async function reach(task: Task, ports: Ports, signal: AbortSignal): Promise<Outcome> {
  return await new Run(task, ports, signal).untilSettled();
}

/** What a step leaves when it does not end the run: look again after the poll's interval, or after a longer one. */
type Next = Outcome | "lookAgain" | "backOff";

/** What one run has seen and done. */
class Run {
  readonly #task: Task;
  readonly #ports: Ports;
  readonly #signal: AbortSignal;
  readonly #beganAtMs: number;
  readonly #deadlineAtMs: number;
  readonly #progress: Progress;
  readonly #watched: Watched;
  readonly #deeds: Deeds;
  #findings: readonly Finding[] | undefined;
  /** Consecutive questions and calls that AWS left unanswered. */
  #failures = 0;

  constructor(task: Task, ports: Ports, signal: AbortSignal) {
    this.#task = task;
    this.#ports = ports;
    this.#signal = signal;
    this.#beganAtMs = ports.clock.nowMs();
    this.#deadlineAtMs = this.#beganAtMs + task.plan.deadlineMinutes * 60_000;
    this.#deeds = new Deeds(task, this.#beganAtMs);
    this.#watched = new Watched(task.plan, this.#beganAtMs);
    this.#progress = new Progress(task.plan, ports.clock, ports.report);
  }

  async untilSettled(): Promise<Outcome> {
    const { clock } = this.#ports;
    for (;;) {
      this.#signal.throwIfAborted();
      const next = await this.#step();
      if (typeof next !== "string") return next;
      this.#failures = next === "backOff" ? this.#failures + 1 : 0;
      await clock.sleep(this.#pauseMs(this.#failures), this.#signal);
    }
  }

  /** Never past the deadline: the look after it is the last. */
  #pauseMs(failures: number): number {
    const { clock } = this.#ports;
    const leftMs = Math.max(0, this.#deadlineAtMs - clock.nowMs());
    return Math.min(pauseMs(this.#task.plan.pollSeconds * 1000, failures, clock.random()), leftMs);
  }

  /** One look and what follows from it. */
  async #step(): Promise<Next> {
    const { stage, plan } = this.#task;
    const before = this.#watched.last;
    let sight: Sight;
    try {
      sight = await look(this.#ports, this.#task, this.#deeds.memory, this.#signal);
    } catch (error) {
      return this.#awsSilent(error);
    }
    this.#watched.see(sight);
    const surprise = explained(before?.status, sight.status, this.#deeds.actsOfStack(sight.seen.atMs), { stage, plan });
    if (surprise !== undefined) return this.#end(sight.phase, surprise);
    // What was watched while a call was out is no gate of the next one.
    if (this.#deeds.note(sight) === "callOver") this.#watched.unseen();
    return await this.#follow(sight);
  }

  async #follow(sight: Sight): Promise<Next> {
    let decision = decide(this.#situation(sight, undefined));
    if (decision.do === "look") {
      try {
        decision = decide(this.#situation(sight, await this.#gather(sight.seen)));
      } catch (error) {
        return this.#awsSilent(error);
      }
    }
    this.#progress.tell(sight.seen, sight.phase, decision);
    switch (decision.do) {
      case "look":
      case "wait":
        return "lookAgain";
      case "finish":
        return this.#end(sight.phase, undefined);
      case "giveUp":
        return this.#end(sight.phase, decision.failure);
      case "test":
      case "start":
      case "complete":
      case "abort":
        return await this.#act(decision.do, sight);
    }
  }

  /** Anew for every act: what was true at the last poll proves nothing. */
  async #gather(seen: Observation): Promise<Gathered> {
    const { plan, stage } = this.#task;
    const { attempt, milestones } = this.#deeds;
    const startsAttempt = stage === "prepare" ? attempt + 1 : attempt;
    const test = this.#deeds.test(seen);
    const seenBefore = stage === "prepare" || isKnown(milestones, seen.group);
    const gathered = await gather(this.#ports, plan, seen, seenBefore, test, startsAttempt, this.#signal);
    this.#findings = gathered.findings;
    this.#progress.tellOverridden(gathered.findings);
    return gathered;
  }

  #situation(sight: Sight, evidence: Gathered | undefined): Situation {
    const run = { deeds: this.#deeds, watched: this.#watched, deadlineAtMs: this.#deadlineAtMs };
    return situationNow(this.#task, run, sight, evidence);
  }

  /** Describe comes directly before each act: what is not as it was observed is observed anew instead. */
  async #act(act: Act, sight: Sight): Promise<Next> {
    const { seen, phase, status } = sight;
    const { elastiCache, clock, report } = this.#ports;
    try {
      const now = await elastiCache.group(this.#signal);
      const same = now.kind === "present" && seen.group.kind === "present" && now.createdAt === seen.group.createdAt;
      if (!same || now.status !== status || clock.nowMs() >= this.#deadlineAtMs) return "lookAgain";
    } catch (error) {
      return this.#awsSilent(error);
    }
    this.#signal.throwIfAborted();
    this.#deeds.about(sight);
    const accepted = await callAws(act, elastiCache, this.#signal);
    const answer = "reason" in accepted ? accepted.reason : "";
    report(`${this.#task.plan.groupId}: ${callNames[act]}: ${accepted.kind}${answer === "" ? "" : ` (${answer})`}`);
    switch (accepted.kind) {
      case "accepted":
      case "uncertain":
        this.#deeds.did(act, clock.nowMs(), seen.group, answer);
        return "lookAgain";
      case "wrongState":
      case "notDone":
        if (accepted.kind === "wrongState" && act === "start") this.#deeds.foundStarted(clock.nowMs());
        this.#deeds.didNot(`${callNames[act]}: ${answer}`);
        return "backOff";
      case "rejected":
        return this.#end(phase, awsRefused(callNames[act], answer, accepted.credentials));
    }
  }

  /**
   * AWS gave no answer to a question: wait for one until the deadline, or end if asking again cannot help. The gate of
   * `complete` is not held open over a gap in what was seen: its watch begins anew.
   */
  #awsSilent(error: unknown): Next {
    this.#signal.throwIfAborted();
    if (!(error instanceof PortError)) throw error;
    this.#watched.unseen();
    const nowMs = this.#ports.clock.nowMs();
    if (error.transient && nowMs < this.#deadlineAtMs) {
      this.#progress.tellSilence(error, nowMs, this.#deadlineAtMs);
      return "backOff";
    }
    return this.#end(silentPhase(error), awsSilent(error, this.#task.plan, this.#watched.lastInWords(nowMs)));
  }

  #end(phase: Phase, why: Failure | undefined): Outcome {
    const { last } = this.#watched;
    this.#deeds.end(why, this.#ports.clock.nowMs(), last);
    return {
      failure: why,
      phase,
      milestones: this.#deeds.milestones,
      findings: this.#findings,
      group: last?.seen.group ?? { kind: "absent" },
    };
  }
}
