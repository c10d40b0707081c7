// What only a source in cluster mode can violate: Q7 of AWS's documents, one port on every shard, and slots that are owned
// and stay where they are. Real nodes.
import type { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { readiness } from "../../migration/readiness.ts";
import { directPort } from "../../redis/directPort.ts";
import { plan, ready, sourceAddress } from "../migration/samples.ts";
import type { RedisServer } from "../servers/redisServer.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { addressOf, client, configured, open, signal, until } from "./opened.ts";
import { codes, found } from "./sourceRow.ts";

const inCluster = { clusterMode: "enabled", databases: 1 } as const;

async function meet(redis: Redis, other: RedisServer): Promise<string> {
  const id = String(await (await client(other)).call("CLUSTER", "MYID"));
  await redis.call("CLUSTER", "MEET", other.host, other.port);
  await until(async () => String(await redis.call("CLUSTER", "NODES")).includes(id), Boolean);
  return id;
}

describe("Q7: shards on two ports", () => {
  const second = "10.0.0.242";

  /** A cluster of two, whose second node tells the others that it serves its clients on `port`. */
  async function foundWith(port: number) {
    const source = await configured("cluster-enabled yes");
    const other = await configured("cluster-enabled yes", `cluster-announce-port ${port}`);
    const redis = await client(source);
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
    await (await client(other)).call("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
    await meet(redis, other);
    const told = async () => JSON.stringify(await redis.call("CLUSTER", "SLOTS"));
    await until(async () => (await told()).includes(`8192,16383,["${other.host}",${port}`), Boolean);
    const addresses = { [sourceAddress]: addressOf(source), [`${second}:${port}`]: `${other.host}:${port}` };
    const direct = directPort(addresses, hurriedClock());
    open.push(() => direct.close());
    const topology = await direct.topology(sourceAddress, signal);
    const judged = { ...plan, source: { ...plan.source, ...inCluster, shards: 2 }, addresses };
    return readiness(judged, { ...ready, sources: [], topology }).filter(({ code }) => code === "source-ports");
  }

  test("are refused", async () => {
    const findings = await foundWith(6380);
    expect(codes(findings)).toStrictEqual(["source-ports: blocking"]);
    expect([findings[0]?.found, findings[0]?.remedy]).toStrictEqual([
      `shards at ${second}:6380`,
      "let all instances of the source listen on one port",
    ]);
  });

  test("and on one port they are not", async () => {
    expect(await foundWith(6379)).toStrictEqual([]);
  });
});

describe("a source in cluster mode", () => {
  const about = async (source: RedisServer) =>
    codes(await found(addressOf(source), inCluster)).filter((code) => code.startsWith("source-cluster-state"));

  test("with a slot that nobody owns is refused, and with all of them it is not", async () => {
    const source = await configured("cluster-enabled yes");
    const redis = await client(source);
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16382");
    expect(await about(source)).toStrictEqual(["source-cluster-state: blocking"]);
    await redis.call("CLUSTER", "ADDSLOTS", "16383");
    await until(async () => String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok"), Boolean);
    expect(await about(source)).toStrictEqual([]);
  });

  test("with a slot on its way to another shard is refused", async () => {
    const [source, other] = [await configured("cluster-enabled yes"), await configured("cluster-enabled yes")];
    const redis = await client(source);
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    const id = await meet(redis, other);
    await until(async () => String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok"), Boolean);
    await redis.call("CLUSTER", "SETSLOT", 77, "MIGRATING", id);
    expect(await about(source)).toStrictEqual(["source-cluster-state: blocking"]);
  });
});
