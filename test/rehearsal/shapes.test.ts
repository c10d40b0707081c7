// The emulated AWS of every example: what stands there before the first `up`, and what the program still has to provide.
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { addressOf, projectRoot } from "../../rehearsal/rehearsal.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { startWorld, type WorldStand } from "./worldStand.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(name: string): Promise<WorldStand & { redis: (address: string) => Redis }> {
  const stand = await startWorld(readStackFile(projectRoot, name));
  endings.push(() => stand.end());
  const redis = (address: string) => {
    const client = new Redis({ ...addressOf(stand.emulator.addresses[address] ?? ""), protocol: 2 });
    endings.push(() => client.disconnect());
    return client;
  };
  return { ...stand, redis };
}

describe("the world of", () => {
  it("cluster-mode is a cluster of three shards, the first with a replica, on loopback addresses", async () => {
    const { emulator, redis } = await start("cluster-mode");
    const primary = redis("10.0.1.11:6379");
    const shards = async () => (await primary.cluster("SLOTS")) as unknown as [number, number, ...unknown[]][];
    // A replica is listed once the cluster has heard that it holds data.
    await expect.poll(async () => (await shards()).flat().length, { timeout: 15_000 }).toBe(3 * 2 + 4);
    const ranges = (await shards()).map(([from, to, ...nodes]) => ({ from, to, nodes: nodes.length }));
    expect(ranges.toSorted((one, other) => one.from - other.from)).toStrictEqual([
      { from: 0, to: 5460, nodes: 2 },
      { from: 5461, to: 10922, nodes: 1 },
      { from: 10923, to: 16383, nodes: 1 },
    ]);
    const local = Object.values(emulator.addresses).map((address) => address.split(":")[0]);
    const announced = (await shards()).flatMap(([, , ...nodes]) => nodes.map((node) => String((node as [unknown])[0])));
    expect(new Set(announced)).toStrictEqual(new Set(local));
  });

  it("chained-endpoint is a primary and its replica, and AWS is given the replica", async () => {
    const { redis } = await start("chained-endpoint");
    const [primary, replica] = [redis("10.0.0.241:6379"), redis("10.0.0.242:6379")];
    expect(await primary.set("written", "here")).toBe("OK");
    await expect(replica.set("written", "there")).rejects.toThrow("READONLY");
    await expect.poll(() => replica.get("written"), { timeout: 10_000 }).toBe("here");
  });

  it.each(["other-account", "other-region"])(
    "%s has the source where only the source's identity sees it",
    async (name) => {
      const { aws } = await start(name);
      const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
      const vpcsSeen = async (side: "source" | "target") => {
        const { Vpcs = [] } = await (await aws.ec2(side)).send(new DescribeVpcsCommand({}));
        return Vpcs.map(({ VpcId, OwnerId }) => `${VpcId} of ${OwnerId}`);
      };
      expect(await vpcsSeen("target")).toStrictEqual(["vpc-0a1b2c3d4e5f60002 of 123456789012"]);
      expect(await vpcsSeen("source")).toStrictEqual(["vpc-0a1b2c3d4e5f60001 of 210987654321"]);
    },
  );
});
