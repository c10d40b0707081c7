// What one run has done and what it recorded of that: acts, milestones, and what AWS's events say of its own calls.
import { requested } from "./acts.ts";
import { actsOf } from "./explained.ts";
import type { Failure } from "./failures.ts";
import { limits } from "./limits.ts";
import type { Sight } from "./look.ts";
import { newestOfCompletion, openCompletion, record, type Milestone, type MilestoneKind } from "./milestones.ts";
import { noted } from "./noted.ts";
import type { GroupReading, Observation } from "./observation.ts";
import {
  completionRefusal,
  isFirstOf,
  neverFollowed,
  startsKnownAtMs,
  testOutcome,
  type TestAnswer,
} from "./outcomes.ts";
import { currentAttempt, type Memory } from "./phase.ts";
import type { Act } from "./situation.ts";
import type { Task } from "./task.ts";

export class Deeds {
  readonly #task: Task;
  readonly #beganAtMs: number;
  readonly #acts = new Set<Act>();
  #milestones: readonly Milestone[];
  /** AWS's date of the newest event before this run's test or completion. */
  #eventsBeforeAct = "";
  #testAskedAtMs = 0;
  #notDoneBecause = "";
  #startInDoubtAtMs: number | undefined;
  /** Of this run: AWS has reported another status than `available`, and since when it has been that again. */
  #wasBusy = false;
  #availableSinceMs = Infinity;

  constructor(task: Task, beganAtMs: number) {
    this.#task = task;
    this.#beganAtMs = beganAtMs;
    this.#milestones = task.memory.milestones;
  }

  /** Of this run alone. */
  get acts(): ReadonlySet<Act> {
    return this.#acts;
  }

  /**
   * Of this run, and those of earlier runs that AWS may be carrying out only now: recorded, or left by a run that was
   * killed: behind its start, which shows while it is waited for, or behind its completion.
   */
  actsOfStack(atMs: number): ReadonlySet<Act> {
    const { stage } = this.#task;
    const run = new Set(this.#acts);
    if (stage === "migrate" && atMs < this.startsKnownAtMs) run.add("start");
    if (stage === "complete" && !this.#isFirstRun) run.add("complete");
    return actsOf(run, this.#milestones, { stage, attempt: this.attempt });
  }

  /** No earlier run has been in this stage: its own `up` took the stack into it. */
  get #isFirstRun(): boolean {
    return this.#task.isNewIntent && isFirstOf(this.#task.stage, this.#task.memory);
  }

  get milestones(): readonly Milestone[] {
    return this.#milestones;
  }

  get memory(): Memory {
    return { history: this.#task.memory.history, milestones: this.#milestones, beganAtMs: this.#beganAtMs };
  }

  get attempt(): number {
    return currentAttempt(this.#task.memory.history);
  }

  /** AWS's answer to the newest call that it did not carry out; empty when there is none. */
  get notDoneBecause(): string {
    return this.#notDoneBecause;
  }

  /** @returns whether AWS was seen to carry out no more what an earlier run or this one had called for */
  note({ seen, phase, status }: Sight): "callOver" | undefined {
    this.#wasBusy ||= status !== "available";
    this.#availableSinceMs = status === "available" ? Math.min(this.#availableSinceMs, seen.atMs) : Infinity;
    const call = openCompletion(this.#milestones, this.attempt);
    this.#milestones = noted(this.memory, { stage: this.#task.stage, seen, phase, test: this.test(seen) });
    return call !== undefined && openCompletion(this.#milestones, this.attempt) === undefined ? "callOver" : undefined;
  }

  mark(
    kind: MilestoneKind,
    atMs: number,
    group: GroupReading | undefined,
    evidence: string,
    eventsUntil?: string,
  ): void {
    if (group?.kind !== "present") return;
    this.#milestones = record(this.#milestones, kind, this.attempt, atMs, group, evidence, eventsUntil);
  }

  /** To be said before the call: what its events are newer than. */
  about({ seen }: Sight): void {
    this.#eventsBeforeAct = seen.events.at(-1)?.at ?? "";
  }

  did(act: Act, atMs: number, group: GroupReading, evidence: string): void {
    this.#acts.add(act);
    this.#notDoneBecause = "";
    if (act === "test") this.#testAskedAtMs = atMs;
    else this.mark(requested[act], atMs, group, evidence, this.#eventsBeforeAct);
  }

  didNot(because: string): void {
    this.#notDoneBecause = because;
  }

  /**
   * AWS would not start because of the group's state: it may be carrying out the start of a run that was killed. Where no
   * earlier run can have made this attempt's start, one that this run has not made is somebody else's.
   */
  foundStarted(atMs: number): void {
    if (!this.#isFirstRun) this.#startInDoubtAtMs = atMs;
  }

  /** From when on nothing speaks for a start that an earlier run may have made. */
  startsRuledOutAtMs(seen: Observation): number {
    const inDoubt = this.#startInDoubtAtMs !== undefined || this.#wasBusy;
    return !inDoubt && neverFollowed(seen, this.#task.memory) ? this.#beganAtMs : this.startsKnownAtMs;
  }

  /** From when on a start that an earlier run may have made would have come to light, and the event of its end. */
  get startsKnownAtMs(): number {
    const { memory, isNewIntent } = this.#task;
    const knownAtMs = startsKnownAtMs(memory, this.#startInDoubtAtMs ?? this.#beganAtMs, isNewIntent);
    const isWaitedFor = this.#wasBusy && !this.#isFirstRun;
    return isWaitedFor ? Math.max(knownAtMs, this.#availableSinceMs + limits.eventsWithinMs) : knownAtMs;
  }

  test(seen: Observation): TestAnswer {
    const asked = this.#acts.has("test")
      ? { atMs: this.#testAskedAtMs, eventsUntil: this.#eventsBeforeAct }
      : undefined;
    // Within the deadline, so that a short one does not ask for the same test for ever.
    const withinMs = Math.min(limits.testOutcomeWithinMs, this.#task.plan.deadlineMinutes * 30_000);
    return testOutcome({ stage: this.#task.stage, memory: this.memory, seen, asked, withinMs });
  }

  /** Why AWS did not carry out this run's completion; empty where it said nothing of the kind. */
  refusal({ events }: Observation): string {
    if (!this.#acts.has("complete")) return "";
    const last = newestOfCompletion(this.#milestones, this.attempt);
    if (last?.kind === "completionRefused") return last.evidence;
    return completionRefusal(events, openCompletion(this.#milestones, this.attempt));
  }

  /** What the end of the run is remembered by. */
  end(why: Failure | undefined, atMs: number, last: Sight | undefined): void {
    const { stage } = this.#task;
    const group = last?.seen.group;
    if (why === undefined && stage === "prepare") this.mark("prepared", atMs, group, "");
    if (stage !== "complete" || why === undefined || last === undefined) return;
    // A call that AWS refused must not lend its name to an end that somebody else makes afterwards.
    const refused = this.refusal(last.seen);
    if (refused !== "") this.mark("completionRefused", atMs, group, refused);
    if (openCompletion(this.#milestones, this.attempt) !== undefined) return;
    // It speaks for the run that ends: what AWS tells later may be the doing of one that was killed.
    const { events } = last.seen;
    if (last.status === "migrating") this.mark("completionNotSent", atMs, group, why.code, events.at(-1)?.at ?? "");
    // An end that it watched may be the doing of an earlier run, where there can be one.
    const sawTheEnd = last.status === "available" && why.code === "unexplained-status-change";
    if (this.#isFirstRun && sawTheEnd) this.mark("completionNotSent", atMs, group, why.code);
  }
}
