// Rows of the fault matrix under the real engine: one migration, and what goes wrong on its way, in this order.
import {
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { FailureCode } from "../../migration/failures.ts";
import type { CrashedStage } from "../../rehearsal/scenarios/scenario.ts";
import { infoOf } from "../providers/faults/scene.ts";
import { groupId, until, type Stand } from "./stand.ts";

export interface EngineFault {
  /** Also the row's name in docs/faults.md. */
  readonly name: string;
  readonly stage: CrashedStage;
  readonly before?: (world: FaultWorld) => Promise<unknown>;
  /** In the middle of the `up`. */
  readonly midway?: (world: FaultWorld) => Promise<unknown>;
  readonly deadlineMinutes?: number;
  readonly ends: "done" | FailureCode;
  readonly says: readonly string[];
  /** The acting calls that it adds. */
  readonly acts: readonly string[];
  readonly mend?: (world: FaultWorld) => Promise<unknown>;
}

export interface FaultWorld {
  readonly stand: Stand;
  /** The process of a server, by its name. */
  readonly pidOf: (server: string) => Promise<number>;
  /** Adds faults; what is held stays held. */
  readonly addFaults: (list: readonly object[]) => Promise<void>;
  readonly untilHeld: (action: string) => Promise<void>;
  /** Until this has been said since the `up` began. */
  readonly untilSaid: (text: string) => Promise<void>;
}

const watched = "to stay in sync for";
const sourceInstance = "i-0a1b2c3d4e5f60041";
const describe = { service: "elasticache", action: "DescribeReplicationGroups" };

const hold =
  (action: string, when: "before" | "after") =>
  ({ stand }: FaultWorld) =>
    stand.emulator.setFaults([{ action, kind: "hold", when }]);

const untilLinked = ({ stand }: FaultWorld) =>
  until("the target is linked and whole", async () => {
    const nodes = (await stand.emulator.servers()).filter(({ name }) => name.startsWith(groupId));
    const infos = await Promise.all(
      nodes.map(({ address }) => {
        const [host = "", port = ""] = address.split(":");
        return infoOf(host, Number(port));
      }),
    );
    return infos.length > 0 && infos.every((info) => info.includes("master_link_status:up"));
  });

let takeOff: () => Promise<unknown> = () => Promise.resolve();

export const engineFaults: readonly EngineFault[] = [
  {
    name: "engine-test-throttled",
    stage: "prepare",
    before: ({ stand }) => stand.emulator.setFaults([{ action: "TestMigration", kind: "throttle", times: 2 }]),
    ends: "done",
    says: ["TestMigration: notDone"],
    acts: ["TestMigration Throttling", "TestMigration Throttling", "TestMigration ok"],
  },
  {
    name: "engine-start-denied",
    stage: "migrate",
    before: ({ stand }) => stand.emulator.setFaults([{ action: "StartMigration", kind: "denied" }]),
    ends: "aws-refused",
    says: ["AWS refused StartMigration", "not authorized to perform: StartMigration", "mend what AWS names"],
    acts: ["StartMigration AccessDenied"],
  },
  {
    name: "engine-answers-unreadable-while-starting",
    stage: "migrate",
    before: hold("StartMigration", "after"),
    midway: async ({ stand, addFaults, untilHeld }) => {
      await untilHeld("StartMigration");
      await addFaults([
        { ...describe, kind: "garbage", times: 2 },
        { ...describe, kind: "truncated", times: 1 },
        { ...describe, kind: "partial", times: 1 },
      ]);
      await stand.emulator.letGo("go");
    },
    ends: "done",
    says: ["waiting for AWS to answer", "not AWS's answer, but text/html"],
    acts: ["StartMigration ok"],
  },
  {
    name: "engine-source-restarted-at-the-gate",
    stage: "complete",
    midway: async ({ addFaults, untilSaid }) => {
      await untilSaid(watched);
      await addFaults([{ kind: "serverRestarts", server: sourceInstance, downMs: 1_500 }]);
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "10.0.0.241:6379"],
    acts: [],
    mend: untilLinked,
  },
  {
    name: "engine-replica-replaced-at-the-gate",
    stage: "complete",
    midway: async ({ addFaults, untilSaid }) => {
      await untilSaid(watched);
      await addFaults([{ kind: "replaceNode", server: `${groupId}-002`, afterMs: 1_500 }]);
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "replica"],
    acts: [],
    mend: untilLinked,
  },
  {
    name: "engine-source-asks-for-a-password-midway",
    stage: "complete",
    before: async ({ stand }) => {
      // It stays logged in, as a connection from before the password does.
      const redis = await stand.redis(stand.source);
      await redis.config("SET", "requirepass", "sesame");
      takeOff = () => redis.config("SET", "requirepass", "");
    },
    ends: "not-in-sync",
    says: ["10.0.0.241:6379", "NOAUTH"],
    acts: [],
    mend: () => takeOff(),
  },
  {
    name: "engine-aws-silent-until-the-deadline",
    stage: "complete",
    deadlineMinutes: 0.4,
    midway: async ({ addFaults, untilSaid }) => {
      await untilSaid(watched);
      await addFaults([{ ...describe, kind: "503", forMs: 600_000 }]);
    },
    ends: "aws-unreachable",
    says: ["ServiceUnavailable", "then run pulumi up again"],
    acts: [],
  },
  {
    name: "engine-source-half-open-at-the-gate",
    stage: "complete",
    midway: async ({ pidOf, untilSaid }) => {
      await untilSaid(watched);
      process.kill(await pidOf(sourceInstance), "SIGSTOP");
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "10.0.0.241:6379"],
    acts: [],
    mend: async (world) => {
      process.kill(await world.pidOf(sourceInstance), "SIGCONT");
      await untilLinked(world);
    },
  },
  {
    name: "engine-completion-refused-by-a-replacement",
    stage: "complete",
    before: hold("CompleteMigration", "before"),
    midway: async ({ stand, addFaults, untilHeld }) => {
      await untilHeld("CompleteMigration");
      await addFaults([{ kind: "replaceNode", server: `${groupId}-002`, afterMs: 5_000 }]);
      await stand.emulator.letGo("go");
    },
    ends: "not-in-sync",
    says: ["AWS did not complete the migration", "a node is undergoing a replacement"],
    acts: ["CompleteMigration ok"],
    mend: untilLinked,
  },
  {
    name: "engine-peering-deleted-midway",
    stage: "complete",
    midway: async ({ stand, untilSaid }) => {
      await untilSaid(watched);
      const credentials = { accessKeyId: "somebody", secretAccessKey: "else" };
      const ec2 = new EC2Client({ endpoint: stand.emulator.endpoint, region: stand.region, credentials });
      const { VpcPeeringConnections: found = [] } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
      for (const { VpcPeeringConnectionId } of found)
        await ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
      ec2.destroy();
    },
    ends: "not-in-sync",
    says: ["The target is not in sync", "the link from ", "npm run doctor", "set stage to abort"],
    acts: [],
  },
];
