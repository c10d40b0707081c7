// The emulated AWS that a stack config describes. Each world is read by the emulator's own reader; one is started.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { parseWorld } from "../../emulator/world.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { overlap } from "../../rehearsal/world/networks.ts";
import { settingsWith, type Changes } from "./world/settings.ts";

const vpcId = "vpc-0a1b2c3d4e5f60001";

function worldWith(changes: Changes = {}) {
  const programs = { sourceProgram: "redis-server", targetProgram: "valkey-server" };
  return worldOf({ settings: settingsWith(changes), region: "eu-west-1", ...programs });
}

const subnets = (...lasts: number[]) => lasts.map((last) => `subnet-0a1b2c3d4e5f600${last}`);

const worlds: Record<string, Changes> = {
  "another account and region": {
    source: { accountId: "210987654321", roleArn: "arn:aws:iam::210987654321:role/m", region: "us-west-2" },
  },
  "a transit gateway": { network: { mode: "existing", transitGatewayId: "tgw-0a1b2c3d4e5f60052" } },
  "a replica as endpoint": { source: { primaries: ["10.0.0.240:6379"] } },
  "a cluster with the slots of the config": {
    source: { clusterMode: "enabled", databases: 1, shards: 2 },
    target: { slots: ["0-99,9000-16383", "100-8999"] },
  },
  "a peering": {},
  "several subnets and route tables on both sides": {
    source: { subnetIds: subnets(11, 14, 15), routeTableIds: ["rtb-0a1b2c3d4e5f60021", "rtb-0a1b2c3d4e5f60023"] },
    target: {
      subnetIds: subnets(12, 13, 16, 17),
      routeTableIds: ["rtb-0a1b2c3d4e5f60022", "rtb-0a1b2c3d4e5f60024"],
    },
  },
  "small networks": {
    source: { cidrs: ["10.0.0.240/28"] },
    target: { cidrs: ["10.1.0.0/28", "10.1.0.64/28"] },
  },
  "one VPC": {
    target: { vpcId, cidrs: ["10.2.0.0/16"], subnetIds: subnets(12, 13) },
    network: { mode: "sameVpc" },
  },
  "one VPC with subnets and tables in common": {
    source: { subnetIds: subnets(11, 12) },
    target: {
      vpcId,
      cidrs: ["10.0.0.0/24"],
      subnetIds: subnets(11, 12, 13),
      routeTableIds: ["rtb-0a1b2c3d4e5f60021", "rtb-0a1b2c3d4e5f60022"],
    },
    network: { mode: "sameVpc" },
    application: { securityGroupIds: ["sg-0a1b2c3d4e5f60031", "sg-0a1b2c3d4e5f60032"] },
  },
};

