// Looks at a migration -> snapshots of how far it is -> a line at each change.
import { etaOf, pacesOf } from "./eta.ts";
import type { Finding } from "./findings.ts";
import { limits } from "./limits.ts";
import type { Observation } from "./observation.ts";
import { overrideLines } from "./overrides.ts";
import { Paces, type Pace } from "./pace.ts";
import type { Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Clock, PortError, Reporter } from "./ports.ts";
import { progressLine } from "./progressLine.ts";
import { awsToAnswer, nothingSeen, silentPhase } from "./silence.ts";
import type { Decision } from "./situation.ts";
import type { Snapshot } from "./snapshot.ts";

/** Turns looks into snapshots: it keeps the looks of the last minute, which the rates rest on. */
export class Meter {
  readonly #plan: Plan;
  readonly #beganAtMs: number;
  readonly #paces = new Paces();

  constructor(plan: Plan, beganAtMs: number) {
    this.#plan = plan;
    this.#beganAtMs = beganAtMs;
  }

  /** Once per look, so that no window counts one twice. */
  look(seen: Observation, phase: Phase, waitingFor: string, untilMs = Infinity): Snapshot {
    const paces = this.#paces.see(seen, this.#plan);
    const eta = etaOf(phase, paces, this.#plan);
    const copying = phase.phase === "copying" ? phase : undefined;
    const isTransfer = copying?.part === "transfer";
    const perSecond = speaking(phase, paces, this.#plan)?.donePerSecond ?? null;
    const inKeys = copying !== undefined && !isTransfer;
    return {
      at: new Date(seen.atMs).toISOString(),
      phase: phase.phase,
      part: copying?.part ?? "",
      detail: detailOf(phase),
      done: copying?.done ?? null,
      total: copying?.total ?? null,
      unit: copying === undefined || copying.part === "unseen" ? "" : isTransfer ? "bytes" : "keys",
      lagBytes: "lagBytes" in phase ? (phase.lagBytes ?? null) : null,
      bytesPerSecond: inKeys ? null : rounded(perSecond),
      keysPerSecond: inKeys ? rounded(perSecond) : null,
      elapsedMs: seen.atMs - this.#beganAtMs,
      etaMs: eta.kind === "known" ? eta.ms : null,
      noEtaBecause: eta.kind === "known" ? "" : eta.because,
      waitingFor,
      waitsUntil: untilMs === Infinity ? "" : new Date(untilMs).toISOString(),
    };
  }
}

/** The shard whose rate is told: the one with the most left of what the phase is about. */
function speaking(phase: Phase, paces: readonly Pace[], plan: Plan): Pace | undefined {
  const running = pacesOf(phase, paces, plan) ?? [];
  const followed = phase.phase === "inSync" || phase.phase === "catchingUp" ? paces : [];
  const candidates = running.length > 0 ? running : followed;
  return candidates.toSorted((one, other) => (other.left ?? 0) - (one.left ?? 0))[0];
}

/** A rate below nothing is a counter that began again. */
const rounded = (rate: number | null): number | null => (rate === null || rate < 0 ? null : Math.round(rate));

function detailOf(phase: Phase): string {
  switch (phase.phase) {
    case "unknown":
    case "broken":
      return phase.why;
    case "notStarted":
      return phase.status;
    case "done":
    case "aborted":
    case "fellBack":
      return phase.evidence;
    case "starting":
    case "copying":
    case "catchingUp":
    case "inSync":
    case "completing":
    case "aborting":
      return "";
  }
}

/** What makes a line worth printing: everything in it that is not a growing number. */
export function changeOf({ phase, part, detail, waitingFor }: Snapshot): string {
  return JSON.stringify([phase, part, detail, waitingFor]);
}

/** Tells a run's progress: each change at once, and now and then that nothing changed. */
export class Progress {
  readonly #groupId: string;
  readonly #report: Reporter;
  readonly #meter: Meter;
  readonly #overridden = new Set<string>();
  #told = "";
  #toldAtMs = 0;

  constructor(plan: Plan, clock: Clock, report: Reporter) {
    this.#groupId = plan.groupId;
    this.#report = report;
    this.#meter = new Meter(plan, clock.nowMs());
  }

  tell(seen: Observation, phase: Phase, decision: Decision): void {
    const { reason, untilMs } = decision.do === "wait" ? decision : { reason: "", untilMs: Infinity };
    this.#tell(this.#meter.look(seen, phase, reason, untilMs), seen.atMs);
  }

  /** A silence is one change, however often AWS is asked in it. */
  tellSilence(error: PortError, atMs: number, untilMs: number): void {
    this.#tell(this.#meter.look(nothingSeen(atMs), silentPhase(error), awsToAnswer, untilMs), atMs);
  }

  #tell(snapshot: Snapshot, atMs: number): void {
    if (changeOf(snapshot) === this.#told && atMs - this.#toldAtMs < limits.progressEveryMs) return;
    this.#told = changeOf(snapshot);
    this.#toldAtMs = atMs;
    this.#report(progressLine(this.#groupId, snapshot));
  }

  /** What somebody answers for is said once in every run that judges it. */
  tellOverridden(findings: readonly Finding[]): void {
    for (const line of overrideLines(findings)) {
      if (this.#overridden.has(line)) continue;
      this.#overridden.add(line);
      this.#report(`${this.#groupId}: ${line}`);
    }
  }
}
