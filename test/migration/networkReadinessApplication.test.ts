import { describe, expect, test } from "vitest";
import { networkPlan, route, tcp, type NetworkChange } from "./networkSamples.ts";
import { findingsOf, putBack, whole, type Broken, type Told } from "./networkTold.ts";

const group = tcp(6380, { securityGroupId: "sg-app" });
const network = tcp(6380, { cidr: "10.0.64.0/20" });
const told = {
  code: "application-access",
  severity: "blocking",
  expected: "an ingress rule for TCP 6380 from each of them",
  remedy: putBack,
} as const satisfies Partial<Told>;

describe("the target's group must admit the application on the target's port", () => {
  const table: readonly Broken[] = [
    {
      ...told,
      name: "neither group nor network",
      shape: "sameVpc",
      change: { targetIngress: [] },
      found: "sg-target does not admit sg-app, 10.0.64.0/20 on port 6380",
    },
    {
      ...told,
      name: "on the source's port only",
      shape: "peering",
      change: { targetIngress: [group, tcp(6379, { cidr: "10.0.64.0/20" })] },
      found: "sg-target does not admit 10.0.64.0/20 on port 6380",
    },
    {
      ...told,
      name: "a half of the network",
      shape: "peering",
      change: { targetIngress: [group, tcp(6380, { cidr: "10.0.64.0/21" })] },
      found: "sg-target does not admit 10.0.64.0/20 on port 6380",
    },
    {
      ...told,
      name: "not the group, though the application's network",
      shape: "peering",
      change: { targetIngress: [network] },
      found: "sg-target does not admit sg-app on port 6380",
    },
    {
      ...told,
      name: "not the group, though a network that its members may be in",
      shape: "peering",
      change: { targetIngress: [network, tcp(6380, { cidr: "10.0.0.0/16" })] },
      severity: "unknown",
      found: "sg-target does not admit sg-app on port 6380 (unless all its members are in 10.0.0.0/16)",
    },
    {
      ...told,
      name: "neither, though some other network",
      shape: "peering",
      change: { targetIngress: [tcp(6380, { cidr: "10.8.0.0/16" })] },
      found: "sg-target does not admit sg-app, 10.0.64.0/20 on port 6380",
    },
    {
      ...told,
      name: "only a prefix list, which may hold the network",
      shape: "peering",
      change: { targetIngress: [group, tcp(6380, { other: "pl-1" })] },
      severity: "unknown",
      found: "sg-target does not admit 10.0.64.0/20 on port 6380 (unless pl-1 holds it, which is not read)",
    },
  ];
  test.each(table)("$name", ({ shape, change, path, ...finding }) => {
    expect(findingsOf(shape, change, path)).toStrictEqual([whole(finding)]);
  });

  test("networks that cover the application's together are enough", () => {
    const parts = ["10.0.64.0/21", "10.0.72.0/21"].map((cidr) => tcp(6380, { cidr }));
    expect(findingsOf("peering", { targetIngress: [group, ...parts] })).toStrictEqual([]);
  });
});

describe("an application outside of the target's VPC needs a way back", () => {
  const cidr = "10.9.0.0/20";
  const path = { application: { securityGroupIds: [], cidrs: [cidr], routeTableIds: [] } };
  const ways = [route("10.0.0.0/16", "local"), route("10.1.0.0/16", "pcx-1")];
  const judged = (...more: readonly ReturnType<typeof route>[]) => {
    const change: NetworkChange = { targetIngress: [tcp(6380, { cidr })], targetRoutes: [...ways, ...more] };
    return findingsOf("peering", change, path);
  };
  const lost = (found: string, severity: Told["severity"] = "blocking") =>
    whole({
      code: "application-access",
      severity,
      found: `rtb-t (of subnet-t1, subnet-t2) has no way back to ${found}`,
      expected: "an active route to the application's network",
      remedy: "add it (aws ec2 create-route --route-table-id rtb-t …), or take the network out of application.cidrs",
    });

  test("by whatever it is connected with", () => {
    expect(judged(route("10.9.0.0/16", "pcx-2"))).toStrictEqual([]);
    expect(judged(route("0.0.0.0/0", "tgw-1"))).toStrictEqual([]);
    expect(judged(route("10.0.0.0/8", "vgw-1"))).toStrictEqual([]);
  });

  test("in every table of the target's subnets, for the whole of its network", () => {
    expect(judged()).toStrictEqual([lost("10.9.0.0/20 (no route)")]);
    expect(judged(route("10.9.0.0/21", "pcx-2"))).toStrictEqual([lost("10.9.0.0/20 (no route)")]);
    expect(judged(route("10.9.0.0/16", "pcx-2", false))).toStrictEqual([
      lost("10.9.0.0/20 (10.9.0.0/16 by pcx-2 is a black hole)"),
    ]);
  });

  test("that does not lead to the Internet", () => {
    expect(judged(route("0.0.0.0/0", "igw-1"))).toStrictEqual([lost("10.9.0.0/20 (0.0.0.0/0 leads to igw-1)")]);
    expect(judged(route("0.0.0.0/0", "nat-1"))).toStrictEqual([lost("10.9.0.0/20 (0.0.0.0/0 leads to nat-1)")]);
  });

  test("which a prefix list may be, but not that of an endpoint of AWS's own services", () => {
    expect(judged(route("pl-1", "tgw-1"))).toStrictEqual([
      lost("10.9.0.0/20 (no route) (unless pl-1 holds it, which is not read)", "unknown"),
    ]);
    expect(judged(route("pl-2", "vpce-1"))).toStrictEqual([lost("10.9.0.0/20 (no route)")]);
  });

  test("and none where it is in the VPC", () => {
    expect(findingsOf("peering", {}, networkPlan("peering").path)).toStrictEqual([]);
  });
});
