// How long the emulated AWS takes for what it does: options that can be changed while it runs.
import { z } from "zod";

/** All in milliseconds, short enough for a rehearsal; AWS needs minutes for most of them. */
export const defaultDelays = {
  /** A new group stays `creating` at least this long. */
  createMs: 200,
  /** A group stays `modifying` after ModifyReplicationGroup. */
  modifyMs: 150,
  /** After StartMigration the group is `modifying`, only then `migrating`. */
  startModifyingMs: 150,
  /** Time spent retrying a source that cannot be reached or synchronised with, before falling back. */
  startRetryMs: 3_000,
  /**
   * Not a time: after so many failed transfers the group falls back. AWS "retries several times"; a snapshot that cannot
   * be loaded fails the same way each time.
   */
  failedSyncsAtMost: 3,
  /** From TestMigration to its event. */
  testMs: 150,
  /** From CompleteMigration to its effect; the status is still `migrating` meanwhile. */
  completeMs: 200,
  /** A group stays `deleting` at least this long. */
  deleteMs: 150,
  /** From what happened to its event being listed. */
  eventLagMs: 0,
  /** CloudWatch has one datapoint per period, measured in it and told after its end; 60 s on AWS. 0: none any more. */
  metricPeriodMs: 500,
  /** From the end of a period to its datapoint being told. */
  metricLagMs: 0,
};

export type Delays = { -readonly [Key in keyof typeof defaultDelays]: number };

const milliseconds = z.number().min(0).max(86_400_000);

/** A change of some delays; the others stay as they are. */
export const delaysChange = z
  .strictObject(
    Object.fromEntries(Object.keys(defaultDelays).map((key) => [key, milliseconds])) as Record<
      keyof Delays,
      typeof milliseconds
    >,
  )
  .partial();
