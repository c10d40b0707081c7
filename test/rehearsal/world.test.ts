// The emulated AWS that a stack config describes. Each world is read by the emulator's own reader; one is started.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { parseWorld } from "../../emulator/world.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { settingsOf } from "../../rehearsal/stackFile.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { overlap } from "../../settings/networks.ts";
import { hostileStack } from "./sandbox/hostileStack.ts";

const namespace = "elasticache-online-migration";
type Part = Record<string, unknown>;
type Changes = { source?: Part; target?: Part; network?: Part; application?: Part };

const given = (parse(hostileStack) as { config: Record<string, Part> }).config;
const vpcId = "vpc-0a1b2c3d4e5f60001";

function worldWith(changes: Changes = {}) {
  const config = Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const part = changes[key.slice(namespace.length + 1) as keyof Changes];
      return [key, part === undefined ? value : { ...value, ...part }];
    }),
  );
  const programs = { sourceProgram: "redis-server", targetProgram: "valkey-server" };
  return worldOf({ settings: settingsOf(config), region: "eu-west-1", ...programs });
}

const subnets = (...lasts: number[]) => lasts.map((last) => `subnet-0a1b2c3d4e5f600${last}`);

const worlds: Record<string, Changes> = {
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
