// How servers in cluster mode become one cluster, and when they are one.
import { setTimeout as pause } from "node:timers/promises";
import { converse, openConnection } from "./connection.ts";
import type { Connection, ConnectionTarget } from "./connection.ts";
import { ServerFailure } from "./serverFailure.ts";
import { eachSlot } from "./slots.ts";
import type { SlotRange } from "./slots.ts";

/** The bus of a node listens 10000 above its port. */
export const mostClusterPort = 55_535;

export interface ClusterShard {
  readonly slots: readonly SlotRange[];
  /** The primary first. */
  readonly members: readonly ClusterMember[];
}

export interface ClusterMember extends ConnectionTarget {
  /** As messages call it. */
  readonly name: string;
}

const unsettling = ["handshake", "noaddr", "fail", "fail?"];
const lookEveryMs = 100;
// Redis itself lets a primary wait two seconds after its start before it calls its cluster whole.
const limitMs = 30_000;
const limitPerNodeMs = 1_000;

/** `announced` is what the other nodes and the clients are told: the bus never leaves loopback. */
export function clusterDirectives(announced: string): string[] {
  return ["cluster-enabled yes", "cluster-config-file nodes.conf", `cluster-announce-ip ${announced}`];
}

/** Slots, acquaintance, replicas, in this order; returns when every node serves and knows all the others. */
export async function formCluster(shards: readonly ClusterShard[], signal: AbortSignal): Promise<void> {
  if (shards.length === 0) return;
  await Promise.all(
    shards.map(({ slots, members: [primary] }, index) =>
      on(primary, async (connection) => {
        await connection.call("CLUSTER", "ADDSLOTS", ...eachSlot(slots));
        // Distinct from the start, as primaries that claim one epoch would first have to settle who gives way.
        await connection.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
      }),
    ),
  );
  const all = shards.flatMap(({ members }) => members);
  // Every two of them: acquaintance that spreads by gossip takes the longer the more they are.
  await Promise.all(
    all.map((member, index) =>
      converse(member, async (connection) => {
        for (const { address, port } of all.slice(index + 1)) await connection.call("CLUSTER", "MEET", address, port);
      }),
    ),
  );
  await untilEvery(all, (connection) => acquaintance(connection, all.length), signal);
  for (const { members } of shards) {
    const [primary, ...replicas] = members;
    const id = await on(primary, (connection) => connection.call("CLUSTER", "MYID"));
    await Promise.all(
      replicas.map((replica) => converse(replica, (connection) => connection.call("CLUSTER", "REPLICATE", String(id)))),
    );
  }
  await clusterFormed(shards, signal);
}

/** Resolves when every node says that the cluster is whole, knows each other one and each replica follows its primary. */
export async function clusterFormed(shards: readonly ClusterShard[], signal: AbortSignal): Promise<void> {
  const all = shards.flatMap(({ members }) => members);
  const replicaCount = all.length - shards.length;
  await untilEvery(
    all,
    async (connection) =>
      (await acquaintance(connection, all.length)) ??
      (await wholeness(connection)) ??
      (await replicasKnown(connection, replicaCount)) ??
      (await linkOfReplica(connection)),
    signal,
  );
}

/** Undefined when the node knows all the others and shakes hands with none. */
async function acquaintance(connection: Connection, count: number): Promise<string | undefined> {
  const nodes = await flagsOfNodes(connection);
  const settled = nodes.filter((flags) => !unsettling.some((flag) => flags.has(flag))).length;
  if (nodes.length === count && settled === count) return undefined;
  return `it knows ${settled} of ${count} nodes`;
}

async function wholeness(connection: Connection): Promise<string | undefined> {
  const info = String(await connection.call("CLUSTER", "INFO"));
  return info.includes("cluster_state:ok") ? undefined : (/cluster_state:\S+/.exec(info)?.[0] ?? "no cluster state");
}

async function replicasKnown(connection: Connection, count: number): Promise<string | undefined> {
  const replicas = (await flagsOfNodes(connection)).filter((flags) => flags.has("slave")).length;
  return replicas === count ? undefined : `it knows ${replicas} of ${count} replicas`;
}

async function linkOfReplica(connection: Connection): Promise<string | undefined> {
  const role = await connection.call("ROLE");
  if (!Array.isArray(role) || role[0] !== "slave" || role[3] === "connected") return undefined;
  return `its link to its primary is ${String(role[3])}`;
}

/** A line for each node, with its flags third: "ID 127.1.2.3:6379@16379 master,nofailover ...". */
async function flagsOfNodes(connection: Connection): Promise<Set<string>[]> {
  const lines = String(await connection.call("CLUSTER", "NODES")).split("\n");
  return lines.filter((line) => line !== "").map((line) => new Set(line.split(" ")[2]?.split(",")));
}

/** `obstacle` says what a node still lacks. */
async function untilEvery(
  members: readonly ClusterMember[],
  obstacle: (connection: Connection) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const boundMs = limitMs + members.length * limitPerNodeMs;
  await Promise.all(
    members.map(async (member) => {
      const node = keptConnection(member);
      try {
        let giveUpAt = performance.now() + boundMs;
        for (;;) {
          const lack = await node.use(obstacle).catch((error: unknown) => why(error));
          if (lack === undefined) return;
          // What it held before a restart may be much; the load comes to an end.
          if (lack.includes("LOADING")) giveUpAt = performance.now() + boundMs;
          if (performance.now() > giveUpAt) {
            const where = `${member.name} (${member.address}:${member.port})`;
            throw new ServerFailure(
              `The cluster of ${where} and ${members.length - 1} others did not form within ${boundMs / 1000} s: ${lack}.`,
            );
          }
          await pause(lookEveryMs, undefined, { signal });
        }
      } finally {
        node.close();
      }
    }),
  );
}

/** One connection for all looks at a node; after a failure the next look opens another. */
function keptConnection(member: ClusterMember) {
  let kept: Connection | undefined;
  const close = () => {
    kept?.close();
    kept = undefined;
  };
  return {
    close,
    async use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
      try {
        return await work((kept ??= await openConnection(member)));
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

// A node that has just been restarted may still load its data.
function why(error: unknown): string {
  return `it does not answer (${error instanceof Error ? error.message : String(error)})`;
}

function on<Result>(member: ClusterMember | undefined, work: (connection: Connection) => Promise<Result>) {
  if (member === undefined) throw new Error("A shard of a cluster has no member.");
  return converse(member, work);
}
