// The rehearsal itself: a migration from the first `up` to the comparison of every key, stage by stage.
import { setTimeout as after } from "node:timers/promises";
import { RehearsalError } from "./failure.ts";
import { processesOf } from "./processes.ts";
import { FailedStage, RunRecord, type Aftermath } from "./record.ts";
import { addressOf, startRehearsal, type Address, type Rehearsal } from "./rehearsal.ts";
import type { RehearsedStage, Report } from "./report.ts";
import { watchServers } from "./serverWatch.ts";
import { serverVersion } from "./servers.ts";
import { runSteps, type Step } from "./show.ts";
import type { StackFile } from "./stackFile.ts";
import { Traffic } from "./traffic.ts";

export interface RehearseArgs {
  readonly stack: StackFile;
  readonly until: RehearsedStage;
  readonly keys: number;
  /** Writes per second. */
  readonly writeRate: number;
  readonly seed: number;
  readonly keep: boolean;
  readonly sourceProgram: string;
  readonly targetProgram: string;
  readonly terminal: boolean;
  readonly signal: AbortSignal;
}

export interface Kept extends Rehearsal {
  /** host:port of the target's primary; empty as long as there is none. */
  readonly target: string;
}

export interface Rehearsed {
  readonly report: Report;
  readonly exitCode: 0 | 1 | 2;
  /** What stands on, with --keep. */
  readonly kept: Kept | undefined;
}

/** How long the writer goes on at its new address, so that the switch is seen from both sides. */
const writesOnForMs = 1_000;

/** Three stages at their bound (engine.ts), and time to load and compare the most keys that may be asked for. */
const wholeWithinMs = 60 * 60_000;

const stagesUntil = {
  prepare: ["prepare"],
  migrate: ["prepare", "migrate"],
  complete: ["prepare", "migrate", "complete"],
  abort: ["prepare", "migrate", "abort"],
} as const satisfies { [S in RehearsedStage]: readonly RehearsedStage[] };

/** Never rejects for what went wrong in the rehearsal: that is in the report. */
export async function rehearse(args: RehearseArgs): Promise<Rehearsed> {
  const course = new Course(args);
  await course.run();
  return await course.finish();
}

class Course {
  readonly #args: RehearseArgs;
  readonly #record = new RunRecord();
  #rehearsal: Rehearsal | undefined;
  #traffic: Traffic | undefined;
  #say: (line: string) => void = () => undefined;
  #current = "";
  /** Aborted when the steps are done, and servers are about to be ended. */
  readonly #over = new AbortController();

  constructor(args: RehearseArgs) {
    this.#args = args;
  }

  async run(): Promise<void> {
    const timer = setTimeout(() => {
      const text = `the rehearsal has not ended within ${wholeWithinMs / 60_000} minutes; it was at: ${this.#current}`;
      this.#rehearsal?.giveUp(new RehearsalError(text));
    }, wholeWithinMs);
    try {
      await runSteps(this.#steps(), this.#args.terminal);
    } catch (error) {
      // What ended the run says more than what failed because of it.
      const { signal } = this.#rehearsal ?? this.#args;
      this.#record.ended(signal.aborted ? signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  async finish(): Promise<Rehearsed> {
    this.#over.abort();
    await this.#traffic?.stopWriting().catch((error: unknown) => this.#record.ended(error));
    const isKept = this.#args.keep && this.#rehearsal?.signal.aborted === false;
    const aftermath = await this.#aftermath(isKept);
    const { signal } = this.#rehearsal ?? this.#args;
    if (signal.aborted) this.#record.ended(signal.reason);
    const { stack, keys, seed, until } = this.#args;
    const report = this.#record.report({ stack, keys, seed, stages: stagesUntil[until] }, aftermath);
    const kept =
      isKept && this.#rehearsal !== undefined ? { ...this.#rehearsal, target: this.#record.primary } : undefined;
    return { report, exitCode: this.#record.exitCode(report), kept };
  }

  #steps(): Step[] {
    const { until, keys, writeRate } = this.#args;
    return [
      this.#step("Start the emulated AWS and the source", () => this.#start()),
      this.#step(`Load ${keys} keys`, (say) => this.#on.traffic.load(say)),
      this.#step(`Write ${writeRate} times a second`, () => this.#on.traffic.startWriting()),
      ...stagesUntil[until].map((stage) => this.#step(`pulumi up: ${stage}`, (say) => this.#up(stage, say))),
      ...this.#proof(until),
    ];
  }

  #proof(until: RehearsedStage): Step[] {
    const stop = this.#step("Stop the writer", async () => {
      this.#record.wrote(await this.#on.traffic.stopWriting(), false);
    });
    const compare = this.#step("Compare every key of both sides", (say) => this.#compare(say));
    switch (until) {
      case "prepare":
      case "abort": // an aborted target holds what had arrived, which nobody promised
        return [stop];
      case "migrate":
        return [stop, compare];
      case "complete":
        return [
          this.#step("Switch the writer to the target", () => this.#switch()),
          this.#step("Stop the writer, look for lost writes", (say) => this.#lost(say)),
          compare,
        ];
    }
  }

