// Rows of the fault matrix in which a node of the target fails, or is replaced.
import { DescribeCacheClustersCommand } from "@aws-sdk/client-elasticache";
import { completed, started, tested, type FaultRow, type Scene } from "./scene.ts";

const watched = "to stay in sync for";
/** Long enough to be heard on a busy machine; the refusal comes long before its end. */
const watchLonger = { migration: { inSyncForSeconds: 15 } };
const ready = [tested, started];
const carriedOn = [tested, started, completed];

const untilAvailable =
  (node: string) =>
  ({ elastiCache, groupId, until }: Scene) =>
    until(`the node ${node} is available`, async () => {
      const command = new DescribeCacheClustersCommand({ CacheClusterId: `${groupId}-${node}` });
      return (await elastiCache.send(command)).CacheClusters?.[0]?.CacheClusterStatus === "available";
    });

const replaceAtTheGate =
  (node: string) =>
  async ({ cloud, groupId, told }: Scene) => {
    await told(watched);
    await cloud.addFaults([{ kind: "replaceNode", server: `${groupId}-${node}`, afterMs: 1_500 }]);
  };

export const targetRows: readonly FaultRow[] = [
  {
    name: "replica-replaced-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: replaceAtTheGate("002"),
    ends: "not-in-sync",
    says: ["The target is not in sync", "replica", "run pulumi up again"],
    acts: ready,
    mend: untilAvailable("002"),
    actsThen: carriedOn,
  },
  {
    name: "primary-replaced-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: replaceAtTheGate("001"),
    ends: "not-in-sync",
    says: ["The target is not in sync", "run pulumi up again"],
    acts: ready,
    mend: untilAvailable("001"),
    actsThen: carriedOn,
  },
  {
    name: "completion-refused-by-a-replacement",
    stage: "complete",
    before: ({ cloud }) => cloud.faults([{ action: "CompleteMigration", kind: "hold", when: "before" }]),
    midway: async ({ cloud, groupId, until }) => {
      await until("the completion is held", () => cloud.holds("CompleteMigration"));
      await cloud.addFaults([{ kind: "replaceNode", server: `${groupId}-002`, afterMs: 5_000 }]);
      await cloud.release();
    },
    ends: "not-in-sync",
    says: ["AWS did not complete the migration", "a node is undergoing a replacement", "then run pulumi up again"],
    acts: carriedOn,
    mend: untilAvailable("002"),
    actsThen: [...carriedOn, completed],
  },
  {
    name: "primary-lost-while-starting",
    stage: "migrate",
    change: { migration: { deadlineMinutes: 0.25 } },
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "hold", when: "after" }]),
    midway: async ({ cloud, groupId, until }) => {
      await until("the start is held", () => cloud.holds("StartMigration"));
      await cloud.addFaults([{ kind: "serverDies", server: `${groupId}-001` }]);
      await cloud.release();
    },
    ends: "deadline-reached",
    says: ["did not reach migrate", "modifying"],
    acts: ready,
  },
  {
    name: "target-node-lost-before-the-start",
    stage: "migrate",
    change: { migration: { deadlineMinutes: 0.05 } },
    before: ({ cloud, groupId }) => cloud.faults([{ kind: "serverDies", server: `${groupId}-002` }]),
    ends: "deadline-reached",
    says: ["to be available (AWS reports modifying)", "run pulumi up again"],
    acts: [tested],
  },
  {
    name: "replica-dead-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, groupId, told }) => {
      await told(watched);
      await cloud.addFaults([{ kind: "serverDies", server: `${groupId}-002` }]);
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "nothing was changed"],
    acts: ready,
  },
  {
    name: "target-half-open-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, groupId, told }) => {
      await told(watched);
      process.kill(await cloud.pidOf(`${groupId}-001`), "SIGSTOP");
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "nothing was changed"],
    acts: ready,
    mend: async ({ cloud, groupId, until }) => {
      process.kill(await cloud.pidOf(`${groupId}-001`), "SIGCONT");
      await until("it answers", async () => (await cloud.roleOf(`${groupId}-001`)) === "slave");
    },
    actsThen: carriedOn,
  },
];
