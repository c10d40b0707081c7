// What a decision is made of, and what it can be.
import type { Failure } from "./failures.ts";
import type { Finding } from "./findings.ts";
import type { SyncLoop } from "./fullSyncs.ts";
import type { Contents } from "./mayStart.ts";
import type { SourceReading } from "./sourceReading.ts";
import type { Memory, Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stages.ts";

export type Act = "test" | "start" | "complete" | "abort";

export type Decision =
  /** Gather findings and contents, then decide again. */
  | { readonly do: "look" }
  | { readonly do: Act }
  /** Until then at the latest: the deadline, or what comes before it. */
  | { readonly do: "wait"; readonly reason: string; readonly untilMs: number }
  | { readonly do: "finish" }
  | { readonly do: "giveUp"; readonly failure: Failure };

/** What StartMigration, `prepare` and the explanation of a fall-back rest on. */
export interface Gathered {
  readonly findings: readonly Finding[];
  readonly contents: Contents;
  readonly sources: readonly SourceReading[];
}

export interface Situation {
  readonly stage: Stage;
  readonly phase: Phase;
  /** AWS's status of the group, as it stands in the same observation. */
  readonly status: string;
  readonly memory: Memory;
  readonly plan: Plan;
  readonly nowMs: number;
  readonly deadlineAtMs: number;
  /** Since when the phase has been what it is: told when the deadline is reached. */
  readonly unchangedSinceMs: number;
  /** Since when every observation of this run said in sync; undefined when the last one did not. */
  readonly inSyncSinceMs: number | undefined;
  /** How many observations that is. */
  readonly inSyncLooks: number;
  /** What this run has done already: nothing is done twice. */
  readonly acts: ReadonlySet<Act>;
  /** How TestMigration ended, once it was asked for in this run or an earlier one of the attempt. */
  readonly test: "notRun" | "running" | "passed" | "failed" | "inconclusive";
  /** Why AWS did not carry out this run's completion; empty when it said nothing of the kind. */
  readonly completionRefusedBy: string;
  /** AWS's word that the group's data were promoted, in whatever attempt; empty when it said nothing of the kind. */
  readonly completionSeen: string;
  /** From when on a start that an earlier run made and that fell back would have come to light. */
  readonly startsKnownAtMs: number;
  /** The source copies itself again and again, and no copy comes to its end. */
  readonly syncLoop: SyncLoop | undefined;
  /** Of the target's primaries to the source, those over which nothing comes: in words, each with its last contact. */
  readonly lostLinks: readonly string[];
  /** AWS's answer to the newest call of this run that it did not carry out; empty when there is none. */
  readonly notDoneBecause: string;
  /** Undefined until it was looked for. */
  readonly evidence: Gathered | undefined;
}
