// The one loop: observe -> decide -> act, until the stage is reached, refused or late. Create, update, resume after a
// crash and refresh of a half-done stage all come through here.
import { callAws, callNames, requested } from "./acts.ts";
import { decide, type Act, type Situation } from "./decide.ts";
import { actsOf, explained } from "./explained.ts";
import type { Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { inWords } from "./inWords.ts";
import { limits } from "./limits.ts";
import { completionOpen, record, type Milestone, type MilestoneKind } from "./milestones.ts";
import { noted } from "./noted.ts";
import type { Observation } from "./observation.ts";
import { gather, observe, observeAws, type Evidence } from "./observe.ts";
import { completionRefusal, completionSeen, startsKnownAtMs, testOutcome, type TestAnswer } from "./outcomes.ts";
import { currentAttempt, phaseOf, type Memory, type Phase } from "./phase.ts";
import { PortError } from "./ports.ts";
import { Progress } from "./progress.ts";
import { awsRefused, awsSilent } from "./refusals.ts";
import type { Outcome, Ports, Task } from "./task.ts";

export type { Outcome, Ports, Task } from "./task.ts";

/**
 * Takes a migration to a stage, or says why not. Never throws for what AWS or a server answers; rejects only when
 * aborted by its signal, and then has begun nothing new.
 */
export async function reach(task: Task, ports: Ports, signal: AbortSignal): Promise<Outcome> {
  const run = new Run(task, ports, signal);
  return await run.untilSettled();
}

/** One look, and what it means. */
interface Sight {
  readonly seen: Observation;
  readonly phase: Phase;
  readonly status: string;
}

/** What one run has seen and done. */
class Run {
  readonly #task: Task;
  readonly #ports: Ports;
  readonly #signal: AbortSignal;
  readonly #beganAtMs: number;
  readonly #deadlineAtMs: number;
  readonly #progress: Progress;
  readonly #acts = new Set<Act>();
  #milestones: readonly Milestone[];
  #findings: readonly Finding[] | undefined;
  #inSyncSinceMs: number | undefined;
  #last: Sight | undefined;
  #unchangedSinceMs: number;
  /** AWS's date of the newest event before this run's test or completion. */
  #eventsBeforeAct = "";
  #testAskedAtMs = 0;

  constructor(task: Task, ports: Ports, signal: AbortSignal) {
    this.#task = task;
    this.#ports = ports;
    this.#signal = signal;
    this.#beganAtMs = ports.clock.nowMs();
    this.#unchangedSinceMs = this.#beganAtMs;
    this.#deadlineAtMs = this.#beganAtMs + task.plan.deadlineMinutes * 60_000;
    this.#milestones = task.memory.milestones;
    this.#progress = new Progress(task.plan.groupId, ports.clock, ports.report);
  }

  get #memory(): Memory {
    return { history: this.#task.memory.history, milestones: this.#milestones };
  }

  get #attempt(): number {
    return currentAttempt(this.#task.memory.history);
  }

  async untilSettled(): Promise<Outcome> {
    const { clock } = this.#ports;
    for (;;) {
      this.#signal.throwIfAborted();
      const outcome = await this.#step();
      if (outcome !== undefined) return outcome;
      // Never past the deadline: the look after it is the last.
      const leftMs = Math.max(0, this.#deadlineAtMs - clock.nowMs());
      await clock.sleep(Math.min(this.#task.plan.pollSeconds * 1000, leftMs), this.#signal);
    }
  }

  /** One look and what follows from it. Undefined: look again after a pause. */
  async #step(): Promise<Outcome | undefined> {
    const { stage, plan } = this.#task;
    const before = this.#last;
    try {
      this.#last = await this.#look();
    } catch (error) {
      return this.#awsSilent(error);
    }
    const { seen, phase, status } = this.#last;
    if (before === undefined || inWords(before.phase) !== inWords(phase)) this.#unchangedSinceMs = seen.atMs;
    const gapMs = before === undefined ? 0 : seen.atMs - before.seen.atMs;
    if (gapMs < 0 || gapMs > 3 * plan.pollSeconds * 1000 + limits.lookTakesMs) this.#inSyncSinceMs = undefined;
    this.#inSyncSinceMs = phase.phase === "inSync" ? (this.#inSyncSinceMs ?? seen.atMs) : undefined;
    const acts = actsOf(this.#acts, this.#milestones, { stage, attempt: this.#attempt });
    const surprise = explained(before?.status, status, acts, { stage, plan });
    if (surprise !== undefined) return this.#end(phase, surprise);
    this.#milestones = noted(this.#memory, { stage, seen, phase, test: this.#test(seen) });
    return await this.#follow(this.#last);
  }

  async #look(): Promise<Sight> {
    const { plan, stage } = this.#task;
    const looking =
      stage === "operate" ? observeAws(this.#ports, this.#signal) : observe(this.#ports, plan, this.#signal);
    const seen = await looking;
    const status = seen.group.kind === "present" ? seen.group.status : "absent";
    return { seen, phase: phaseOf(seen, this.#memory, plan), status };
  }

  async #follow(sight: Sight): Promise<Outcome | undefined> {
    let decision = decide(this.#situation(sight, undefined));
    if (decision.do === "look") {
      try {
        // Gathered anew for every act: what was true at the last poll proves nothing.
        const test = this.#test(sight.seen);
        const { plan, stage } = this.#task;
        const startsAttempt = stage === "prepare" ? this.#attempt + 1 : this.#attempt;
        const evidence = await gather(this.#ports, plan, sight.seen, test, startsAttempt, this.#signal);
        this.#findings = evidence.findings;
        decision = decide(this.#situation(sight, evidence));
      } catch (error) {
        return this.#awsSilent(error);
      }
    }
    this.#progress.tell(sight.phase, decision.do === "wait" ? decision.reason : "");
    switch (decision.do) {
      case "look":
      case "wait":
        return undefined;
      case "finish":
        return this.#end(sight.phase, undefined);
      case "giveUp":
        // A call that AWS refused must not lend its name to an end that somebody else makes afterwards.
        if (this.#refusal(sight.seen) !== "") this.#mark("completionRefused", this.#refusal(sight.seen));
        return this.#end(sight.phase, decision.failure);
      case "test":
      case "start":
      case "complete":
      case "abort":
        return await this.#act(decision.do, sight);
    }
  }

  #test(seen: Observation): TestAnswer {
    return testOutcome({
      asked: this.#acts.has("test"),
      recorded: this.#milestones.find((one) => one.kind === "tested" && one.attempt === this.#attempt),
      events: seen.events.filter((event) => event.at > this.#eventsBeforeAct),
      waitedMs: seen.atMs - this.#testAskedAtMs,
      // Within the deadline, so that a short one does not ask for the same test for ever.
      withinMs: Math.min(limits.testOutcomeWithinMs, this.#task.plan.deadlineMinutes * 30_000),
    });
  }

  #situation({ seen, phase, status }: Sight, evidence: Evidence | undefined): Situation {
    const { stage, plan } = this.#task;
    return {
      stage,
      phase,
      status,
      memory: this.#memory,
      plan,
      nowMs: seen.atMs,
      deadlineAtMs: this.#deadlineAtMs,
      unchangedSinceMs: this.#unchangedSinceMs,
      inSyncSinceMs: this.#inSyncSinceMs,
      acts: this.#acts,
      test: this.#test(seen).outcome,
      completionRefusedBy: this.#refusal(seen),
      completionSeen: completionSeen(seen, this.#memory),
      startsKnownAtMs: startsKnownAtMs(seen, this.#memory, this.#beganAtMs),
      evidence,
    };
  }

  /** Describe comes directly before each act: what is not as it was observed is observed anew instead. */
  async #act(act: Act, { seen, phase, status }: Sight): Promise<Outcome | undefined> {
    const { elastiCache, clock, report } = this.#ports;
    try {
      const now = await elastiCache.group(this.#signal);
      const same = now.kind === "present" && seen.group.kind === "present" && now.createdAt === seen.group.createdAt;
      if (!same || now.status !== status || clock.nowMs() >= this.#deadlineAtMs) return undefined;
    } catch (error) {
      return this.#awsSilent(error);
    }
    this.#signal.throwIfAborted();
    this.#eventsBeforeAct = seen.events.at(-1)?.at ?? "";
    const accepted = await callAws(act, elastiCache, this.#signal);
    const answer = "reason" in accepted ? accepted.reason : "";
    report(`${this.#task.plan.groupId}: ${callNames[act]}: ${accepted.kind}${answer === "" ? "" : ` (${answer})`}`);
    switch (accepted.kind) {
      case "accepted":
      case "uncertain":
        this.#acts.add(act);
        if (act === "test") this.#testAskedAtMs = clock.nowMs();
        else this.#mark(requested[act], answer);
        return undefined;
      case "notDone":
      case "wrongState":
        return undefined;
      case "rejected":
        return this.#end(phase, awsRefused(callNames[act], answer));
    }
  }

  #mark(kind: MilestoneKind, evidence: string): void {
    const group = this.#last?.seen.group;
    if (group?.kind !== "present") return;
    this.#milestones = record(this.#milestones, kind, this.#attempt, this.#ports.clock.nowMs(), group, evidence);
  }

  #refusal({ events }: Observation): string {
    return this.#acts.has("complete") ? completionRefusal(events, this.#eventsBeforeAct) : "";
  }

  /**
   * AWS gave no answer to a question: wait for one until the deadline, or end if asking again cannot help. The gate of
   * `complete` is not held open over a gap in what was seen.
   */
  #awsSilent(error: unknown): Outcome | undefined {
    this.#signal.throwIfAborted();
    if (!(error instanceof PortError)) throw error;
    this.#inSyncSinceMs = undefined;
    const { plan, stage } = this.#task;
    const late = this.#ports.clock.nowMs() >= this.#deadlineAtMs;
    const atTheGate = stage === "complete" && !this.#acts.has("complete") && this.#last !== undefined;
    if (error.transient && !late && !atTheGate) {
      this.#ports.report(`${plan.groupId}: waiting for AWS to answer: ${error.message}`);
      return undefined;
    }
    const phase: Phase = { phase: "unknown", about: "link", why: `AWS does not answer: ${error.message}` };
    return this.#end(phase, awsSilent(error, plan));
  }

  #end(phase: Phase, why: Failure | undefined): Outcome {
    const { stage } = this.#task;
    if (why === undefined && stage === "prepare") this.#mark("prepared", "");
    const sent = completionOpen(this.#milestones, this.#attempt);
    if (stage === "complete" && why !== undefined && !sent) this.#mark("completionNotSent", why.code);
    return {
      failure: why,
      phase,
      milestones: this.#milestones,
      findings: this.#findings,
      group: this.#last?.seen.group ?? { kind: "absent" },
    };
  }
}
