// What is written down while a rehearsal goes on, and the report that is made of it.
import { notReached, type ApplicationReach } from "./applicationReach.ts";
import type { ClusterUse } from "./data/clusterClient.ts";
import type { Comparison } from "./data/comparison.ts";
import type { Operation } from "./engine.ts";
import { RehearsalError } from "./failure.ts";
import {
  countActions,
  isClean,
  nothingCompared,
  type OperateReport,
  type Report,
  type StageReport,
  type StepReport,
} from "./report.ts";
import type { Shortened } from "./sandbox/stackCopy.ts";
import type { StackFile } from "./stackFile.ts";
import { noWrites, type Writes } from "./traffic.ts";
import type { Up } from "./ups.ts";
import { unknownNetworks } from "./world/application.ts";

export interface Asked {
  readonly stack: StackFile;
  readonly keys: number;
  readonly seed: number;
  /** The name of what was to happen to it. */
  readonly scenario: string;
  /** In order; the last one is what the rehearsal goes up to. */
  readonly ups: readonly Up[];
}

/** What only the run itself knows once it is over. */
export interface Aftermath {
  readonly scale: Readonly<Record<string, Shortened>>;
  readonly log: readonly { readonly service: string; readonly action: string }[];
  readonly refusedConnections: readonly string[];
  readonly left: readonly string[];
  readonly endedByForce: readonly string[];
  readonly isKept: boolean;
}

/** A few writes are turned away around a switch; more means that a server refuses them (a choice). */
const mostRefused = 0.05;

export class RunRecord {
  readonly stages: StageReport[] = [];
  readonly operate: OperateReport[] = [];
  readonly steps: StepReport[] = [];
  sourceServer = "";
  targetServer = "";
  outputs: Readonly<{ [name: string]: unknown }> = {};
  writes: Writes = noWrites;
  comparison: Comparison = nothingCompared;
  cluster: ClusterUse | null = null;
  application: readonly ApplicationReach[] = [];
  readonly #began = performance.now();
  readonly #problems = new Set<string>();
  #couldNotBeDone = false;

  /** host:port of the target as the stack outputs name it; empty as long as they do not. */
  endpoint(name: "primary" | "configuration"): string {
    const { endpoints } = this.outputs;
    if (typeof endpoints !== "object" || endpoints === null) return "";
    const found = (endpoints as Record<string, unknown>)[name];
    return typeof found === "string" ? found : "";
  }

  /** What an `up` came to. */
  wentUp(
    { stage, title }: Pick<Up, "stage" | "title">,
    { ok, seconds, changes }: Pick<Operation, "ok" | "seconds" | "changes">,
  ): void {
    if (title === stage) this.stages.push({ stage, ok, seconds, changes });
    else this.operate.push({ step: title.slice(`${stage}, `.length), ok, seconds, changes });
  }

  /** It was done, and did not hold. */
  problem(text: string): void {
    this.#problems.add(text);
  }

  /** What became of the writes; a rehearsal whose writes were turned away rehearsed nothing. */
  wrote(writes: Writes, isPromoted: boolean): void {
    this.writes = writes;
    const { attempted, acknowledged, acknowledgedByTarget, lostBeforeComplete, lostOnTarget, refusals } = writes;
    if (attempted - acknowledged > attempted * mostRefused) {
      const why = refusals.map(({ message, count }) => `${count} times "${message}"`).join(", ");
      this.problem(`${attempted - acknowledged} of ${attempted} writes were not acknowledged: ${why}`);
    }
    if (!isPromoted) return;
    if (acknowledgedByTarget === 0)
      this.problem("the target acknowledged no write after the switch: it was not promoted");
    if (lostBeforeComplete > 0) {
      const which = `${lostBeforeComplete} writes that the source had acknowledged before complete was asked for`;
      this.problem(`the promoted target lacks ${which}`);
    }
    if (lostOnTarget > 0) {
      this.problem(`the promoted target lacks ${lostOnTarget} writes that it had acknowledged itself`);
    }
  }

  /** What the application's networks reach; one that does not reach a node is left alone by the switch. */
  reached(application: readonly ApplicationReach[]): void {
    this.application = application;
    for (const text of notReached(application)) this.problem(text);
  }

  /** @param keys how many were loaded: each was to be read and written */
  usedAsCluster(cluster: ClusterUse, keys: number): void {
    this.cluster = cluster;
    const { keysRead, keysWritten, refusals } = cluster;
    if (keysRead === keys && keysWritten === keys) return;
    const found = `${keysRead} of ${keys} keys read, ${keysWritten} written back`;
    this.problem(`a cluster client is not served as it should: ${found}: ${refusals.join("; ")}`);
  }

  /** Something ended it; an error that says so itself is one of the rehearsal holding or not, any other is not. */
  ended(error: unknown): void {
    if (!(error instanceof RehearsalError) || error.exitCode === 2) this.#couldNotBeDone = true;
    if (error instanceof FailedStage) return; // what the stage said has been written down
    this.problem(error instanceof Error ? error.message : String(error));
  }

  /** 0 held, 1 did not hold, 2 could not be done. */
  exitCode({ ok }: Report): 0 | 1 | 2 {
    return this.#couldNotBeDone ? 2 : ok ? 0 : 1;
  }

  report({ stack, keys, seed, scenario, ups }: Asked, aftermath: Aftermath): Report {
    const { scale, log, refusedConnections, left, endedByForce, isKept } = aftermath;
    for (const refused of refusedConnections) this.problem(`the sandbox refused ${refused}`);
    const went = [...this.stages, ...this.operate];
    const isReached = went.length === ups.length && went.every(({ ok }) => ok);
    const isGone = isKept || left.length === 0;
    const { examples, awsKeys, ...verification } = this.comparison;
    const { attempted, acknowledged, lost, outageMs } = this.writes;
    const { source, target } = stack.settings;
    const { findings } = this.outputs;
    return {
      ok: isReached && isGone && this.#problems.size === 0 && isClean(this.comparison),
      seed,
      stack: stack.name,
      scenario,
      sourceServer: this.sourceServer,
      targetServer: this.targetServer,
      declaredSource: `${source.engine} ${source.version}`,
      declaredEngine: `${target.engine} ${target.engineVersion}`,
      keys,
      shards: target.shards,
      scale,
      stages: this.stages,
      operate: this.operate,
      writes: { attempted, acknowledged, lost, outageMs },
      verification,
      awsKeys,
      examples,
      cluster: this.cluster,
      application: this.application,
      applicationUnknown: unknownNetworks(stack.settings),
      findings: Array.isArray(findings) ? findings : [],
      certificate: null,
      emulator: { actions: countActions(log) },
      refusedConnections,
      problems: [...this.#problems],
      left,
      endedByForce,
      steps: this.steps,
      seconds: (performance.now() - this.#began) / 1000,
    };
  }
}

/** A stage that was not reached; what the product said of it is in the record. */
export class FailedStage extends RehearsalError {
  constructor(title: string) {
    super(`the stage ${title} was not reached`, 1);
    this.name = "FailedStage";
  }
}
