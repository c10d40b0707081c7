// The rehearsal itself: a migration from the first `up` to the comparison of every key, stage by stage.
import { setTimeout as after } from "node:timers/promises";
import { compareServers } from "./data/compare.ts";
import type { Comparison } from "./data/comparison.ts";
import { countLost } from "./data/countLost.ts";
import { loadKeys } from "./data/load.ts";
import { startWriter, writerKeyPrefix, type Writer } from "./data/writer.ts";
import { RehearsalError } from "./failure.ts";
import { addressOf, startRehearsal, type Address, type Rehearsal } from "./rehearsal.ts";
import {
  countActions,
  isClean,
  nothingCompared,
  type RehearsedStage,
  type Report,
  type StageReport,
} from "./report.ts";
import { serverVersion } from "./servers.ts";
import { runSteps, type Step } from "./show.ts";
import type { StackFile } from "./stackFile.ts";

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

/** How long the writer goes on at its new address, so that the switch is seen from both sides. */
const writesOnForMs = 1_000;

/** @returns the report; a rehearsal that did not hold has `ok: false` and its problems in it */
export async function rehearse(args: RehearseArgs): Promise<{ report: Report; kept: Rehearsal | undefined }> {
  const course = new Course(args);
  try {
    await runSteps(course.steps(), args.terminal);
  } catch (error) {
    course.failed(error);
  }
  return await course.finish();
}

class Course {
  readonly #args: RehearseArgs;
  readonly #began = performance.now();
  readonly #databases: readonly number[];
  readonly #stages: StageReport[] = [];
  readonly #times: { step: string; seconds: number }[] = [];
  readonly #problems: string[] = [];
  #rehearsal: Rehearsal | undefined;
  #writer: Writer | undefined;
  #outputs: Record<string, unknown> = {};
  #writes = { attempted: 0, acknowledged: 0, lost: 0, outageMs: 0 };
  #comparison: Comparison = nothingCompared;
  #versions = { source: "", target: "" };
  #say: (line: string) => void = () => undefined;

  constructor(args: RehearseArgs) {
    this.#args = args;
    const { databases } = args.stack.settings.source;
    this.#databases = databases > 3 ? [0, 3] : databases > 1 ? [0, databases - 1] : [0];
  }

