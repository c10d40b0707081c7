import { describe, expect, test } from "vitest";
import { block, dropRoute, group, network, route, rule, setRules, source } from "./peeredNetwork.ts";

const reached = { ok: true, instanceId: "i-source" };
const stoppedAt = (element: string) => ({ ok: false, element, reason: expect.any(String) as string });

describe("nodes reach the source", () => {
  test("across an active peering with routes and rules both ways", () => {
    expect(network().reach()).toStrictEqual(reached);
  });

  test("by a rule that names their group", () => {
    const it = network();
    setRules(it.source, "sg-source", [rule("ingress", group("sg-nodes"))]);
    setRules(it.target, "sg-nodes", [rule("egress", group("sg-source"))]);
    expect(it.reach()).toStrictEqual(reached);
  });

  test("in another account of the same region", () => {
    expect(network({ account: "222222222222" }).reach()).toStrictEqual(reached);
  });

  test("whichever side asked for the peering", () => {
    const it = network();
    const turned = { ...it.peering, requester: it.peering.accepter, accepter: it.peering.requester };
    for (const state of [it.target, it.source]) state.peeringConnections.set("pcx-1", turned);
    expect(it.reach()).toStrictEqual(reached);
  });

  test("in their own VPC without any route of ours", () => {
    const it = network();
    it.target.instances.set("i-near", {
      id: "i-near",
      privateIp: "10.1.0.9",
      subnetId: "subnet-a",
      securityGroupIds: ["sg-other"],
    });
    setRules(it.target, "sg-other", [rule("ingress", group("sg-nodes"))]);
    setRules(it.target, "sg-nodes", [rule("egress", block("0.0.0.0/0"), { protocol: "-1", fromPort: -1, toPort: -1 })]);
    expect(it.reach({}, "10.1.0.9:6379")).toStrictEqual({ ok: true, instanceId: "i-near" });
  });

  test("by the rules of all their groups together", () => {
    const it = network();
    setRules(it.target, "sg-nodes", []);
    setRules(it.target, "sg-other", [rule("egress", block("10.0.0.0/8"), { fromPort: 0, toPort: 65535 })]);
    expect(it.reach({ securityGroupIds: ["sg-nodes", "sg-other"] })).toStrictEqual(reached);
  });

  test("by the main route table where a subnet has none of its own", () => {
    const it = network();
    it.target.routeTables.delete("rtb-b");
    expect(it.reach()).toStrictEqual(reached);
  });
});

