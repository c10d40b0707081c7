// The emulator under test, with a small world around it, and a client of the real SDK that talks to it.
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { ReplicationGroup } from "@aws-sdk/client-elasticache";
import {
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
} from "@aws-sdk/client-elasticache";
import { Redis } from "ioredis";
import { startEmulator } from "../../emulator/startEmulator.ts";
import { parseWorld } from "../../emulator/world.ts";

export const sourceEndpoint = { Address: "10.0.0.241", Port: 6379 };

const world = {
  account: "123456789012",
  accessKeys: { AKIAOTHER: "210987654321" },
  userGroups: ["team"],
  vpcs: [{ id: "vpc-1", cidrs: ["10.0.0.0/16"] }],
  subnets: [
    { id: "subnet-a", vpcId: "vpc-1", cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-b", vpcId: "vpc-1", cidr: "10.0.1.0/24", availabilityZone: "us-east-1b" },
  ],
  routeTables: [{ id: "rtb-1", vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] }],
  securityGroups: [
    { id: "sg-nodes", vpcId: "vpc-1", name: "nodes" },
    {
      id: "sg-source",
      vpcId: "vpc-1",
      name: "source",
      ingress: [{ fromPort: 6379, toPort: 6400, securityGroupId: "sg-nodes" }],
    },
  ],
  instances: [
    instance("i-source", "10.0.0.241", { config: { "repl-diskless-sync-delay": "0" } }),
    instance("i-replica", "10.0.0.242", { config: { "repl-diskless-sync-delay": "0" }, replicaOf: "i-source" }),
    // A snapshot is not begun before a minute has passed: a migration from here stays out of sync.
    instance("i-slow", "10.0.0.243", { config: { "repl-diskless-sync-delay": "60" } }),
    instance("i-guarded", "10.0.0.244", { config: { requirepass: "secret" } }),
    { id: "i-foreign", privateIp: "10.0.0.246", subnetId: "subnet-a", securityGroupIds: ["sg-source"] },
    instance("i-protected", "10.0.0.245", { config: { "protected-mode": "yes" } }),
  ],
};

function instance(id: string, privateIp: string, server: object) {
  return { id, privateIp, subnetId: "subnet-a", securityGroupIds: ["sg-source"], server };
}

