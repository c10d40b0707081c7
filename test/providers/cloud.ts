// A tiny emulated AWS for the provider's tests: one VPC, a real source, and target groups made as the program makes them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CreateCacheParameterGroupCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
} from "@aws-sdk/client-elasticache";
import { Redis } from "ioredis";
import { projectRoot, start } from "../rehearsal/plugins/aws/processes.ts";

export interface LogEntry {
  readonly action: string;
  readonly outcome: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface TestCloud {
  readonly url: string;
  /** AWS-side `host:port` of the source -> where it is on this machine. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Creates a group in the shape that a migration wants and waits until it is available. */
  createTarget(groupId: string): Promise<void>;
  status(groupId: string): Promise<string>;
  /** What was asked of AWS for one group, oldest first. */
  log(groupId: string): Promise<readonly LogEntry[]>;
  /** The calls that act on a migration, as `action outcome` (`!` marks a forced completion). */
  acts(groupId: string): Promise<readonly string[]>;
  delays(change: Readonly<Record<string, number>>): Promise<void>;
  /** Replaces the faults, and releases what is held. */
  faults(list: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** Whether a call of this action is held now. */
  holds(action: string): Promise<boolean>;
  /** Adds to the faults without releasing anything. */
  addFaults(list: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** Lets the calls that are held go on. */
  release(): Promise<void>;
  /** Of a server, as the emulator shows it: also "dead" and "silent". */
  roleOf(server: string): Promise<string>;
  /** The process of a server, by its name. */
  pidOf(server: string): Promise<number>;
  /** Where a server is on this machine, by its name. */
  addressOf(server: string): Promise<string>;
  /** A connection to a server by its address on this machine. */
  redis(address: string): Promise<Redis>;
  /** What `stop` ends before the emulator. */
  atEnd(end: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

export const source = "10.0.0.241:6379";
export const sourceInstance = "i-0a1b2c3d4e5f60041";
export const vpcId = "vpc-0a1b2c3d4e5f60001";
export const sourceSubnet = "subnet-0a1b2c3d4e5f60011";
export const targetSubnets = ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"] as const;
export const sourceGroup = "sg-0a1b2c3d4e5f60031";
const targetGroup = "sg-0a1b2c3d4e5f60032";
export const routeTable = "rtb-0a1b2c3d4e5f60021";
export const region = "us-east-1";

const from10 = { protocol: "tcp", fromPort: 6379, toPort: 6379, cidr: "10.0.0.0/16" };
const world = {
  account: "123456789012",
  accessKeys: { AKIAOTHER: "210987654321" },
  region,
  vpcs: [{ id: vpcId, cidrs: ["10.0.0.0/16"] }],
  subnets: [sourceSubnet, ...targetSubnets].map((id, index) => ({
    id,
    vpcId,
    cidr: `10.0.${index}.0/24`,
    availabilityZone: `${region}${["a", "a", "b"][index] ?? ""}`,
  })),
  routeTables: [{ id: routeTable, vpcId, subnetIds: [sourceSubnet, ...targetSubnets] }],
  securityGroups: [
    { id: sourceGroup, vpcId, name: "source", ingress: [from10] },
    { id: targetGroup, vpcId, name: "target", ingress: [from10] },
  ],
  instances: [
    {
      id: sourceInstance,
      privateIp: "10.0.0.241",
      subnetId: sourceSubnet,
      securityGroupIds: [sourceGroup],
      server: { port: 6379, databases: 16, config: { "repl-diskless-sync-delay": "0" } },
    },
  ],
};

export const standbySource = "10.0.0.242:6379";

function standbyOf(primary: (typeof world.instances)[number] | undefined) {
  return {
    ...primary,
    id: "i-0a1b2c3d4e5f60042",
    privateIp: "10.0.0.242",
    server: { ...primary?.server, replicaOf: sourceInstance },
  };
}

const acting = ["TestMigration", "StartMigration", "CompleteMigration"];
const waitAtMostMs = 20_000;

/** Looks until something holds, for a bounded time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + waitAtMostMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${waitAtMostMs} ms`);
    await pause(20);
  }
}

/** @param standby a second instance, which replicates the source */
export async function startCloud({ standby = false } = {}): Promise<TestCloud> {
  const instances = [...world.instances, ...(standby ? [standbyOf(world.instances[0])] : [])];
  const directory = await mkdtemp(join(tmpdir(), "provider-tests-"));
  await writeFile(join(directory, "world.json"), JSON.stringify({ ...world, instances }));
  const emulator = await start(process.execPath, [
    join(projectRoot, "emulator/main.ts"),
    "--world",
    join(directory, "world.json"),
  ]);
  const url = emulator.firstLine.replace("listening on ", "");
  const control = async (path: string, body?: unknown, method = "PUT"): Promise<unknown> => {
    const change = body === undefined ? {} : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/_emulator/${path}`, change);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`/_emulator/${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const client = new ElastiCacheClient({
    region,
    endpoint: url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: "targets",
      CacheSubnetGroupDescription: "targets",
      SubnetIds: [...targetSubnets],
    }),
  );
  await client.send(
    new CreateCacheParameterGroupCommand({
      CacheParameterGroupName: "targets",
      CacheParameterGroupFamily: "redis7",
      Description: "targets",
    }),
  );
  const { addresses } = (await control("world")) as { addresses: Record<string, string> };
  const connections: Redis[] = [];
  const endings: (() => Promise<unknown>)[] = [];
  const status = async (groupId: string) => {
    const reply = await client.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId }));
    return reply.ReplicationGroups?.[0]?.Status ?? "";
  };
  const log = async (groupId: string) =>
    ((await control("log")) as LogEntry[]).filter(({ parameters: { ReplicationGroupId, SourceIdentifier } }) =>
      [ReplicationGroupId, SourceIdentifier].includes(groupId),
    );

  const shown = async (server: string) => {
    const { servers } = (await control("world")) as {
      servers: { name: string; pid: number | null; address: string; role: string }[];
    };
    const found = servers.find(({ name }) => name === server);
    if (found === undefined) throw new Error(`there is no server ${server}`);
    return found;
  };

  return {
    url,
    addresses,
    status,
    log,
    async createTarget(groupId) {
      await client.send(
        new CreateReplicationGroupCommand({
          ReplicationGroupId: groupId,
          ReplicationGroupDescription: groupId,
          Engine: "redis",
          EngineVersion: "7.0",
          CacheNodeType: "cache.m6g.large",
          NumCacheClusters: 2,
          AutomaticFailoverEnabled: true,
          MultiAZEnabled: true,
          CacheSubnetGroupName: "targets",
          CacheParameterGroupName: "targets",
          SecurityGroupIds: [targetGroup],
        }),
      );
      await until(`${groupId} is available`, async () => (await status(groupId)) === "available");
    },
    async acts(groupId) {
      const entries = (await log(groupId)).filter(({ action }) => acting.includes(action));
      return entries.map(
        ({ action, outcome, parameters }) => `${action}${parameters["Force"] === "true" ? "!" : ""} ${outcome}`,
      );
    },
    async delays(change) {
      await control("delays", change);
    },
    async faults(list) {
      await control("faults", list);
    },
    async holds(action) {
      const shown = (await control("faults")) as { action?: string; reached?: boolean }[];
      return shown.some((one) => one.reached === true && one.action === action);
    },
    async addFaults(list) {
      await control("faults", list, "POST");
    },
    async release() {
      await control("release", {}, "POST");
    },
    roleOf: async (server) => (await shown(server)).role,
    pidOf: async (server) => {
      const { pid } = await shown(server);
      if (pid === null) throw new Error(`the server ${server} does not run`);
      return pid;
    },
    addressOf: async (server) => (await shown(server)).address,
    async redis(address) {
      const [host = "", port = ""] = address.split(":");
      const redis = new Redis({ host, port: Number(port), lazyConnect: true, retryStrategy: null });
      connections.push(redis);
      await redis.connect();
      return redis;
    },
    atEnd: (end) => endings.push(end),
    async stop() {
      await Promise.all(endings.map((end) => end()));
      for (const one of connections) one.disconnect();
      client.destroy();
      await emulator.stop();
      await rm(directory, { recursive: true });
    },
  };
}
