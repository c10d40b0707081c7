// What one run has done and what it recorded of that: acts, milestones, and what AWS's events say of its own calls.
import { requested } from "./acts.ts";
import { actsOf } from "./explained.ts";
import type { Failure } from "./failures.ts";
import { limits } from "./limits.ts";
import type { Sight } from "./look.ts";
import { completionOpen, record, type Milestone, type MilestoneKind } from "./milestones.ts";
import { noted } from "./noted.ts";
import type { GroupReading, Observation } from "./observation.ts";
import { completionRefusal, testOutcome, type TestAnswer } from "./outcomes.ts";
import { currentAttempt, type Memory } from "./phase.ts";
import type { Act } from "./situation.ts";
import type { Task } from "./task.ts";

export class Deeds {
  readonly #task: Task;
  readonly #acts = new Set<Act>();
  #milestones: readonly Milestone[];
  /** AWS's date of the newest event before this run's test or completion. */
  #eventsBeforeAct = "";
  #testAskedAtMs = 0;
  #notDoneBecause = "";

  constructor(task: Task) {
    this.#task = task;
    this.#milestones = task.memory.milestones;
  }

  /** Of this run alone. */
  get acts(): ReadonlySet<Act> {
    return this.#acts;
  }

  /** Of this run, and those of earlier runs that AWS may be carrying out only now. */
  get actsOfStack(): ReadonlySet<Act> {
    return actsOf(this.#acts, this.#milestones, { stage: this.#task.stage, attempt: this.attempt });
  }

  get milestones(): readonly Milestone[] {
    return this.#milestones;
  }

  get memory(): Memory {
    return { history: this.#task.memory.history, milestones: this.#milestones };
  }

  get attempt(): number {
    return currentAttempt(this.#task.memory.history);
  }

  /** AWS's answer to the newest call that it did not carry out; empty when there is none. */
  get notDoneBecause(): string {
    return this.#notDoneBecause;
  }

  note({ seen, phase }: Sight): void {
    this.#milestones = noted(this.memory, { stage: this.#task.stage, seen, phase, test: this.test(seen) });
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
    return this.#acts.has("complete") ? completionRefusal(events, this.#eventsBeforeAct) : "";
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
    if (!completionOpen(this.#milestones, this.attempt)) this.mark("completionNotSent", atMs, group, why.code);
  }
}
