// Where the application is in the emulated cloud.
import { describe, expect, it } from "vitest";
import { parseWorld } from "../../../emulator/world.ts";
import { worldOf } from "../../../rehearsal/world.ts";
import { applicationVpc, partsWithin, unknownNetworks } from "../../../rehearsal/world/application.ts";
import { settingsWith, type Changes } from "./settings.ts";

const [sourceVpc, targetVpc] = ["vpc-0a1b2c3d4e5f60001", "vpc-0a1b2c3d4e5f60002"];
const worldWith = (changes: Changes) => {
  const programs = { sourceProgram: "redis-server", targetProgram: "redis-server" };
  const world = worldOf({ settings: settingsWith(changes), region: "eu-west-1", ...programs });
  return parseWorld(JSON.parse(JSON.stringify(world)), "world.json");
};

describe("the application's networks", () => {
  it("get subnets of their own, with the route table of their side", () => {
    const { subnets, routeTables } = worldWith({ application: { cidrs: ["10.1.64.0/20", "10.0.32.0/24"] } });
    const own = ["10.1.64.0/20", "10.0.32.0/24"].map((cidr) => subnets.find((subnet) => subnet.cidr === cidr));
    expect(own.map((subnet) => subnet?.vpcId)).toStrictEqual([targetVpc, sourceVpc]);
    const tables = own.map((subnet) => routeTables.find(({ subnetIds }) => subnetIds.includes(subnet?.id ?? ""))?.id);
    expect(tables).toStrictEqual(["rtb-0a1b2c3d4e5f60022", "rtb-0a1b2c3d4e5f60021"]);
  });

  it("are the nodes' own subnets where they are a whole VPC, or hold the source", () => {
    const before = worldWith({ application: { cidrs: [], securityGroupIds: ["sg-0a1b2c3d4e5f60032"] } }).subnets;
    for (const cidrs of [["10.1.0.0/16"], ["10.0.0.0/24"], ["10.0.0.0/8"]]) {
      expect(worldWith({ application: { cidrs } }).subnets).toStrictEqual(before);
    }
  });

  it("use route tables of their own in the source's VPC, each with a subnet", () => {
    const routeTableIds = ["rtb-0a1b2c3d4e5f60025", "rtb-0a1b2c3d4e5f60026"];
    const { subnets, routeTables } = worldWith({ application: { cidrs: ["10.0.32.0/24"], routeTableIds } });
    for (const id of routeTableIds) {
      const table = routeTables.find((one) => one.id === id);
      expect(table?.vpcId).toBe(sourceVpc);
      expect(table?.subnetIds).toHaveLength(1);
    }
    const [of] = routeTables.filter(({ subnetIds }) =>
      subnetIds.includes(subnets.find(({ cidr }) => cidr === "10.0.32.0/24")?.id ?? ""),
    );
    expect(of?.id).toBe("rtb-0a1b2c3d4e5f60025");
  });
});

describe("the way back to networks of the application", () => {
  it("is the owner's where they are not wholly in one VPC, and is there in each table of the target", () => {
    const cidrs = ["10.1.64.0/20", "10.0.0.0/8", "172.16.0.0/12"];
    const target = { routeTableIds: ["rtb-0a1b2c3d4e5f60022", "rtb-0a1b2c3d4e5f60024"] };
    const { routeTables } = worldWith({ application: { cidrs }, target });
    const back = cidrs.slice(1).map((cidr) => ({ cidr, target: "vgw-0a1b2c3d4e5f60061" }));
    expect(routeTables.map(({ id, routes }) => [id, routes])).toStrictEqual([
      ["rtb-0a1b2c3d4e5f60021", []],
      ["rtb-0a1b2c3d4e5f60022", back],
      ["rtb-0a1b2c3d4e5f60024", back],
    ]);
  });
});

describe("partsWithin", () => {
  const ranges = ["10.0.0.0/16", "10.1.0.0/16"];
  it.each([
    ["10.1.64.0/20", ["10.1.64.0/20"]],
    ["10.0.0.0/8", ["10.0.0.0/16", "10.1.0.0/16"]],
    ["172.16.0.0/12", []],
  ])("of %s", (network, parts) => {
    expect(partsWithin(network, ranges)).toStrictEqual(parts);
  });

  it("leaves networks over that nobody here knows", () => {
    const settings = settingsWith({ application: { cidrs: ["10.1.64.0/20", "172.16.0.0/12"] } });
    expect(unknownNetworks(settings)).toStrictEqual(["172.16.0.0/12"]);
  });
});

describe("applicationVpc", () => {
  const routeTableIds = ["rtb-0a1b2c3d4e5f60025"];
  it("is the target's, unless the application has route tables beside the source", () => {
    expect(applicationVpc(settingsWith())).toBe(targetVpc);
    expect(applicationVpc(settingsWith({ application: { routeTableIds } }))).toBe(sourceVpc);
  });

  it("is the target's where groups of the source's VPC could not be named", () => {
    const source = { region: "us-west-2" };
    expect(applicationVpc(settingsWith({ source, application: { routeTableIds } }))).toBe(targetVpc);
  });
});
