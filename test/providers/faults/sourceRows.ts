// Rows of the fault matrix in which the source, or what it sends, fails.
import { mkdir, readlink, rm } from "node:fs/promises";
import type { Redis } from "ioredis";
import { source, sourceInstance, standbySource, type TestCloud } from "../cloud.ts";
import { writeWhileCopying } from "./writeWhileCopying.ts";
import { completed, started, tested, untilLinked, type FaultRow } from "./scene.ts";

const watched = "to stay in sync for";
/** Long enough to be heard on a busy machine; the refusal comes long before its end. */
const watchLonger = { migration: { inSyncForSeconds: 15 } };
const ready = [tested, started];
const carriedOn = [tested, started, completed];

/** A directory in the place of the snapshot's file cannot be written over. */
async function failSnapshots(cloud: TestCloud, source: Redis): Promise<void> {
  await source.config("SET", "repl-diskless-sync", "no");
  await rm(await snapshotOf(cloud), { force: true });
  await mkdir(`${await snapshotOf(cloud)}/full`, { recursive: true });
}

async function mendSnapshots(cloud: TestCloud, source: Redis): Promise<void> {
  await rm(await snapshotOf(cloud), { recursive: true, force: true });
  await source.config("SET", "repl-diskless-sync", "yes");
}

async function snapshotOf(cloud: TestCloud): Promise<string> {
  return `${await readlink(`/proc/${await cloud.pidOf(sourceInstance)}/cwd`)}/dump.rdb`;
}

let stopWriting: (() => Promise<void>) | undefined;

export const sourceRows: readonly FaultRow[] = [
  {
    name: "source-restarted-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, told }) => {
      await told(watched);
      await cloud.addFaults([{ kind: "serverRestarts", server: sourceInstance, downMs: 1_500 }]);
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "10.0.0.241:6379", "nothing was changed"],
    acts: ready,
    mend: untilLinked,
    actsThen: carriedOn,
  },
  {
    name: "source-restarted-after-the-start",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "hold", when: "after" }]),
    midway: async ({ cloud, until }) => {
      await until("the start is held", () => cloud.holds("StartMigration"));
      await cloud.addFaults([{ kind: "serverRestarts", server: sourceInstance, downMs: 1_500 }]);
      await until("it is away", async () => (await cloud.roleOf(sourceInstance)) === "dead");
      await cloud.release();
    },
    ends: "done",
    says: ["StartMigration: accepted"],
    acts: ready,
  },
  {
    name: "source-failed-over",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, told, source: at }) => {
      await told(watched);
      await (await cloud.redis(cloud.addresses[standbySource] ?? "")).call("REPLICAOF", "NO", "ONE");
      const [host = "", port = ""] = (cloud.addresses[standbySource] ?? "").split(":");
      await (await at()).call("REPLICAOF", host, port);
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "replica", "nothing was changed"],
    acts: ready,
    mend: async (scene) => {
      const [host = "", port = ""] = (scene.cloud.addresses[source] ?? "").split(":");
      await (await scene.source()).call("REPLICAOF", "NO", "ONE");
      await (await scene.cloud.redis(scene.cloud.addresses[standbySource] ?? "")).call("REPLICAOF", host, port);
      await untilLinked(scene);
    },
    actsThen: carriedOn,
  },
  {
    name: "source-asks-for-a-password-midway",
    stage: "complete",
    before: async ({ source: at }) => (await at()).config("SET", "requirepass", "sesame"),
    ends: "not-in-sync",
    says: ["10.0.0.241:6379", "NOAUTH"],
    acts: ready,
    mend: async ({ source: at }) => (await at()).config("SET", "requirepass", ""),
    actsThen: carriedOn,
  },
  {
    name: "source-asks-for-a-password-before",
    stage: "migrate",
    before: async ({ source: at }) => (await at()).config("SET", "requirepass", "sesame"),
    ends: "blocking-findings",
    says: ["source-auth", "requirepass"],
    acts: [tested],
    mend: async ({ source: at }) => (await at()).config("SET", "requirepass", ""),
    actsThen: ready,
  },
  {
    name: "source-half-open-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, told }) => {
      await told(watched);
      process.kill(await cloud.pidOf(sourceInstance), "SIGSTOP");
    },
    ends: "not-in-sync",
    says: ["10.0.0.241:6379", "nothing was changed"],
    acts: ready,
    mend: async (scene) => {
      process.kill(await scene.cloud.pidOf(sourceInstance), "SIGCONT");
      await untilLinked(scene);
    },
    actsThen: carriedOn,
  },
  {
    name: "source-snapshot-fails",
    stage: "migrate",
    before: async ({ cloud, source: at }) => {
      await cloud.delays({ failedSyncsAtMost: 1_000_000, startRetryMs: 60_000 });
      await failSnapshots(cloud, await at());
    },
    ends: "full-sync-loop",
    says: ["none came to its end", "a snapshot that failed", "set stage to abort"],
    acts: ready,
    mend: async ({ cloud, source: at }) => mendSnapshots(cloud, await at()),
    actsThen: ready,
  },
  {
    name: "snapshot-failed-and-fell-back",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "hold", when: "before" }]),
    midway: async ({ cloud, groupId: group, source: at, until }) => {
      await until("the start is held", () => cloud.holds("StartMigration"));
      await failSnapshots(cloud, await at());
      await (await at()).bgsave();
      await until("a snapshot has failed", async () =>
        (await (await at()).info("persistence")).includes("rdb_last_bgsave_status:err"),
      );
      const reason = "synchronization failure with the source";
      await cloud.addFaults([{ kind: "startFails", group, reason }]);
      await cloud.release();
    },
    ends: "fell-back",
    says: ["synchronization failure with the source", "rdb_last_bgsave_status", "set stage to prepare"],
    acts: ready,
    mend: async ({ cloud, source: at }) => {
      await mendSnapshots(cloud, await at());
      await (await at()).save();
    },
  },
  {
    name: "rdb-too-new",
    stage: "migrate",
    before: ({ cloud, groupId: group }) =>
      cloud.faults([{ kind: "startFails", group, reason: "invalid RDB received" }]),
    ends: "fell-back",
    says: ["invalid RDB received", "a snapshot that the target's engine does not load", "set stage to prepare"],
    acts: ready,
  },
  {
    name: "source-name-does-not-resolve",
    stage: "prepare",
    change: { source: { endpoint: "redis.example.invalid:6379" } },
    ends: "blocking-findings",
    says: ["source-unreachable", "redis.example.invalid:6379", "ENOTFOUND"],
    acts: [],
  },
  {
    name: "full-copies-without-end",
    stage: "migrate",
    // The emulated ElastiCache goes on trying, as AWS may; what the source does is its own.
    before: async ({ cloud }) => {
      await cloud.delays({ failedSyncsAtMost: 1_000, startRetryMs: 60_000 });
      await cloud.faults([{ action: "StartMigration", kind: "hold", when: "after" }]);
    },
    midway: async ({ cloud, source: at, until }) => {
      await until("the start is held", () => cloud.holds("StartMigration"));
      stopWriting = await writeWhileCopying(await at());
      await cloud.release();
    },
    ends: "full-sync-loop",
    says: ["none came to its end", "client-output-buffer-limit", "set stage to abort"],
    acts: ready,
    mend: async () => {
      await stopWriting?.();
      stopWriting = undefined;
    },
    actsThen: ready,
  },
];