export interface Subject {
  readonly url: string;
  readonly client: ElastiCacheClient;
  /** A client of another caller. */
  clientOf(accessKeyId: string, region: string): ElastiCacheClient;
  /** A client that asks once and gives up. */
  loneClient(): ElastiCacheClient;
  /** What the emulator has complained about. */
  readonly complaints: readonly string[];
  /** Connection to the server behind an address of the world; closed with the subject. */
  redis(address: string): Promise<Redis>;
  get(path: string): Promise<unknown>;
  put(path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** `map` leads addresses of the world to servers of the test's own; `json` is a world of the test's own. */
export async function startSubject(
  map: ReadonlyMap<string, string> = new Map(),
  json: unknown = world,
): Promise<Subject> {
  const complaints: string[] = [];
  const emulator = await startEmulator({
    port: 0,
    world: parseWorld(json, "(test)"),
    map,
    dataDirectory: undefined,
    report: (message) => complaints.push(message),
  });
  const clientOf = (accessKeyId: string, region: string) =>
    new ElastiCacheClient({
      endpoint: emulator.url,
      region,
      credentials: { accessKeyId, secretAccessKey: "none" },
    });
  const client = clientOf("AKIATEST", "us-east-1");
  const connections: Redis[] = [];
  const get = async (path: string): Promise<unknown> => (await fetch(`${emulator.url}/_emulator/${path}`)).json();
  return {
    url: emulator.url,
    client,
    clientOf,
    loneClient: () =>
      new ElastiCacheClient({
        endpoint: emulator.url,
        region: "us-east-1",
        maxAttempts: 1,
        credentials: { accessKeyId: "AKIATEST", secretAccessKey: "none" },
      }),
    complaints,
    get,
    async redis(address) {
      const { addresses } = (await get("world")) as { addresses: Record<string, string> };
      const [host = "", port = ""] = (addresses[address] ?? address).split(":");
      const redis = new Redis({ host, port: Number(port), lazyConnect: true, retryStrategy: () => null });
      redis.on("error", () => {
        // Servers that a test ends take their connections with them.
      });
      connections.push(redis);
      await redis.connect();
      return redis;
    },
    put: (path, body) => fetch(`${emulator.url}/_emulator/${path}`, { method: "PUT", body: JSON.stringify(body) }),
    async close() {
      for (const connection of connections) connection.disconnect();
      client.destroy();
      await emulator.close();
    },
  };
}

/** Polls until `look` gives something; fails with what was last seen. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen>,
  isReached: (seen: Seen) => boolean,
  limitMs = 10_000,
): Promise<Seen> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (isReached(seen)) return seen;
    if (performance.now() > giveUpAt) throw new Error(`${what} was not reached; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function groupOf(client: ElastiCacheClient, id: string): Promise<ReplicationGroup> {
  const answer = await client.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }));
  const [group] = answer.ReplicationGroups ?? [];
  if (group === undefined) throw new Error(`no group ${id}`);
  return group;
}

export async function untilStatus(client: ElastiCacheClient, id: string, status: string): Promise<ReplicationGroup> {
  return until(
    `${id} ${status}`,
    () => groupOf(client, id),
    ({ Status }) => Status === status,
  );
}

export async function messagesOf(client: ElastiCacheClient, id: string): Promise<string[]> {
  const { Events = [] } = await client.send(
    new DescribeEventsCommand({ SourceIdentifier: id, SourceType: "replication-group" }),
  );
  return Events.map(({ Message }) => Message ?? "");
}

/** A group that meets every prerequisite of a migration, available. */
export async function createTarget(
  client: ElastiCacheClient,
  id: string,
  change: object = {},
): Promise<ReplicationGroup> {
  await client
    .send(
      new CreateCacheSubnetGroupCommand({
        CacheSubnetGroupName: "zones",
        CacheSubnetGroupDescription: "two zones",
        SubnetIds: ["subnet-a", "subnet-b"],
      }),
    )
    .catch((error: unknown) => {
      if ((error as Error).name !== "CacheSubnetGroupAlreadyExistsFault") throw error;
    });
  await client.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: id,
      ReplicationGroupDescription: "target of a migration",
      Engine: "redis",
      EngineVersion: "7.0",
      CacheNodeType: "cache.m6g.large",
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      TransitEncryptionEnabled: false,
      CacheSubnetGroupName: "zones",
      SecurityGroupIds: ["sg-nodes"],
      ...change,
    }),
  );
  return untilStatus(client, id, "available");
}

/** "127.1.2.3:6379" of a group's primary and of its first replica. */
export function endpointsOf(group: ReplicationGroup): { primary: string; reader: string } {
  const [nodes] = group.NodeGroups ?? [];
  const show = (endpoint: { Address?: string | undefined; Port?: number | undefined } | undefined) =>
    `${endpoint?.Address ?? "none"}:${endpoint?.Port ?? 0}`;
  return { primary: show(nodes?.PrimaryEndpoint), reader: show(nodes?.ReaderEndpoint) };
}

/** Name, code and status of the fault that a call raises. */
export async function faultOf(call: Promise<unknown>): Promise<{ name: string; code: unknown; status: unknown }> {
  return call.then(
    () => ({ name: "(no fault)", code: undefined, status: undefined }),
    (error: unknown) => {
      const fault = error as Error & { Code?: unknown; $metadata?: { httpStatusCode?: unknown } };
      return { name: fault.name, code: fault.Code, status: fault.$metadata?.httpStatusCode };
    },
  );
}
