// The product under the real Pulumi engine, on a world of its own: what the tests of this folder share.
import { setTimeout as pause } from "node:timers/promises";
import {
  AddTagsToResourceCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
} from "@aws-sdk/client-elasticache";
import { Redis } from "ioredis";
import { processesOf } from "../../rehearsal/processes.ts";
import { projectRoot, startRehearsal, type Rehearsal, type RehearsalArgs } from "../../rehearsal/rehearsal.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";

/** The group of Pulumi.dev.yaml. */
export const groupId = "sessions-dev";

/** A run that hangs ends by its own deadline or by the operation's bound long before. */
export const testTimeoutMs = 150_000;

export interface Stand extends Rehearsal {
  /** The acting calls of a migration, as `action outcome` (`!` marks a forced completion), oldest first. */
  acts(): Promise<string[]>;
  /** Every call that creates, changes or deletes something, other than a migration's own. */
  changes(): Promise<string[]>;
  /** AWS's status of the group, as its newest answer gave it to anybody, asked anew. */
  status(): Promise<string>;
  /** Tags the group past the program, as somebody at the console does. */
  tag(key: string, value: string): Promise<void>;
  /** The migration's or the journal's entry in the state. */
  entry(type: "MigrationJournal" | "OnlineMigration"): Promise<StateEntry>;
  /** Every entry in the state, by URN. */
  resources(): Promise<readonly Resource[]>;
  /** What the state holds as a resource's inputs, by its name: what the freeze goes back to. */
  inputsOf(name: string): Promise<StateEntry["inputs"]>;
  /** What program and providers have printed so far. */
  said(): string;
  /** Processes of the run whose command line holds a text. */
  processes(text: string): readonly number[];
  /** A connection to a server by its address on this machine. */
  redis(at: { readonly host: string; readonly port: number }): Promise<Redis>;
  stop(): Promise<void>;
}

export interface StateEntry {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly initErrors: readonly string[];
}

export interface Resource extends StateEntry {
  readonly urn: string;
  readonly type: string;
  readonly protect: boolean;
}

type Stored = Pick<Resource, "urn" | "type"> & Partial<Resource>;

const waitAtMostMs = 60_000;

/** Looks until something holds, for a bounded time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + waitAtMostMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${waitAtMostMs} ms`);
    await pause(50);
  }
}

/** Pulumi.dev.yaml in a sandbox, with waits as short as they can be. */
export async function startStand(
  programs: Pick<RehearsalArgs, "sourceProgram" | "targetProgram"> = {},
): Promise<Stand> {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const rehearsal = await startRehearsal({ stack: readStackFile(projectRoot, "dev"), onLine, ...programs });
  const { engine, emulator, run } = rehearsal;
  engine.setConfig("migration.pollSeconds", 0.1);
  engine.setConfig("migration.inSyncForSeconds", 0.8);
  const client = clientOf(emulator.endpoint);
  const group = async () => {
    const reply = await client.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId }));
    return reply.ReplicationGroups?.[0] ?? {};
  };
  const connections: Redis[] = [];
  const resources = async () => {
    const { deployment } = (await engine.exportStack()) as { deployment: { resources?: Stored[] } };
    return (deployment.resources ?? [])
      .map(({ inputs = {}, outputs = {}, initErrors = [], protect = false, ...entry }) => ({
        urn: entry.urn,
        type: entry.type,
        protect,
        inputs,
        outputs,
        initErrors,
      }))
      .sort((one, other) => one.urn.localeCompare(other.urn));
  };
  const acting = ["TestMigration", "StartMigration", "CompleteMigration"];
  return {
    ...rehearsal,
    acts: async () =>
      (await emulator.log())
        .filter(({ action }) => acting.includes(action))
        .map(({ action, outcome, parameters }) => `${action}${parameters["Force"] === "true" ? "!" : ""} ${outcome}`),
    changes: async () =>
      (await emulator.log())
        .map(({ action }) => action)
        .filter((action) => !/^(Describe|List|Get)/.test(action) && !acting.includes(action)),
    status: async () => (await group()).Status ?? "",
    tag: async (key, value) => {
      const { ARN } = await group();
      await client.send(new AddTagsToResourceCommand({ ResourceName: ARN, Tags: [{ Key: key, Value: value }] }));
    },
    entry: async (type) => {
      const found = (await resources()).find((one) => one.type.endsWith(`elasticache:${type}`));
      if (found === undefined) throw new Error(`the state has no ${type}`);
      return found;
    },
    resources,
    inputsOf: async (name) => {
      const found = (await resources()).find(({ urn }) => urn.endsWith(`::${name}`));
      if (found === undefined) throw new Error(`the state has no ${name}`);
      return found.inputs;
    },
    said: () => lines.join("\n"),
    processes: (text) =>
      processesOf(run)
        .filter(({ command }) => command.includes(text))
        .map(({ pid }) => pid),
    redis: async ({ host, port }) => {
      const redis = new Redis({ host, port, lazyConnect: true, retryStrategy: null });
      connections.push(redis);
      await redis.connect();
      return redis;
    },
    stop: async () => {
      for (const one of connections) one.disconnect();
      client.destroy();
      const refused = rehearsal.refusedConnections();
      const { left } = await rehearsal.end();
      if (refused.length > 0) throw new Error(`the sandbox was to be left: ${refused.join(", ")}`);
      if (left.length > 0) throw new Error(`processes are left: ${left.join(", ")}`);
    },
  };
}

function clientOf(endpoint: string): ElastiCacheClient {
  const credentials = { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" };
  return new ElastiCacheClient({ region: "us-east-1", endpoint, credentials });
}
