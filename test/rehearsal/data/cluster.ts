// A cluster of real servers for a test: one primary for each entry of `slots`.
import { Redis } from "ioredis";
import type { Shards } from "../../../rehearsal/data/shards.ts";
import { rangesOf } from "../../../rehearsal/data/shards.ts";
import { startRedis, type RedisServer } from "../../servers/redisServer.ts";

export interface TestCluster {
  readonly shards: Shards;
  readonly servers: readonly RedisServer[];
  client(shard: number): Redis;
  stop(): Promise<void>;
}

const formsWithinMs = 15_000;

export async function startCluster(slots: readonly string[]): Promise<TestCluster> {
  const directives = ["cluster-enabled yes", "cluster-node-timeout 5000", "cluster-allow-replica-migration no"];
  const servers = await Promise.all(slots.map(() => startRedis({ config: directives, databases: 1 })));
  const clients = servers.map(({ host, port }) => new Redis({ host, port, protocol: 2 }));
  const stop = async () => {
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    for (const [at, client] of clients.entries()) {
      const owned = rangesOf(slots[at] ?? "").flatMap(({ from, to }) => [String(from), String(to)]);
      await client.call("CLUSTER", "ADDSLOTSRANGE", ...owned);
      await client.call("CLUSTER", "SET-CONFIG-EPOCH", String(at + 1));
    }
    for (const { host, port } of servers.slice(1)) await clients[0]?.call("CLUSTER", "MEET", host, String(port));
    const giveUpAt = performance.now() + formsWithinMs;
    for (const client of clients) {
      for (;;) {
        const info = String(await client.call("CLUSTER", "INFO"));
        if (info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${slots.length}`)) break;
        if (performance.now() > giveUpAt) throw new Error(`The cluster did not form:\n${info}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const clientOf = (shard: number) => clients[shard] ?? clients[0] ?? new Redis({ lazyConnect: true });
  const shards = servers.map(({ host, port }, at) => ({ address: { host, port }, slots: slots[at] ?? "" }));
  return { shards, servers, client: clientOf, stop };
}
