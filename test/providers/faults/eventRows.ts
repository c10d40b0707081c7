// Rows of the fault matrix in which AWS's events and statuses are late, lost, or somebody else's.
import { CompleteMigrationCommand, StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { source } from "../cloud.ts";
import { completed, started, tested, type FaultRow } from "./scene.ts";

const ready = [tested, started];
const carriedOn = [tested, started, completed];
const [host = "", port = ""] = source.split(":");
const CustomerNodeEndpointList = [{ Address: host, Port: Number(port) }];

export const eventRows: readonly FaultRow[] = [
  {
    name: "start-event-lost",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ kind: "lostEvents", matching: "Starting migration" }]),
    ends: "done",
    says: ["StartMigration: accepted"],
    acts: ready,
  },
  {
    name: "test-event-lost",
    stage: "prepare",
    change: { migration: { deadlineMinutes: 0.3 } },
    before: ({ cloud }) => cloud.faults([{ kind: "lostEvents", matching: "Test Migration" }]),
    ends: "done",
    says: ["TestMigration to tell its outcome"],
    acts: [tested],
  },
  {
    name: "completion-event-lost",
    stage: "complete",
    change: { migration: { deadlineMinutes: 0.25 } },
    before: ({ cloud }) => cloud.faults([{ kind: "lostEvents", matching: "Complete Migration" }]),
    ends: "completion-not-proven",
    says: ["no event proves how it ended", "write to neither side before it is there"],
    acts: carriedOn,
  },
  {
    name: "completion-event-late",
    stage: "complete",
    before: ({ cloud }) => cloud.faults([{ kind: "lateEvents", matching: "Complete Migration", afterMs: 2_000 }]),
    ends: "done",
    says: ["CompleteMigration: accepted"],
    acts: carriedOn,
  },
  {
    name: "failure-event-lost",
    stage: "migrate",
    change: { migration: { deadlineMinutes: 0.25 } },
    before: ({ cloud }) =>
      cloud.faults([
        { kind: "cutNetwork", to: source },
        { kind: "lostEvents", matching: "failed" },
      ]),
    ends: "deadline-reached",
    says: ["did not reach migrate", "run pulumi up again: it goes on from there"],
    acts: ready,
  },
  {
    name: "failure-event-late",
    stage: "migrate",
    before: ({ cloud }) =>
      cloud.faults([
        { kind: "cutNetwork", to: source },
        { kind: "lateEvents", matching: "failed", afterMs: 2_000 },
      ]),
    ends: "fell-back",
    says: ["Migration operation failed for replication group failure-event-late because of an unreachable source"],
    acts: ready,
  },
  {
    name: "status-late-after-the-start",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ action: "StartMigration", kind: "hold", when: "before" }]),
    midway: async ({ cloud, groupId, told, until }) => {
      await until("the start is held", () => cloud.holds("StartMigration"));
      await cloud.addFaults([{ kind: "slowStatus", group: groupId, forMs: 600_000 }]);
      await cloud.release();
      await told(/waiting for (AWS to report|certainty: AWS reports available)/);
      await cloud.faults([]);
    },
    ends: "done",
    // The status alone, or a target that follows already, whichever a look meets first.
    says: [/AWS to report the group as migrating|AWS reports available, and a primary still follows the source/],
    acts: ready,
  },
  {
    name: "status-late-after-the-completion",
    stage: "complete",
    before: ({ cloud }) => cloud.faults([{ action: "CompleteMigration", kind: "hold", when: "before" }]),
    midway: async ({ cloud, groupId, until }) => {
      await until("the completion is held", () => cloud.holds("CompleteMigration"));
      await cloud.addFaults([{ kind: "slowStatus", group: groupId, forMs: 4_000 }]);
      await cloud.release();
    },
    ends: "done",
    says: ["CompleteMigration: accepted"],
    acts: carriedOn,
  },
  {
    name: "started-by-somebody-else",
    stage: "migrate",
    before: async ({ cloud, elastiCache, groupId: ReplicationGroupId, until }) => {
      await elastiCache.send(new StartMigrationCommand({ ReplicationGroupId, CustomerNodeEndpointList }));
      await until("it migrates", async () => (await cloud.status(ReplicationGroupId)) === "migrating");
    },
    ends: "migration-in-flight",
    says: ["AWS reports started-by-somebody-else as migrating", "Do: "],
    acts: ready,
  },
  {
    name: "completed-by-somebody-else",
    stage: "complete",
    change: { migration: { inSyncForSeconds: 15 } },
    midway: async ({ elastiCache, groupId, told }) => {
      await told("to stay in sync for");
      await elastiCache.send(new CompleteMigrationCommand({ ReplicationGroupId: groupId }));
    },
    ends: "unexplained-status-change",
    says: ["nothing that this stack did explains it", "find out who else acts on the group"],
    acts: carriedOn,
  },
];