  steps(): Step[] {
    const { until, keys, writeRate } = this.#args;
    const path: RehearsedStage[] = until === "prepare" ? [] : until === "migrate" ? ["migrate"] : ["migrate", until];
    return [
      this.#step("Start the emulated AWS and the source", () => this.#start()),
      this.#step(`Load ${keys} keys`, (say) => this.#load(say)),
      this.#step(`Write ${writeRate} times a second`, () => this.#write()),
      ...(["prepare", ...path] as const).map((stage) =>
        this.#step(`pulumi up: ${stage}`, (say) => this.#up(stage, say)),
      ),
      ...(until === "complete" ? [this.#step("Switch the writer to the target", () => this.#switch())] : []),
      this.#step("Stop the writer", () => this.#stop()),
      ...(until === "migrate" || until === "complete"
        ? [this.#step("Compare every key of both sides", (say) => this.#compare(say))]
        : []),
    ];
  }

  /** The steps were ended by an error: what the operator needs of it, once. */
  failed(error: unknown): void {
    const cause: unknown = this.#rehearsal?.signal.aborted === true ? this.#rehearsal.signal.reason : error;
    if (this.#args.signal.aborted) return;
    const text = cause instanceof Error ? cause.message : String(cause);
    if (!this.#problems.includes(text)) this.#problems.push(text);
    if (!(cause instanceof RehearsalError) && cause instanceof Error && process.env["REHEARSAL_DEBUG"] !== undefined)
      console.error(cause.stack);
  }

  async finish(): Promise<{ report: Report; kept: Rehearsal | undefined }> {
    await this.#writer?.stop().catch((error: unknown) => this.failed(error));
    const rehearsal = this.#rehearsal;
    const log = await rehearsal?.emulator.log().catch(() => []); // an emulator that is gone is a problem already
    const refused = rehearsal?.refusedConnections() ?? [];
    if (refused.length > 0) this.#problems.push(`the sandbox refused: ${refused.join("; ")}`);
    const keep = this.#args.keep && rehearsal !== undefined && !this.#args.signal.aborted;
    if (keep) rehearsal.keep();
    const left = keep ? [] : ((await rehearsal?.end()) ?? []);
    const { settings, name } = this.#args.stack;
    const { examples, awsKeys, ...verification } = this.#comparison;
    const planned = this.steps().filter(({ title }) => title.startsWith("pulumi up")).length;
    const ok =
      this.#problems.length === 0 &&
      this.#stages.length === planned &&
      this.#stages.every((stage) => stage.ok) &&
      isClean(this.#comparison) &&
      left.length === 0;
    const report: Report = {
      ok,
      seed: this.#args.seed,
      stack: name,
      scenario: "default",
      sourceServer: this.#versions.source,
      targetServer: this.#versions.target,
      declaredEngine: `${settings.target.engine} ${settings.target.engineVersion}`,
      keys: this.#args.keys,
      shards: settings.target.shards,
      scale: rehearsal?.scale ?? {},
      stages: this.#stages,
      writes: this.#writes,
      verification,
      awsKeys,
      examples,
      findings: Array.isArray(this.#outputs["findings"]) ? this.#outputs["findings"] : [],
      certificate: null,
      emulator: { actions: countActions(log ?? []) },
      refusedConnections: refused,
      problems: this.#problems,
      left,
      steps: this.#times,
      seconds: (performance.now() - this.#began) / 1000,
    };
    return { report, kept: keep ? rehearsal : undefined };
  }

  #step(title: string, run: (say: (line: string) => void) => Promise<void>): Step {
    return {
      title,
      run: async (say) => {
        const began = performance.now();
        this.#say = say;
        this.#args.signal.throwIfAborted();
        this.#rehearsal?.signal.throwIfAborted();
        try {
          await run(say);
        } finally {
          this.#times.push({ step: title, seconds: (performance.now() - began) / 1000 });
        }
      },
    };
  }

  get #on(): Rehearsal {
    if (this.#rehearsal === undefined) throw new RehearsalError("the rehearsal has not been started");
    return this.#rehearsal;
  }

  async #start(): Promise<void> {
    const { stack, sourceProgram, targetProgram, signal } = this.#args;
    this.#rehearsal = await startRehearsal({
      stack,
      sourceProgram,
      targetProgram,
      signal,
      onLine: (line) => this.#say(line),
    });
    this.#versions = { ...this.#versions, source: await serverVersion(this.#on.source, this.#on.signal) };
  }

  async #load(say: (line: string) => void): Promise<void> {
    const { keys, seed } = this.#args;
    const { source: address, signal } = this.#on;
    const loaded = await loadKeys({ address, keys, seed, databases: this.#databases, signal });
    say(`${loaded.keys} keys, ${loaded.expiring} of them with expiry, in databases ${this.#databases.join(" and ")}`);
  }

  async #write(): Promise<void> {
    const { source: address, signal } = this.#on;
    this.#writer = await startWriter({
      address,
      databases: this.#databases,
      ratePerSecond: this.#args.writeRate,
      signal,
    });
  }

  async #up(stage: RehearsedStage, say: (line: string) => void): Promise<void> {
    const { engine, signal } = this.#on;
    engine.setConfig("stage", stage);
    const { ok, seconds, changes, errors } = await engine.up();
    this.#stages.push({ stage, ok, seconds, changes });
    signal.throwIfAborted();
    if (!ok) {
      this.#problems.push(...errors);
      throw new RehearsalError(errors.join("\n"), 1);
    }
    const done = Object.entries(changes).map(([what, count]) => `${count} ${what}`);
    say(done.join(", "));
    this.#outputs = await engine.outputs();
    this.#versions = { ...this.#versions, target: await serverVersion(this.#target, signal) };
  }

  /** The promoted target's primary as the stack's outputs name it. */
  get #target(): Address {
    const { endpoints } = this.#outputs;
    const primary =
      typeof endpoints === "object" && endpoints !== null && "primary" in endpoints ? endpoints.primary : undefined;
    if (typeof primary !== "string" || primary === "")
      throw new RehearsalError("the stack names no endpoints.primary", 1);
    return addressOf(primary);
  }

  async #switch(): Promise<void> {
    await this.#writer?.moveTo(this.#target);
    await after(writesOnForMs, undefined, { signal: this.#on.signal });
  }

  async #stop(): Promise<void> {
    const log = await this.#writer?.stop();
    if (log === undefined) return;
    const { attempted, acknowledged, outageMs } = log;
    const promoted = this.#args.until === "complete";
    const lost = promoted ? await countLost({ log, target: this.#target, signal: this.#on.signal }) : undefined;
    this.#writes = { attempted, acknowledged, lost: lost?.lost ?? 0, outageMs: promoted ? outageMs : 0 };
    if ((lost?.lostOnTarget ?? 0) > 0)
      this.#problems.push(`${lost?.lostOnTarget ?? 0} writes that the target acknowledged are not there`);
  }

  async #compare(say: (line: string) => void): Promise<void> {
    const { source, signal } = this.#on;
    const { databases } = this.#args.stack.settings.source;
    this.#comparison = await compareServers({
      source,
      target: this.#target,
      databases,
      excludePrefix: writerKeyPrefix,
      signal,
    });
    const { compared, missing, extra, different, ttlDifferent } = this.#comparison;
    say(
      `${compared} keys compared: ${missing} missing, ${extra} extra, ${different} different, ${ttlDifferent} with another expiry`,
    );
  }
}
