// What the operator may ask for, what the journal keeps of it, and what AWS says at the moment of the question.

export const stages = ["prepare", "migrate", "complete", "operate", "abort"] as const;

export type Stage = (typeof stages)[number];

/** The operator's word on how a migration ended, where neither events nor servers decide. */
export interface Declaration {
  readonly outcome: "completed" | "notCompleted";
  readonly owner: string;
  readonly reason: string;
}

/** One accepted change, as the journal keeps it. An attempt begins with each accepted prepare -> migrate. */
export interface JournalEntry {
  readonly attempt: number;
  readonly stage: Stage;
  /** ISO 8601, the runner's clock. */
  readonly at: string;
  /** When AWS dated the newest event that it knew at that moment; empty when it knew none. AWS's clock. */
  readonly eventsUntil: string;
  /** The consent by which this entry began its attempt with a migration in flight that somebody else had started. */
  readonly adopted?: string;
  /** Declared for the first time, and spent by this entry: the same words have no effect in a later attempt. */
  readonly declared?: Declaration;
}

/** What AWS says of the group at the moment of the question. Statuses are open strings: AWS's own list omits `migrating`. */
export type LiveStatus =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      /** Empty where AWS does not tell it, like the creation time. */
      readonly arn: string;
      readonly createdAt: string;
      readonly status: string;
      readonly newestEventAt: string;
      /** AWS's date of a success event since the newest start; empty when there is none. */
      readonly completedAt: string;
      /** AWS's date of a failure since the newest start that no success followed; empty when there is none. */
      readonly failedAt: string;
      /** The newest event of a migration is its start: AWS may still report it as `modifying`. */
      readonly startOpen: boolean;
      /** On in any mode, `preferred` included. */
      readonly transitEncryption: boolean;
    }
  | { readonly kind: "unreachable"; readonly reason: string };