describe("worldOf", () => {
  it.each(Object.entries(worlds))("describes %s as the emulator accepts it", (_, changes) => {
    const world = parseWorld(JSON.parse(JSON.stringify(worldWith(changes))), "world.json");
    const ranges = new Map(world.vpcs.map(({ id, cidrs }) => [id, cidrs]));
    for (const { cidr, vpcId: of } of world.subnets) {
      expect(ranges.get(of)?.some((range) => overlap(range, cidr) && bitsOf(range) <= bitsOf(cidr))).toBe(true);
      expect(world.subnets.filter((other) => overlap(other.cidr, cidr))).toHaveLength(1);
    }
    const associated = world.routeTables.flatMap(({ subnetIds }) => subnetIds);
    expect(new Set(associated).size).toBe(associated.length);
  });

  it("gives the nodes of the source a subnet each, and joins the closest where there are fewer subnets", () => {
    const primaries = ["10.0.1.1:6379", "10.0.9.1:6379", "10.0.9.129:6379"];
    const source = { clusterMode: "enabled", databases: 1, shards: 3, primaries };
    const homes = (subnetIds: readonly string[]) => {
      const { instances, subnets: all } = worldWith({ source: { ...source, subnetIds } });
      return instances.map(({ subnetId }) => all.find(({ id }) => id === subnetId)?.cidr);
    };
    expect(homes(subnets(11, 14, 15, 16))).toStrictEqual([
      "10.0.1.0/28",
      "10.0.9.0/28",
      "10.0.9.128/28",
      "10.0.0.240/28",
    ]);
    expect(homes(subnets(11, 14, 15))).toStrictEqual(["10.0.1.0/28", "10.0.9.0/24", "10.0.9.0/24", "10.0.0.240/28"]);
    expect(homes(subnets(11, 14))).toStrictEqual(["10.0.0.0/23", "10.0.9.0/24", "10.0.9.0/24", "10.0.0.0/23"]);
  });

  it("says that nodes in two ranges of the VPC need a subnet each", () => {
    const source = { cidrs: ["10.0.0.0/24", "10.9.0.0/24"], primaries: ["10.9.0.1:6379"] };
    expect(() => worldWith({ source })).toThrow(
      "source.subnetIds: 1 for nodes in 10.9.0.0/28, 10.0.0.240/28; expected",
    );
  });

  it("has the source where and whose the config says, a role that the target's account may take, and its zones", () => {
    const source = { accountId: "123456789012", roleArn: "arn:aws:iam::123456789012:role/m", region: "us-west-2" };
    const { account, accessKeys, roles, vpcs, subnets: all } = worldWith({ source });
    expect({ account, accessKeys, roles, vpcs }).toStrictEqual({
      // Any other than the source's.
      account: "210987654321",
      accessKeys: { "rehearsal-source": "123456789012" },
      roles: [{ arn: source.roleArn, trusts: ["210987654321"] }],
      vpcs: [
        { id: vpcId, cidrs: ["10.0.0.0/16"], account: "123456789012", region: "us-west-2" },
        { id: "vpc-0a1b2c3d4e5f60002", cidrs: ["10.1.0.0/16"] },
      ],
    });
    const zones = all.map((subnet) => [subnet.vpcId, subnet.availabilityZone.slice(0, -1)]);
    expect(new Set(zones.map(String))).toStrictEqual(
      new Set([`${vpcId},us-west-2`, "vpc-0a1b2c3d4e5f60002,eu-west-1"]),
    );
  });

  it("has the connection that exists already, without a route through it", () => {
    const [pcx, tgw] = ["pcx-0a1b2c3d4e5f60051", "tgw-0a1b2c3d4e5f60052"];
    const sides = { requesterVpcId: "vpc-0a1b2c3d4e5f60002", accepterVpcId: vpcId };
    const existing = (network: Record<string, unknown>) => worldWith({ network: { mode: "existing", ...network } });
    const peered = existing({ peeringConnectionId: pcx });
    expect(peered.peeringConnections).toStrictEqual([{ id: pcx, ...sides, status: "active" }]);
    const attached = existing({ transitGatewayId: tgw });
    expect(attached.transitGateways).toStrictEqual([{ id: tgw, vpcIds: [vpcId, "vpc-0a1b2c3d4e5f60002"] }]);
    expect(JSON.stringify([peered.routeTables, attached.routeTables])).not.toContain("routes");
  });

  it("has the user group that the target's access names", () => {
    const target = { tls: "required", access: { userGroupId: "cache-users" } };
    expect(worldWith({ stage: "operate", target }).userGroups).toStrictEqual(["cache-users"]);
    expect(Object.keys(worldWith())).not.toContain("userGroups");
  });

  it("puts the subnets of the target into different zones", () => {
    const { subnets: all } = worldWith();
    const zones = all.filter(({ id }) => subnets(12, 13).includes(id)).map(({ availabilityZone }) => availabilityZone);
    expect(new Set(zones).size).toBe(2);
  });

  it("leaves out what the program is to provide: peering, routes and rules", () => {
    const world = worldWith();
    expect(Object.keys(world)).not.toContain("peerings");
    expect(JSON.stringify(world.securityGroups)).not.toContain("ingress");
    expect(JSON.stringify(world.routeTables)).not.toContain("routes");
  });

  it("runs the source and the target's engine by the programs asked for", () => {
    const { engines, instances } = worldWith();
    expect(engines).toStrictEqual({ redis: "valkey-server" });
    expect(instances.map(({ server }) => server.program)).toStrictEqual(["redis-server"]);
  });

  it("says which range has no room for a subnet", () => {
    expect(() => worldWith({ target: { cidrs: ["10.1.0.0/28"] } })).toThrow(
      "target.cidrs: no room for subnet-0a1b2c3d4e5f60013 in 10.1.0.0/28",
    );
  });

  it("refuses a source named by its DNS name", () => {
    expect(() => worldWith({ source: { endpoint: "redis.internal:6379" } })).toThrow(
      "source.endpoint: a name (redis.internal) cannot be rehearsed, not supported yet; use an address",
    );
  });

  it("describes a world whose source answers when the emulator has started it", async () => {
    const directory = await mkdtemp(join(tmpdir(), "world-"));
    await writeFile(join(directory, "world.json"), JSON.stringify(worldWith(worlds["one VPC"])));
    const args = [join(projectRoot, "emulator/main.ts"), "--world", join(directory, "world.json"), "--data", directory];
    const emulator = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(emulator, "exit");
    try {
      const lines = createInterface({ input: emulator.stdout });
      const [line] = (await once(lines, "line", { signal: AbortSignal.timeout(15_000) })) as [string];
      const answer = await fetch(`${line.replace("listening on ", "")}/_emulator/world`);
      const { addresses } = (await answer.json()) as { addresses: Record<string, string> };
      const [host = "", port = ""] = addresses["10.0.0.241:6379"]?.split(":") ?? [];
      const reply = execFileSync("redis-cli", ["-h", host, "-p", port, "CONFIG", "GET", "databases"], {
        encoding: "utf8",
      });
      expect(reply.split("\n")).toContain("16");
    } finally {
      emulator.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true });
    }
  });
});

const bitsOf = (range: string): number => Number(range.split("/")[1]);
