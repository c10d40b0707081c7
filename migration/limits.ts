// Every threshold that is not the operator's to choose, with unit, default and where it comes from.

export const limits = {
  /**
   * TestMigration without a word about its outcome counts as inconclusive after this long. AWS documents no success
   * signal; 5 minutes is a choice (assumed).
   */
  testOutcomeWithinMs: 5 * 60_000,
  /**
   * AWS may answer `available` for a while after StartMigration was accepted. A fall-back took 65 s in the one public
   * run that gives times, so an `available` without an event is a fall-back only after twice that (assumed).
   */
  startSettlesWithinMs: 130_000,
  /**
   * A start does not fall back sooner: until then one that was made shows as `modifying` or `migrating`. The one public
   * run that gives times took 65 s (observed once; a sooner fall-back would disprove it).
   */
  fallsBackAfterMs: 60_000,
  /** How late a replication-group event may come after the status that it explains (assumed). */
  eventsWithinMs: 120_000,
  /** One look at AWS and every server takes no longer; a longer gap begins the gate's watch anew (a choice). */
  lookTakesMs: 30_000,
  /** A progress line at least this often while nothing changes. */
  progressEveryMs: 30_000,
} as const;
