// What the emulator does to the servers of a group: start, link, promote, look.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { formCluster } from "../servers/clusterForming.ts";
import type { ClusterShard } from "../servers/clusterForming.ts";
import { converse } from "../servers/connection.ts";
import type { Connection, Patience } from "../servers/connection.ts";
import { clusterNodeDirectives, hiddenName, nodeDirectives } from "../servers/nodeRole.ts";
import type { NodeSettings } from "../servers/nodeRole.ts";
import { programFor } from "../servers/program.ts";
import { recordEvent } from "./events.ts";
import { clusterDatabasesOf, databasesOf, directivesOf } from "./parameters.ts";
import type { Group, GroupNode, Shard } from "./state.ts";

/** AWS writes this key into database 0 of every group. Assumed: not in cluster mode, where it has no shard of its own. */
const ownKey = "ElastiCacheMasterReplicationTimestamp";

/** Starts every node's server; the replicas follow their primaries, in cluster mode as one cluster. */
export async function startNodes(group: Group, at: Place, cloud: Cloud, values: ReadonlyMap<string, string>) {
  const settings = settingsOf(group, values);
  const directives = (address: string) =>
    group.clusterMode ? clusterNodeDirectives(settings, address) : nodeDirectives(settings);
  // Each start is waited for, also when another has failed: none may still be under way when the group is deleted.
  await allOf(
    group.nodes.map(async (node) => {
      const { address } = await cloud.fleet.start({
        name: node.serverName,
        program: programFor(group.engine, cloud.world?.engines),
        port: group.port,
        directives,
        credentials: group.secrets.keeper,
        onDeath: (how) => noteDeath(group, node, at, cloud, how),
      });
      node.address = address;
    }),
  );
  if (group.clusterMode) await formCluster(clusterShardsOf(group), cloud.signal);
  else await Promise.all(group.shards.map((shard) => linkReplicas(shard, group, cloud)));
}

async function linkReplicas(shard: Shard, group: Group, cloud: Cloud): Promise<void> {
  const [primary, ...replicas] = shard.nodes;
  await onNode(primaryOf(shard), group, (connection) => writeOwnKey(connection, cloud.now()));
  await Promise.all(
    replicas.map((node) =>
      onNode(node, group, async (connection) => {
        // Only between the group's own nodes: the primary of a migrating group must show no password to the source.
        const config = hiddenName(group.secrets, "config");
        await connection.call(config, "SET", "masteruser", group.secrets.replica.username);
        await connection.call(config, "SET", "masterauth", group.secrets.replica.password);
        await connection.call(hiddenName(group.secrets, "replicaof"), primary?.address ?? "", group.port);
      }),
    ),
  );
}

export function settingsOf(group: Group, values: ReadonlyMap<string, string>): NodeSettings {
  return {
    secrets: group.secrets,
    databases: databasesOf(values),
    clusterDatabases: clusterDatabasesOf(values),
    parameters: directivesOf(values).map(({ name, value }) => `${name} ${value === "" ? '""' : value}`),
  };
}

export function clusterShardsOf(group: Group): ClusterShard[] {
  const { keeper: credentials } = group.secrets;
  return group.shards.map(({ slots, nodes }) => ({
    slots,
    members: nodes.map(({ id, address = "" }) => ({ name: id, address, port: group.port, credentials })),
  }));
}

/** Waits for the end of each, and then fails as the first that failed. */
export async function allOf(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

export async function stopNodes(group: Group, cloud: Cloud): Promise<void> {
  await Promise.all(group.nodes.map((node) => cloud.fleet.stop(node.serverName)));
}

/** A group whose node has died is not replaced, and can only be deleted. */
export function restingStatusOf({ nodes }: Group): "available" | "modifying" {
  return nodes.every(isAlive) ? "available" : "modifying";
}

export function isAlive({ status }: GroupNode): boolean {
  return status === "available";
}

export function primaryOf(shard: Shard): GroupNode {
  const [primary] = shard.nodes;
  if (primary === undefined) throw new Error(`The shard ${shard.id} has no nodes.`);
  return primary;
}

/** The primary starts to replicate the source: from here on it refuses writes. */
export async function follow(shard: Shard, group: Group, address: string, port: number): Promise<void> {
  await onNode(primaryOf(shard), group, (connection) =>
    connection.call(hiddenName(group.secrets, "replicaof"), address, port),
  );
}

/** The primary becomes one again, with whatever it holds. */
export async function promote(shard: Shard, group: Group, now: Date): Promise<void> {
  await onNode(primaryOf(shard), group, async (connection) => {
    await connection.call(hiddenName(group.secrets, "replicaof"), "NO", "ONE");
    // Only now: behind a broken network the wrong one is what has kept it from its source.
    for (const name of ["masteruser", "masterauth"]) {
      await connection.call(hiddenName(group.secrets, "config"), "SET", name, "");
    }
    await writeOwnKey(connection, now);
  });
}

/**
 * `idle` is between two attempts to connect, `busy` from the handshake to the end of the transfer: a source may well
 * keep a replica waiting before it begins its snapshot.
 */
export type LinkState = "idle" | "busy" | "up";

export async function linkOf(shard: Shard, group: Group): Promise<LinkState> {
  const role = await onNode(primaryOf(shard), group, (connection) => connection.call("ROLE"));
  switch (Array.isArray(role) ? role[3] : undefined) {
    case "connected":
      return "up";
    case "handshake":
    case "sync":
      return "busy";
    default:
      return "idle";
  }
}

/** Changes a running server's settings, as far as the server knows them. */
export async function applyParameters(group: Group, values: ReadonlyMap<string, string>): Promise<void> {
  const config = hiddenName(group.secrets, "config");
  await Promise.all(
    group.nodes.map((node) =>
      onNode(node, group, async (connection) => {
        for (const { name, value } of directivesOf(values)) await connection.call(config, "SET", name, value);
      }),
    ),
  );
}

export function onNode<Result>(
  node: GroupNode,
  group: Group,
  work: (connection: Connection) => Promise<Result>,
  patience?: Patience,
) {
  const { address } = node;
  if (address === undefined) throw new Error(`The node ${node.id} has no server.`);
  return converse({ address, port: group.port, credentials: group.secrets.keeper }, work, patience);
}

async function writeOwnKey(connection: Connection, now: Date): Promise<void> {
  await connection.call("SET", ownKey, now.toISOString());
}

// AWS would replace the node; the emulator does so only when asked to, and else says so: the group stays `modifying`.
function noteDeath(group: Group, node: GroupNode, at: Place, cloud: Cloud, how: string): void {
  node.status = "modifying";
  if (group.status === "available") group.status = "modifying";
  if (node.replacing) return;
  const message = `Cache node 0001 of ${node.id} has failed: its server ended unexpectedly (${how})`;
  recordEvent(at, cloud, "cache-cluster", node.id, message);
  recordEvent(at, cloud, "replication-group", group.id, message);
  cloud.report(message);
}
