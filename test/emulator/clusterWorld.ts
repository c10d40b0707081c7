// A world with a source in cluster mode, and what a test needs to use clusters.
import { connect } from "node:net";
import { Cluster } from "ioredis";
import type { ElastiCacheClient, ReplicationGroup } from "@aws-sdk/client-elasticache";
import { DescribeCacheClustersCommand, StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { createTarget } from "./subject.ts";
import type { Subject } from "./subject.ts";

const quick = { "repl-diskless-sync-delay": "0" };

/** Two shards with one replica each, beside a server without cluster mode. */
export const clusterWorld = {
  account: "123456789012",
  vpcs: [{ id: "vpc-1", cidrs: ["10.0.0.0/16"] }],
  subnets: [
    { id: "subnet-a", vpcId: "vpc-1", cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-b", vpcId: "vpc-1", cidr: "10.0.1.0/24", availabilityZone: "us-east-1b" },
  ],
  routeTables: [{ id: "rtb-1", vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] }],
  securityGroups: [
    { id: "sg-nodes", vpcId: "vpc-1", name: "nodes" },
    { id: "sg-narrow", vpcId: "vpc-1", name: "narrow" },
    source("sg-source", 6379, "sg-nodes", "sg-narrow"),
    // The second shard listens on another port, and lets only some nodes in.
    source("sg-second", 6380, "sg-nodes"),
  ],
  instances: [
    clusterServer("i-1", "10.0.0.11", 6379, "sg-source", { cluster: { slots: ["0-8191"] } }),
    clusterServer("i-2", "10.0.0.12", 6380, "sg-second", { cluster: { slots: ["8192-12000", "12001-16383"] } }),
    clusterServer("i-3", "10.0.0.13", 6379, "sg-source", { cluster: {}, replicaOf: "i-1" }),
    clusterServer("i-4", "10.0.0.14", 6380, "sg-second", { cluster: {}, replicaOf: "i-2" }),
    clusterServer("i-alone", "10.0.0.15", 6379, "sg-source", {}),
  ],
};

function source(id: string, port: number, ...admitted: string[]) {
  const ingress = admitted.map((securityGroupId) => ({ fromPort: port, toPort: port, securityGroupId }));
  return { id, vpcId: "vpc-1", name: id, ingress };
}

function clusterServer(id: string, privateIp: string, port: number, group: string, server: object) {
  return {
    id,
    privateIp,
    subnetId: "subnet-a",
    securityGroupIds: [group],
    server: { port, config: quick, ...server },
  };
}

export const clusterEndpoint = { Address: "10.0.0.11", Port: 6379 };

/** A group in cluster mode that meets every prerequisite of a migration, available. */
export function createClusterTarget(client: ElastiCacheClient, id: string, change: object = {}) {
  return createTarget(client, id, {
    NumCacheClusters: undefined,
    NumNodeGroups: 2,
    ReplicasPerNodeGroup: 1,
    ...change,
  });
}

export function startFrom(client: ElastiCacheClient, id: string, endpoint: object = {}) {
  const CustomerNodeEndpointList = [{ ...clusterEndpoint, ...endpoint }];
  return client.send(new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList }));
}

/** "127.1.2.3:6379" of each node of a group, in the order of its members. */
export async function nodeAddresses(client: ElastiCacheClient, group: ReplicationGroup): Promise<string[]> {
  return Promise.all(
    (group.MemberClusters ?? []).map(async (CacheClusterId) => {
      const { CacheClusters } = await client.send(
        new DescribeCacheClustersCommand({ CacheClusterId, ShowCacheNodeInfo: true }),
      );
      const { Address, Port } = CacheClusters?.[0]?.CacheNodes?.[0]?.Endpoint ?? {};
      return `${Address ?? "none"}:${Port ?? 0}`;
    }),
  );
}

/** A client that finds the shards by itself, from one node. */
export async function clusterClient(address: string): Promise<Cluster> {
  const [host = "", port = ""] = address.split(":");
  const cluster = new Cluster([{ host, port: Number(port) }], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
  });
  await cluster.connect();
  return cluster;
}

/** Does any server listen at "127.1.2.3:6379"? */
export function isListening(address: string): Promise<boolean> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** The servers of a group's nodes, as the emulator shows them, by name. */
export async function serversOf(subject: Subject, id: string) {
  const { servers } = (await subject.get("world")) as { servers: { name: string; pid: number; role: string }[] };
  return servers.filter(({ name }) => name.startsWith(`${id}-`)).sort((one, other) => (one.name < other.name ? -1 : 1));
}
