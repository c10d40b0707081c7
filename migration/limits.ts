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
   * AWS says that a completion "typically completes within minutes". What ends later than this after the call, or follows
   * the source still, is not that call's doing (assumed; a completion that takes longer has to be declared).
   */
  completionTakesMs: 30 * 60_000,
  /** How late a replication-group event may come after the status that it explains (assumed). */
  eventsWithinMs: 120_000,
  /**
   * A migration in flight that is to be adopted shows its source, on the servers or by its start's event, within this
   * (a choice: a link that is being made anew takes seconds, repl-timeout is 60 s).
   */
  sourceShowsWithinMs: 120_000,
  /** One question to AWS, with its pages, or to the source before there is a group (a choice: an answer takes a second). */
  answerWithinMs: 20_000,
  /** One look at AWS and every server takes no longer; a longer gap begins the gate's watch anew (a choice). */
  lookTakesMs: 30_000,
  /** "In sync for a while" rests on so many looks at least: two of them may be the ends of a gap (a choice). */
  inSyncLooksAtLeast: 3,
  /**
   * A datapoint counts while its period began no longer ago. AWS measures once in a period of 60 s and publishes after its
   * end: the newest one is of a period that began one to two minutes ago, and one that is missing makes it three. The rest
   * is for the publication and for asking (assumed).
   */
  metricFreshWithinMs: 240_000,
  /** CloudWatch has a new datapoint every 60 s: asked three times in it, and with a quicker poll at every fourth look. */
  metricsEveryMs: 20_000,
  metricsEveryLooks: 4,
  /** Of ElastiCache's replicas behind their primary; AWS's own tool wants less than 1 s, and its metric has whole ones. */
  replicationLagSeconds: 1,
  /** Items that a new group holds: AWS's own key (ElastiCacheMasterReplicationTimestamp). */
  itemsOfEmptyNode: 1,
  /** A source's write rate and CPU are measured for this long before they are judged (a choice). */
  loadMeasuredForMs: 2_000,
  /** One measurement serves all judgements within this long, so that a run waits for it once (a choice). */
  loadKeptForMs: 60_000,
  /** A source that uses more of a core is short of CPU: it has one thread for clients and replicas (a choice). */
  sourceCpuShareAtMost: 0.8,
  /** Connections that a source keeps free: for the target's node, this program, and reconnecting clients (a choice). */
  sourceClientsSpare: 32,
  /**
   * Of consecutive questions or calls that AWS left unanswered: each pause is twice the one before, up to this long and up
   * to so many polls, so that a throttled account is left alone and a recovery is still seen soon (a choice).
   */
  backOffAtMostMs: 60_000,
  backOffAtMostPolls: 12,
  /**
   * A source sends something every 10 s at least (`repl-ping-replica-period`), also while nothing is written. A link that
   * was silent for longer than two of those carries nothing, long before `repl-timeout` (60 s) says so (assumed).
   */
  linkSilentSeconds: 25,
  /** A buffer counts as large enough from so many times what is foretold: machines and data differ (a choice). */
  survivalMargin: 2,
  /** A link that was cut for no longer than this goes on without a new snapshot: the backlog holds it (a choice). */
  backlogSeconds: 120,
  /** Pages that are written while a snapshot is made, of what the server holds: the share that AWS reserves by default. */
  copyOnWriteShare: 0.25,
  /** What servers allow a replica's output buffer by default (hard): once copies have looped, more than that is advised. */
  defaultReplicaBufferBytes: 256 * 2 ** 20,
  /** A value that was restored for trial ends by itself after this, should the run be killed before it deletes it (a choice). */
  trialKeyLivesForMs: 60_000,
  /** DUMP holds the source up for as long as it serialises: larger values are not sampled (a choice). */
  sampledBytesAtMost: 2 ** 20,
  /** The scan for a value of each type ends after so many keys of a database, if it has not found all before (a choice). */
  sampleScans: 20,
  sampleKeysPerScan: 100,
  /** A refresh of the whole stack does not wait longer for a server that is silent (a choice). */
  refreshWithinMs: 20_000,
  /** Full synchronisations that came to nothing before the run calls it a loop; each costs the source a fork (a choice). */
  fullSyncsAtMost: 3,
  /** A rate is that of the looks of the last minute, and of three at least: two of them may be anything (a choice). */
  rateWindowMs: 60_000,
  rateWantsLooks: 3,
  /** A progress line at least this often while nothing changes. */
  progressEveryMs: 30_000,
} as const;