  #step(title: string, run: (say: (line: string) => void) => Promise<void>): Step {
    return {
      title,
      run: async (say) => {
        const began = performance.now();
        this.#current = title;
        this.#say = say;
        (this.#rehearsal ?? this.#args).signal.throwIfAborted();
        try {
          await run(say);
        } finally {
          this.#record.steps.push({ step: title, seconds: (performance.now() - began) / 1000 });
        }
      },
    };
  }

  get #on(): Rehearsal & { traffic: Traffic } {
    if (this.#rehearsal === undefined || this.#traffic === undefined) {
      throw new RehearsalError("the rehearsal has not been started");
    }
    return { ...this.#rehearsal, traffic: this.#traffic };
  }

  async #start(): Promise<void> {
    const { stack, sourceProgram, targetProgram, keys, seed, writeRate, keep: mayKeep, signal } = this.#args;
    const onLine = (line: string) => this.#say(line);
    const rehearsal = await startRehearsal({ stack, sourceProgram, targetProgram, mayKeep, onLine, signal });
    this.#rehearsal = rehearsal;
    const { source, emulator, giveUp } = rehearsal;
    const watching = AbortSignal.any([rehearsal.signal, this.#over.signal]);
    void watchServers({ servers: emulator.servers, onDeath: giveUp, signal: watching });
    const { databases } = stack.settings.source;
    this.#traffic = new Traffic({ source, keys, seed, writeRate, databases, signal: rehearsal.signal });
    this.#record.sourceServer = await serverVersion(source, rehearsal.signal);
  }

  async #up(stage: RehearsedStage, say: (line: string) => void): Promise<void> {
    const { engine, signal } = this.#on;
    engine.setConfig("stage", stage);
    const { ok, seconds, changes, errors, outputs } = await engine.up();
    this.#record.stages.push({ stage, ok, seconds, changes });
    if (!ok) {
      for (const error of errors) this.#record.problem(error);
      const { findings } = await engine.outputsOf("OnlineMigration");
      if (findings !== undefined) this.#record.outputs = { ...this.#record.outputs, findings };
      throw new FailedStage(stage);
    }
    this.#record.outputs = outputs;
    this.#record.targetServer = await serverVersion(this.#target, signal);
    say(
      Object.entries(changes)
        .map(([what, count]) => `${count} ${what}`)
        .join(", "),
    );
  }

  get #target(): Address {
    if (this.#record.primary !== "") return addressOf(this.#record.primary);
    throw new RehearsalError("the stack outputs name no endpoints.primary", 1);
  }

  async #switch(): Promise<void> {
    const { traffic, signal } = this.#on;
    await traffic.switchTo(this.#target);
    await after(writesOnForMs, undefined, { signal });
  }

  async #lost(say: (line: string) => void): Promise<void> {
    const writes = await this.#on.traffic.stopWriting(this.#target);
    this.#record.wrote(writes, true);
    say(`${writes.lost} of ${writes.acknowledged} acknowledged writes lost: cut-over is not fenced yet`);
  }

  async #compare(say: (line: string) => void): Promise<void> {
    const comparison = await this.#on.traffic.compareWith(this.#target, say);
    this.#record.comparison = comparison;
    const { compared, missing, extra, different, ttlDifferent } = comparison;
    if (compared !== this.#args.keys) {
      this.#record.problem(`the source holds ${compared} keys of the ${this.#args.keys} that were loaded`);
    }
    say(`${missing} missing, ${extra} extra, ${different} different, ${ttlDifferent} with another expiry`);
  }

  async #aftermath(isKept: boolean): Promise<Aftermath> {
    const rehearsal = this.#rehearsal;
    if (rehearsal === undefined) {
      return { scale: {}, log: [], refusedConnections: [], left: [], endedByForce: [], isKept };
    }
    const { scale, emulator, run } = rehearsal;
    const log = await emulator.log().catch((error: unknown) => {
      if (!rehearsal.signal.aborted) this.#record.ended(error); // else what ended it is written down as such
      return [];
    });
    const refusedConnections = rehearsal.refusedConnections();
    if (isKept) {
      await rehearsal.keep();
      const left = processesOf(run).map(({ pid, command }) => `${pid} ${command}`);
      return { scale, log, refusedConnections, left, endedByForce: [], isKept };
    }
    return { scale, log, refusedConnections, ...(await rehearsal.end()), isKept };
  }
}
