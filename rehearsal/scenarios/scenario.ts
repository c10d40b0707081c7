// What a scenario is: a migration as it should go, or one that something happens to: at which `up`, at which moment, what,
// and which of a migration's calls AWS may see all the same.

export interface Scenario {
  readonly name: string;
  readonly purpose: string;
  readonly expects: string;
  /** Nothing happens without it. */
  readonly crash?: Crash;
}

export interface CrashScenario extends Scenario {
  readonly crash: Crash;
}

export interface Crash {
  readonly during: CrashedStage;
  readonly at: Moment;
  readonly blow: Blow;
  /**
   * The calls of a migration that AWS may see in that stage, the crashed `up` and those that go on after it together, in
   * their order: `StartMigration ok`. `!` marks a completion with Force, `(hold)` a call that never arrived.
   */
  readonly calls: readonly (readonly string[])[];
}

export type CrashedStage = "prepare" | "migrate" | "complete" | "abort";

export type Moment =
  /** A call has left the program, and is not carried out yet (`before`) or not answered yet (`after`). */
  | {
      readonly is: "held";
      readonly action: string;
      readonly when: "before" | "after";
      /** What becomes of it when the crash is over: it arrives after all (`go`) or gets lost (`drop`). */
      readonly then: "go" | "drop";
      /** Only the call that is made while the journal is being written. */
      readonly whileWriting?: "MigrationJournal";
    }
  /** Something that AWS or the servers are in the middle of, made to last. */
  | { readonly is: "lasting"; readonly what: "starting" | "copying" | "completing" }
  /** The target is in sync and watched, and its watch has not ended. */
  | { readonly is: "watching" };

export type Blow =
  /** The Pulumi CLI gets SIGKILL, as by a runner that dies or is short of memory. */
  | "engineKilled"
  /** The process of the dynamic resources gets SIGKILL; the CLI lives. */
  | "providerKilled"
  /** The process of the aws plugin gets SIGKILL; the CLI lives. */
  | "pluginKilled"
  /** One Ctrl-C. */
  | "interrupted"
  /** A second one, without waiting for what the first asked for. */
  | "interruptedTwice"
  /** SIGTERM, as from a CI job that is cancelled. */
  | "terminated"
  /** `pulumi cancel` under the living `up`, and a second `up` beside it. */
  | "cancelled"
  /** `migration.deadlineMinutes` ends in the middle of it. */
  | "late";