describe("nodes are stopped", () => {
  test("by a route table of any of their subnets that lacks the way there", () => {
    const it = network();
    dropRoute(it.target, "rtb-b", "10.0.0.0/16");
    expect(it.reach()).toStrictEqual({
      ok: false,
      element: "rtb-b",
      reason: "has no route to 10.0.0.241 (it serves subnet-b)",
    });
  });

  test("by a more specific route that leads elsewhere", () => {
    const it = network();
    route(it.target, "rtb-a", "10.0.0.128/25", "pcx-gone");
    expect(it.reach()).toStrictEqual({ ok: false, element: "pcx-gone", reason: "is gone, not active" });
  });

  test("by a route that leads out of the emulated network", () => {
    const it = network();
    const table = it.target.routeTables.get("rtb-a");
    if (table === undefined) throw new Error("no table");
    table.routes = [{ destinationCidr: "0.0.0.0/0", target: { kind: "gateway", gatewayId: "igw-1" } }];
    expect(it.reach()).toStrictEqual(stoppedAt("rtb-a"));
  });

  test.each(["pending-acceptance", "failed", "deleted"] as const)("by a peering that is %s", (status) => {
    const it = network();
    it.peering.status = status;
    expect(it.reach()).toStrictEqual({ ok: false, element: "pcx-1", reason: `is ${status}, not active` });
  });

  test("by a peering that leads to a VPC without that address", () => {
    const it = network();
    for (const table of ["rtb-a", "rtb-b"]) route(it.target, table, "10.7.0.0/16");
    expect(it.reach({}, "10.7.0.1:6379")).toStrictEqual(stoppedAt("pcx-1"));
  });

  test("by the source's route table when it lacks the way back", () => {
    const it = network();
    dropRoute(it.source, "rtb-s", "10.1.0.0/16");
    expect(it.reach()).toStrictEqual(stoppedAt("rtb-s"));
  });

  test("by a way back that serves one of their subnets only", () => {
    const it = network();
    dropRoute(it.source, "rtb-s", "10.1.0.0/16");
    route(it.source, "rtb-s", "10.1.0.0/24");
    expect(it.reach({ subnetIds: ["subnet-a"] })).toStrictEqual(reached);
    expect(it.reach()).toStrictEqual({
      ok: false,
      element: "rtb-s",
      reason: "has no route to 10.1.1.0/24 (it serves subnet-s)",
    });
  });

  test("by a way back that leads to a VPC with the same addresses", () => {
    const it = network();
    const twin = { ...it.peering, id: "pcx-2", requester: { ...it.peering.requester, vpcId: "vpc-twin" } };
    it.source.peeringConnections.set(twin.id, twin);
    dropRoute(it.source, "rtb-s", "10.1.0.0/16");
    route(it.source, "rtb-s", "10.1.0.0/16", twin.id);
    expect(it.reach()).toStrictEqual({
      ok: false,
      element: "rtb-s",
      reason: "sends 10.1.0.0/24 to vpc-twin, not to vpc-target",
    });
  });

  test("by their own group without an egress rule", () => {
    const it = network();
    setRules(it.target, "sg-nodes", []);
    expect(it.reach()).toStrictEqual({
      ok: false,
      element: "sg-nodes",
      reason: "let no tcp traffic out to 10.0.0.241 port 6379",
    });
  });

  test("by having no group at all", () => {
    expect(network().reach({ securityGroupIds: [] })).toStrictEqual(stoppedAt("(no security group)"));
  });

  test("by the source's group without an ingress rule", () => {
    const it = network();
    setRules(it.source, "sg-source", []);
    expect(it.reach()).toStrictEqual({
      ok: false,
      element: "sg-source",
      reason: "let no tcp traffic in to port 6379 from 10.1.0.0/24 (subnet-a) or from sg-nodes",
    });
  });

  test("by an ingress rule that covers a part of their subnets only", () => {
    const it = network();
    setRules(it.source, "sg-source", [rule("ingress", block("10.1.0.0/24"))]);
    expect(it.reach()).toStrictEqual(stoppedAt("sg-source"));
    expect(it.reach({ subnetIds: ["subnet-a"] })).toStrictEqual(reached);
  });

  test.each([
    ["ports above", { fromPort: 6380, toPort: 6390 }],
    ["ports below", { fromPort: 6000, toPort: 6378 }],
    ["another protocol", { protocol: "udp" }],
  ])("by an ingress rule for %s", (_what, ports) => {
    const it = network();
    setRules(it.source, "sg-source", [rule("ingress", block("0.0.0.0/0"), ports)]);
    expect(it.reach()).toStrictEqual(stoppedAt("sg-source"));
  });

  test("by an egress rule taken for an ingress rule", () => {
    const it = network();
    setRules(it.source, "sg-source", [rule("egress", block("0.0.0.0/0"))]);
    expect(it.reach()).toStrictEqual(stoppedAt("sg-source"));
  });

  test("by a rule that names their group across regions", () => {
    const it = network({ region: "us-east-1" });
    setRules(it.source, "sg-source", [rule("ingress", group("sg-nodes"))]);
    expect(it.reach()).toStrictEqual(stoppedAt("sg-source"));
  });

  test("by an address that no instance has", () => {
    expect(network().reach({}, "10.0.0.9:6379")).toStrictEqual(stoppedAt("10.0.0.9"));
  });

  test.each([
    ["a name instead of an address", {}, "redis.internal:6379", "redis.internal:6379"],
    ["a VPC that does not exist", { vpcId: "vpc-none" }, source, "vpc-none"],
    ["a subnet of another VPC", { subnetIds: ["subnet-t"] }, source, "subnet-t"],
    ["a subnet that does not exist", { subnetIds: ["subnet-none"] }, source, "subnet-none"],
    ["no subnet", { subnetIds: [] }, source, "vpc-target"],
    ["a group that does not exist", { securityGroupIds: ["sg-none"] }, source, "sg-none"],
  ])("by %s", (_what, origin, to, element) => {
    expect(network().reach(origin, to)).toStrictEqual(stoppedAt(element));
  });
});
