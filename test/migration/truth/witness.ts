// What must never have happened, judged by the truth of the world alone: which data were where when a call was carried out.
import type { Act } from "../../../migration/situation.ts";
import type { Stage } from "../../../migration/stages.ts";
import type { Aws, Caller } from "./aws.ts";

/** What the operator asked for in this `up`, and consented to. */
export interface Intent {
  readonly stage: Stage;
  readonly attempt: number;
  readonly consent: string;
  readonly forceConsent: string;
  readonly inSyncForMs: number;
  readonly pollMs: number;
}

interface Look {
  readonly atMs: number;
  readonly inSync: boolean;
}

export class Witness {
  readonly violations: string[] = [];
  /** What was carried out, for the tests that no property is empty. */
  readonly done: { readonly act: Act; readonly attempt: number; readonly group: string }[] = [];
  #looks: Look[] = [];
  readonly #aws: Aws;
  /** Whose migration is in flight. */
  #source: "source" | "stranger" = "source";
  #startedBy: Caller = "us";
  #runBeganMs = 0;
  #endedByStranger = 0;
  #endedInAbort = false;

  constructor(aws: Aws) {
    this.#aws = aws;
  }

  /** A new run has seen nothing yet. */
  runBegins(): void {
    this.#looks = [];
    this.#runBeganMs = this.#aws.nowMs;
  }

  /** The servers were read: what an honest observer would have seen. */
  looked(): void {
    const { nowMs, shards } = this.#aws;
    this.#looks.push({ atMs: nowMs, inSync: shards.every(({ inSync }) => inSync) });
  }

  /** Something was asked and not answered. */
  unanswered(): void {
    this.#looks = [];
  }

  /** What was started is ended by somebody else, maybe sooner than AWS ever ends it: a start after that is no second one. */
  strangerEnded(intent: Intent): void {
    this.#endedByStranger = this.done.length;
    // AWS tells a completion and a forced end alike: who asks to abort at that moment cannot know of the other one.
    this.#endedInAbort = intent.stage === "abort";
  }

  strangerStarted(source: "source" | "stranger"): void {
    this.#source = source;
    this.#startedBy = "stranger";
  }

  carriedOut(act: Act, intent: Intent): void {
    this.done.push({ act, attempt: intent.attempt, group: this.#aws.createdAt });
    switch (act) {
      case "test":
        this.#expect(intent.stage === "prepare", `tested in ${intent.stage}`);
        return;
      case "start":
        this.#started(intent);
        return;
      case "complete":
        this.#completed(intent);
        return;
      case "abort":
        this.#expect(intent.stage === "abort", `forced in ${intent.stage}`);
        this.#expect(
          this.#source === "source" || !this.#aws.showsStranger,
          "forced an end of a migration from a stranger's source",
        );
        return;
    }
  }

  #started({ stage, attempt, consent }: Intent): void {
    const { owner, shards, createdAt, tellsOfCompletion } = this.#aws;
    const since = this.done.slice(this.#endedByStranger);
    const own = since.filter((one) => one.attempt === attempt && one.group === createdAt);
    const starts = own.filter((one) => one.act === "start");
    const keys = shards.reduce((sum, shard) => sum + shard.primary.keys, 0);
    this.#expect(stage === "migrate", `started in ${stage}`);
    this.#expect(starts.length === 1, `started ${starts.length} times in attempt ${attempt}`);
    this.#expect(keys === 0 || consent === `cache-prod#${attempt}`, `started over ${keys} keys without consent`);
    const unknowable = owner.by === "stranger" && (!tellsOfCompletion || this.#endedInAbort);
    const accounted = owner.side === "source" || unknowable;
    this.#expect(accounted, `started over the data that a completion by ${owner.by} made the target's own`);
    this.#source = "source";
    this.#startedBy = "us";
  }

  #completed(intent: Intent): void {
    this.#expect(intent.stage === "complete", `completed in ${intent.stage}`);
    this.#expect(this.#source === "source", "completed a migration from a stranger's source");
    if (this.#aws.habits.probe === "direct") this.#completedBySight(intent);
    else this.#completedByMeasure(intent);
  }

  /** What CloudWatch measured after the run began is all that there is to go by. */
  #completedByMeasure({ inSyncForMs }: Intent): void {
    const { nowMs, tick } = this.#aws;
    this.#expect(nowMs - this.#runBeganMs >= inSyncForMs, "completed before it had watched for long enough");
    this.#expect(
      tick !== undefined && tick.atMs >= this.#runBeganMs,
      "completed on what was measured before it watched",
    );
    this.#expect(tick?.inSync === true, "completed what was measured not to be in sync");
  }

  #completedBySight({ inSyncForMs, pollMs }: Intent): void {
    const { nowMs } = this.#aws;
    const fromMs = nowMs - inSyncForMs;
    const before = this.#looks.findLastIndex((look) => look.atMs <= fromMs);
    const watched = this.#looks.slice(Math.max(0, before));
    const gapMs = Math.max(0, ...watched.map((look, index) => look.atMs - (watched[index - 1]?.atMs ?? look.atMs)));
    this.#expect(before >= 0, "completed before it had watched for long enough");
    this.#expect(watched.at(-1)?.atMs === nowMs, "completed on an old look");
    this.#expect(
      watched.every(({ inSync }) => inSync),
      "completed what was not in sync",
    );
    this.#expect(gapMs <= 3 * pollMs + 30_000, "completed after a gap in what was watched");
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.violations.push(`${what} (started by ${this.#startedBy})`);
  }
}
