// The phases that a migration can be seen in: a closed list, each with what exists only then; and what is remembered of it.
import type { Copying } from "./copying.ts";
import type { Milestone } from "./milestones.ts";
import type { JournalEntry, Stage } from "./stages.ts";

export type Phase =
  /** About `source`: nothing shows yet that the migration in flight is this stack's; nothing is done to it meanwhile. */
  | { readonly phase: "unknown"; readonly about: "link" | "outcome" | "source"; readonly why: string }
  | { readonly phase: "notStarted"; readonly status: string }
  | { readonly phase: "starting"; readonly waitingFor: string }
  | ({ readonly phase: "copying" } & Copying)
  | { readonly phase: "catchingUp"; readonly lagBytes: number | undefined; readonly waitingFor: string }
  /**
   * `lagBytes` is undefined where no server was asked. `asOfMs` is given only then: no datapoint that says in sync is of
   * a period that began before it.
   */
  | { readonly phase: "inSync"; readonly lagBytes: number | undefined; readonly asOfMs?: number }
  | { readonly phase: "completing" }
  /** `asked`: this stack's own request ended it; otherwise somebody else did, in sync or not. */
  | { readonly phase: "done"; readonly asked: boolean; readonly evidence: string }
  | { readonly phase: "aborting" }
  | { readonly phase: "aborted"; readonly evidence: string }
  /** `told`: by an event of AWS's; otherwise only its status says so, and the event may still come. */
  | { readonly phase: "fellBack"; readonly told: boolean; readonly evidence: string }
  | { readonly phase: "broken"; readonly kind: "absent" | "another" | "foreign" | "status"; readonly why: string };

export type PhaseName = Phase["phase"];

/** What is remembered: the journal's intents and this resource's milestones; both may only make a reading more careful. */
export interface Memory {
  readonly history: readonly JournalEntry[];
  readonly milestones: readonly Milestone[];
  /** When the run that asks began, by the clock of its looks; undefined for who only looks. */
  readonly beganAtMs?: number;
}

export function currentAttempt(history: readonly JournalEntry[]): number {
  return history.at(-1)?.attempt ?? 0;
}

/** The attempt's first entry of a stage: when it was first asked for. */
export function firstEntry(history: readonly JournalEntry[], attempt: number, stage: Stage): JournalEntry | undefined {
  return history.find((entry) => entry.attempt === attempt && entry.stage === stage);
}
