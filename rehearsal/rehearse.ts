// The rehearsal itself: a migration from the first `up` to the comparison of every key, stage by stage.
import { changesOfOwners, makeExistingGroup } from "./existingGroup.ts";
import { RehearsalError } from "./failure.ts";
import { goUp } from "./goUp.ts";
import { processesOf } from "./processes.ts";
import * as proof from "./proof.ts";
import { RunRecord, type Aftermath } from "./record.ts";
import { startRehearsal, type Rehearsal } from "./rehearsal.ts";
import type { Report } from "./report.ts";
import { watchServers } from "./serverWatch.ts";
import { serverVersion } from "./servers.ts";
import { crashAround } from "./scenarios/crash.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { runSteps, type Step } from "./show.ts";
import type { StackFile } from "./stackFile.ts";
import type { RehearsedStage } from "./stages.ts";
import { stepsOf } from "./steps.ts";
import { Traffic } from "./traffic.ts";
import { upsUntil, type Up } from "./ups.ts";

export interface RehearseArgs {
  readonly stack: StackFile;
  readonly until: RehearsedStage;
  readonly scenario: Scenario;
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
  /** host:port of the target's primary, or of a cluster's configuration endpoint; empty as long as there is none. */
  readonly target: string;
  readonly isCluster: boolean;
}

export interface Rehearsed {
  readonly report: Report;
  readonly exitCode: 0 | 1 | 2;
  /** What stands on, with --keep. */
  readonly kept: Kept | undefined;
}

/** The stages at their bound (engine.ts), and time to load and compare the most keys that may be asked for. */
const wholeWithinMs = 60 * 60_000;

/** Never rejects for what went wrong in the rehearsal: that is in the report. */
export async function rehearse(args: RehearseArgs): Promise<Rehearsed> {
  const course = new Course(args);
  await course.run();
  return await course.finish();
}

class Course {
  readonly #args: RehearseArgs;
  readonly #ups: readonly Up[];
  readonly #record = new RunRecord();
  #rehearsal: Rehearsal | undefined;
  #traffic: Traffic | undefined;
  #say: (line: string) => void = () => undefined;
  #current = "";
  /** Aborted when the steps are done, and servers are about to be ended. */
  readonly #over = new AbortController();

  constructor(args: RehearseArgs) {
    this.#args = args;
    this.#ups = upsUntil(args.until, args.stack);
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
    const { stack, keys, seed, scenario } = this.#args;
    const asked = { stack, keys, seed, scenario: scenario.name, ups: this.#ups };
    const report = this.#record.report(asked, aftermath);
    const isCluster = stack.settings.source.clusterMode === "enabled";
    const target = this.#record.endpoint(isCluster ? "configuration" : "primary");
    const kept = isKept && this.#rehearsal !== undefined ? { ...this.#rehearsal, target, isCluster } : undefined;
    return { report, exitCode: this.#record.exitCode(report), kept };
  }

  #steps(): Step[] {
    const { until, keys, writeRate, stack } = this.#args;
    const steps = stepsOf(
      { until, ups: this.#ups, settings: stack.settings, keys, writeRate },
      {
        start: () => this.#start(),
        makeGroup: () => this.#makeGroup(),
        load: (say) => this.#on.traffic.load(say),
        startWriting: () => this.#on.traffic.startWriting(),
        up: (up, say) => this.#up(up, say),
        askForApplication: (after, say) => proof.askForApplication(this.#on, after, say),
        stopWriting: async () => this.#record.wrote(await this.#on.traffic.stopWriting(), false),
        switchWriter: () => proof.switchWriter(this.#on),
        lookForLost: (say) => proof.lookForLost(this.#on, say),
        compareAll: (say) => proof.compareAll(this.#on, say),
        askAsCluster: (say) => proof.askAsCluster(this.#on, say),
        askForPath: (say) => proof.askForPath(this.#on, say),
      },
    );
    return steps.map(({ title, run }) => this.#step(title, run));
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

  get #on(): proof.Running {
    if (this.#rehearsal === undefined || this.#traffic === undefined) {
      throw new RehearsalError("the rehearsal has not been started");
    }
    const { stack, keys } = this.#args;
    const [rehearsal, traffic, record] = [this.#rehearsal, this.#traffic, this.#record];
    return { rehearsal, traffic, record, settings: stack.settings, keys };
  }

  async #start(): Promise<void> {
    const { stack, sourceProgram, targetProgram, keys, seed, writeRate, keep: mayKeep, signal } = this.#args;
    const onLine = (line: string) => this.#say(line);
    const rehearsal = await startRehearsal({ stack, sourceProgram, targetProgram, mayKeep, onLine, signal });
    this.#rehearsal = rehearsal;
    const { sourceShards, source, emulator, giveUp } = rehearsal;
    const watching = AbortSignal.any([rehearsal.signal, this.#over.signal]);
    void watchServers({ servers: emulator.servers, onDeath: giveUp, signal: watching });
    const { databases } = stack.settings.source;
    this.#traffic = new Traffic({
      source: sourceShards,
      keys,
      seed,
      writeRate,
      databases,
      signal: rehearsal.signal,
    });
    this.#record.sourceServer = await serverVersion(source, rehearsal.signal);
  }

  async #makeGroup(): Promise<void> {
    const { rehearsal, settings } = this.#on;
    await makeExistingGroup({ aws: rehearsal.aws, settings, signal: rehearsal.signal });
  }

  async #up(up: Up, say: (line: string) => void): Promise<void> {
    const { rehearsal, traffic, record, settings } = this.#on;
    const { engine, aws, emulator, signal } = rehearsal;
    const crash = crashAround(this.#args.scenario, up.title, rehearsal, settings.target.replicationGroupId, say);
    const { changes } = await goUp({ engine, aws, emulator, traffic, record, settings, ...crash }, up);
    const [shard] = up.stage === "operate" ? [] : await proof.targetOf(this.#on);
    if (shard !== undefined) record.targetServer = await serverVersion(shard.address, signal);
    say(
      Object.entries(changes)
        .map(([what, count]) => `${count} ${what}`)
        .join(", "),
    );
  }

  async #aftermath(isKept: boolean): Promise<Aftermath> {
    const rehearsal = this.#rehearsal;
    if (rehearsal === undefined) {
      return { scale: {}, log: [], refusedConnections: [], left: [], endedByForce: [], isKept };
    }
    const { scale, emulator, run, aws } = rehearsal;
    const calls = await emulator.log().catch((error: unknown) => {
      if (!rehearsal.signal.aborted) this.#record.ended(error); // else what ended it is written down as such
      return [];
    });
    const log = calls.filter(({ requestId }) => !aws.own.has(requestId));
    const { settings } = this.#args.stack;
    if (settings.target.existing) for (const change of changesOfOwners(log, settings)) this.#record.problem(change);
    const refusedConnections = rehearsal.refusedConnections();
    if (isKept) {
      await rehearsal.keep();
      const left = processesOf(run).map(({ pid, command }) => `${pid} ${command}`);
      return { scale, log, refusedConnections, left, endedByForce: [], isKept };
    }
    return { scale, log, refusedConnections, ...(await rehearsal.end()), isKept };
  }
}
