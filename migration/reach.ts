// The one loop: observe -> decide -> act, until the stage is reached, refused or late. Create, update, resume after a
// crash and refresh of a half-done stage all come through here.
import { decide, type Act, type Decision, type Situation } from "./decide.ts";
import { failure, type Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import { limits } from "./limits.ts";
import { explained } from "./explained.ts";
import { record, type Milestone, type MilestoneKind } from "./milestones.ts";
import type { Contents } from "./mayStart.ts";
import type { GroupReading, Observation } from "./observation.ts";
import { currentAttempt, phaseOf, type Memory, type Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import { PortError, type Accepted, type Clock, type ElastiCachePort, type RedisPort, type Reporter } from "./ports.ts";
import { changeOf, progressLine } from "./progress.ts";
import { readiness } from "./readiness.ts";
import type { Stage } from "./stages.ts";
import { completionRefusal, testOutcome } from "./outcomes.ts";

export interface Ports {
  readonly elastiCache: ElastiCachePort;
  readonly redis: RedisPort;
  readonly clock: Clock;
  readonly report: Reporter;
}

export interface Task {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly memory: Memory;
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

/**
 * Takes a migration to a stage, or says why not. Never throws for what AWS or a server answers; rejects only when
 * aborted by its signal, and then has begun nothing new.
 */
export async function reach(task: Task, ports: Ports, signal: AbortSignal): Promise<Outcome> {
  const run = new Run(task, ports, signal);
  return await run.untilSettled();
}

/** What one run has seen and done. */
class Run {
  readonly #task: Task;
  readonly #ports: Ports;
  readonly #signal: AbortSignal;
  readonly #beganAtMs: number;
  readonly #acts = new Set<Act>();
  #milestones: readonly Milestone[];
  #evidence: { findings: readonly Finding[]; contents: Contents } | undefined;
  #findings: readonly Finding[] | undefined;
  #inSyncSinceMs: number | undefined;
  #lastStatus: string | undefined;
  #last: Observation | undefined;
  /** AWS's date of the newest event before this run's test or completion. */
  #eventsBeforeAct = "";
  #testAskedAtMs = 0;
  #reported = "";
  #reportedAtMs = 0;

  constructor(task: Task, ports: Ports, signal: AbortSignal) {
    this.#task = task;
    this.#ports = ports;
    this.#signal = signal;
    this.#beganAtMs = ports.clock.nowMs();
    this.#milestones = task.memory.milestones;
  }

  get #memory(): Memory {
    return { history: this.#task.memory.history, milestones: this.#milestones };
  }

  get #attempt(): number {
    return currentAttempt(this.#task.memory.history);
  }

  async untilSettled(): Promise<Outcome> {
    for (;;) {
      this.#signal.throwIfAborted();
      const step = await this.#step();
      if (step !== undefined) return step;
      await this.#ports.clock.sleep(this.#task.plan.pollSeconds * 1000, this.#signal);
    }
  }

  /** One look and what follows from it. Undefined: look again after a pause. */
  async #step(): Promise<Outcome | undefined> {
    let seen: Observation;
    try {
      seen = await this.#observe();
    } catch (error) {
      return this.#awsSilent(error);
    }
    const phase = phaseOf(seen, this.#memory, this.#task.plan);
    const status = seen.group.kind === "present" ? seen.group.status : "absent";
    const surprise = explained(this.#lastStatus, status, this.#acts, this.#task);
    this.#lastStatus = status;
    this.#inSyncSinceMs = phase.phase === "inSync" ? (this.#inSyncSinceMs ?? seen.atMs) : undefined;
    this.#note(phase, seen);
    if (surprise !== undefined) return this.#end(phase, seen, surprise);
    return await this.#follow(phase, seen, status);
  }

  async #follow(phase: Phase, seen: Observation, status: string): Promise<Outcome | undefined> {
    let decision = decide(this.#situation(phase, seen, status));
    if (decision.do === "look") {
      try {
        this.#evidence = await this.#look(seen);
        this.#findings = this.#evidence.findings;
      } catch (error) {
        return this.#awsSilent(error);
      }
      decision = decide(this.#situation(phase, seen, status));
    }
    this.#tell(phase, decision);
    switch (decision.do) {
      case "look":
      case "wait":
        return undefined;
      case "finish":
        return this.#end(phase, seen, undefined);
      case "giveUp":
        return this.#end(phase, seen, decision.failure);
      case "test":
      case "start":
      case "complete":
      case "abort":
        return await this.#act(decision.do, phase, seen, status);
    }
  }

  async #observe(): Promise<Observation> {
    const { elastiCache, redis, clock } = this.#ports;
    const { plan, memory } = this.#task;
    const group = await elastiCache.group(this.#signal);
    const since =
      Date.parse(memory.history.findLast((entry) => entry.stage === "prepare")?.at ?? "") || this.#beganAtMs;
    const events =
      group.kind === "present"
        ? await elastiCache.events(new Date(since - limits.eventsSinceBeforeMs), this.#signal)
        : [];
    const shards = group.kind === "present" ? group.shards : [];
    const targets = shards.flatMap((shard) => [shard.primary, ...shard.replicas]);
    // Targets before the source: the lag is then an upper bound.
    const readings = await redis.observe(targets, this.#signal);
    const [source] = await redis.observe([`${plan.source.host}:${plan.source.port}`], this.#signal);
    const reading = (address: string) =>
      readings.find((one) => one.address === address) ?? { kind: "unreadable" as const, address, reason: "not read" };
    const seen = {
      atMs: clock.nowMs(),
      group,
      events,
      shards: shards.map((shard) => ({
        shard: shard.id,
        source: source ?? reading("the source"),
        primary: reading(shard.primary),
        replicas: shard.replicas.map(reading),
      })),
    };
    this.#last = seen;
    return seen;
  }

  async #look(seen: Observation): Promise<{ findings: readonly Finding[]; contents: Contents }> {
    const { elastiCache, redis } = this.#ports;
    const { plan } = this.#task;
    const primaries = seen.group.kind === "present" ? seen.group.shards.map((shard) => shard.primary) : [];
    const targetDatabases = await elastiCache.databases(this.#signal);
    const source = await redis.source(`${plan.source.host}:${plan.source.port}`, this.#signal);
    const contents = await redis.contents(primaries, plan.source.databases, this.#signal);
    const test = this.#test(seen);
    const testEvidence = test.evidence;
    const outcome = test.outcome === "running" ? "notRun" : test.outcome;
    return {
      findings: readiness(plan, { group: seen.group, targetDatabases, source, test: outcome, testEvidence }),
      contents,
    };
  }

  #test(seen: Observation): ReturnType<typeof testOutcome> {
    return testOutcome({
      asked: this.#acts.has("test"),
      recorded: this.#milestones.find((one) => one.kind === "tested" && one.attempt === this.#attempt),
      events: seen.events.filter((event) => event.at > this.#eventsBeforeAct),
      waitedMs: seen.atMs - this.#testAskedAtMs,
    });
  }

  #situation(phase: Phase, seen: Observation, status: string): Situation {
    const { stage, plan } = this.#task;
    return {
      stage,
      phase,
      status,
      memory: this.#memory,
      plan,
      nowMs: seen.atMs,
      deadlineAtMs: this.#beganAtMs + plan.deadlineMinutes * 60_000,
      inSyncSinceMs: this.#inSyncSinceMs,
      acts: this.#acts,
      test: this.#test(seen).outcome,
      completionRefusedBy: this.#acts.has("complete") ? completionRefusal(seen.events, this.#eventsBeforeAct) : "",
      evidence: this.#evidence,
    };
  }

  /** Describe comes directly before each act: what is not as it was observed is observed anew instead. */
  async #act(act: Act, phase: Phase, seen: Observation, status: string): Promise<Outcome | undefined> {
    const { elastiCache, clock } = this.#ports;
    try {
      const now = await elastiCache.group(this.#signal);
      const same = now.kind === "present" && seen.group.kind === "present" && now.createdAt === seen.group.createdAt;
      if (!same || now.status !== status) return undefined;
    } catch (error) {
      return this.#awsSilent(error);
    }
    this.#signal.throwIfAborted();
    this.#eventsBeforeAct = seen.events.at(-1)?.at ?? "";
    const accepted = await this.#call(act);
    const answer = "reason" in accepted ? accepted.reason : "";
    this.#ports.report(
      `${this.#task.plan.groupId}: ${callNames[act]}: ${accepted.kind}${answer === "" ? "" : ` (${answer})`}`,
    );
    switch (accepted.kind) {
      case "accepted":
      case "uncertain":
        this.#acts.add(act);
        if (act === "test") this.#testAskedAtMs = clock.nowMs();
        else this.#mark(requested[act], answer);
        this.#evidence = undefined;
        return undefined;
      case "notDone":
      case "wrongState":
        return undefined;
      case "rejected":
        return this.#end(
          phase,
          seen,
          failure(
            "aws-refused",
            `AWS refused ${callNames[act]}: ${answer}`,
            "an accepted call",
            "mend what AWS names, then run pulumi up again",
          ),
        );
    }
  }

  async #call(act: Act): Promise<Accepted> {
    const { elastiCache } = this.#ports;
    switch (act) {
      case "test":
        return await elastiCache.test(this.#signal);
      case "start":
        return await elastiCache.start(this.#signal);
      case "complete":
        return await elastiCache.complete({ force: false }, this.#signal);
      case "abort":
        return await elastiCache.complete({ force: true }, this.#signal);
    }
  }

  #note(phase: Phase, seen: Observation): void {
    const { outcome, evidence } = this.#test(seen);
    if (outcome === "passed" || outcome === "inconclusive")
      this.#mark("tested", outcome === "passed" ? evidence : "inconclusive");
    if (phase.phase === "copying" || phase.phase === "catchingUp" || phase.phase === "inSync")
      this.#mark("replicating", "");
    if (phase.phase === "inSync") this.#mark("inSync", `${phase.lagBytes} bytes behind`);
    if (phase.phase === "fellBack") this.#mark("fellBack", phase.evidence);
    if (phase.phase === "done" && this.#task.stage === "complete") this.#mark("completed", phase.evidence);
    if (phase.phase === "aborted" && this.#task.stage === "abort") this.#mark("aborted", phase.evidence);
  }

  #mark(kind: MilestoneKind, evidence: string): void {
    if (this.#last?.group.kind !== "present") return;
    this.#milestones = record(
      this.#milestones,
      kind,
      this.#attempt,
      this.#ports.clock.nowMs(),
      this.#last.group,
      evidence,
    );
  }

  #tell(phase: Phase, decision: Decision): void {
    const nowMs = this.#ports.clock.nowMs();
    const waitingFor = decision.do === "wait" ? decision.reason : "";
    const snapshot = { groupId: this.#task.plan.groupId, phase, elapsedMs: nowMs - this.#beganAtMs, waitingFor };
    if (changeOf(snapshot) === this.#reported && nowMs - this.#reportedAtMs < limits.progressEveryMs) return;
    this.#reported = changeOf(snapshot);
    this.#reportedAtMs = nowMs;
    this.#ports.report(progressLine(snapshot));
  }

  /** AWS gave no answer to a question: wait for one until the deadline, or end if asking again cannot help. */
  #awsSilent(error: unknown): Outcome | undefined {
    this.#signal.throwIfAborted();
    if (!(error instanceof PortError)) throw error;
    this.#inSyncSinceMs = undefined;
    const { plan, stage } = this.#task;
    const late = this.#ports.clock.nowMs() >= this.#beganAtMs + plan.deadlineMinutes * 60_000;
    if (
      error.transient &&
      !late &&
      !(stage === "complete" && !this.#acts.has("complete") && this.#last !== undefined)
    ) {
      this.#ports.report(`${plan.groupId}: waiting for AWS to answer: ${error.message}`);
      return undefined;
    }
    const phase: Phase = { phase: "unknown", about: "link", why: `AWS does not answer: ${error.message}` };
    const why = failure(
      error.transient ? "aws-unreachable" : "aws-refused",
      `AWS did not tell how ${plan.groupId} is: ${error.message}`,
      "an answer to DescribeReplicationGroups and DescribeEvents",
      "check credentials, region and network, then run pulumi up again",
    );
    return this.#end(phase, this.#last, why);
  }

  #end(phase: Phase, seen: Observation | undefined, why: Failure | undefined): Outcome {
    if (why === undefined && this.#task.stage === "prepare") this.#mark("prepared", "");
    return {
      failure: why,
      phase,
      milestones: this.#milestones,
      findings: this.#findings,
      group: seen?.group ?? { kind: "absent" },
    };
  }
}

const callNames = {
  test: "TestMigration",
  start: "StartMigration",
  complete: "CompleteMigration",
  abort: "CompleteMigration Force=true",
} as const satisfies Record<Act, string>;
const requested = { start: "startRequested", complete: "completeRequested", abort: "abortRequested" } as const;
