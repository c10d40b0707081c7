import { describe, expect, test } from "vitest";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import type { Plan } from "../../migration/plan.ts";
import { networkPlan, networkReading, tcp, type NetworkChange } from "./networkSamples.ts";
import { findingsOf, inShort, putBack, whole, type Broken, type Told } from "./networkTold.ts";

const egress = {
  code: "network-target-egress",
  severity: "blocking",
  expected: "an egress rule for TCP to it, by its network or by sg-source",
  remedy: putBack,
} as const satisfies Partial<Told>;
const ingress = {
  code: "network-source-ingress",
  severity: "blocking",
  expected: "an ingress rule for TCP from sg-target, or from the whole of these subnets",
  remedy: putBack,
} as const satisfies Partial<Told>;
const subnets = "subnet-t1 (10.0.1.0/24), subnet-t2 (10.0.2.0/24)";
const halves = ["10.0.2.0/25", "10.0.2.128/25"];
const nobodyIn = `sg-source does not admit the target's ${subnets} on port 6379`;

describe("security groups of the replication", () => {
  const table: readonly Broken[] = [
    {
      name: "the target's group has no egress rule",
      shape: "peering",
      change: { targetEgress: [] },
      ...egress,
      found: "sg-target has no egress rule for 10.1.0.241:6379",
    },
    {
      name: "the target's egress rule is for another port",
      shape: "sameVpc",
      change: { targetEgress: [tcp(6380, { cidr: "10.0.0.0/16" })] },
      ...egress,
      found: "sg-target has no egress rule for 10.0.0.241:6379",
    },
    {
      name: "the target's egress rule is for another network",
      shape: "peering",
      change: { targetEgress: [tcp(6379, { cidr: "10.2.0.0/16" })] },
      ...egress,
      found: "sg-target has no egress rule for 10.1.0.241:6379",
    },
    {
      name: "the target's egress rule is for another protocol",
      shape: "peering",
      change: { targetEgress: [{ ...tcp(6379, { cidr: "10.1.0.0/16" }), protocol: "udp" }] },
      ...egress,
      found: "sg-target has no egress rule for 10.1.0.241:6379",
    },
    {
      name: "the target's only egress rule is for a prefix list, which may hold the source",
      shape: "peering",
      change: { targetEgress: [tcp(6379, { other: "pl-1" }), tcp(6379, { other: "::/0" })] },
      ...egress,
      severity: "unknown",
      found: "sg-target has no egress rule for 10.1.0.241:6379 (unless pl-1 holds it, which is not read)",
    },
    {
      name: "the source's group has no ingress rule",
      shape: "peering",
      change: { sourceIngress: [] },
      ...ingress,
      found: nobodyIn,
    },
    {
      name: "the source's ingress rule is for another port",
      shape: "peering",
      change: { sourceIngress: [{ ...tcp(6380, { securityGroupId: "sg-target" }), toPort: 6400 }] },
      ...ingress,
      found: nobodyIn,
    },
    {
      name: "the source admits another group",
      shape: "sameVpc",
      change: { sourceIngress: [tcp(6379, { securityGroupId: "sg-app" })] },
      ...ingress,
      found: nobodyIn,
    },
    {
      name: "the source admits one of the target's subnets, and of the other a half",
      shape: "otherAccount",
      change: { sourceIngress: [tcp(6379, { cidr: "10.0.1.0/24" }), tcp(6379, { cidr: "10.0.2.0/25" })] },
      ...ingress,
      found: "sg-source does not admit the target's subnet-t2 (10.0.2.0/24) on port 6379",
    },
    {
      name: "the source admits a prefix list only, which may hold the target",
      shape: "transitGateway",
      change: { sourceIngress: [tcp(6379, { other: "pl-1" })] },
      ...ingress,
      severity: "unknown",
      found: `${nobodyIn} (unless pl-1 holds it, which is not read)`,
    },
  ];
  test.each(table)("$name", ({ shape, change, path, ...told }) => {
    expect(findingsOf(shape, change, path)).toStrictEqual([whole(told)]);
  });

  test.each<[string, NetworkChange]>([
    ["egress to the source's group", { targetEgress: [tcp(6379, { securityGroupId: "sg-source" })] }],
    ["egress of every protocol", { targetEgress: [{ ...tcp(-1, { cidr: "0.0.0.0/0" }), protocol: "-1" }] }],
    ["egress on every port", { targetEgress: [tcp(-1, { cidr: "10.1.0.241/32" })] }],
    [
      "ingress from networks that cover the subnets together",
      {
        sourceIngress: [tcp(6379, { cidr: "10.0.1.0/24" }), ...halves.map((cidr) => tcp(6379, { cidr }))],
      },
    ],
  ])("%s is enough", (_, change) => {
    expect(findingsOf("peering", change)).toStrictEqual([]);
  });

  test("each port of the source is judged, of configured and of announced servers", () => {
    const plan = networkPlan("peering");
    const source = { ...plan.source, clusterMode: "enabled", primaries: ["10.1.0.242:6390"] } as const;
    const servers: Plan = { ...plan, source };
    const rules = { targetEgress: [tcp(6379, { cidr: "10.1.0.0/16" })] };
    expect(inShort(networkReadiness(servers, networkReading("peering", rules), ["10.1.3.9:6391"]))).toStrictEqual([
      "network-target-egress: blocking: sg-target has no egress rule for 10.1.0.242:6390, 10.1.3.9:6391",
      `network-source-ingress: blocking: sg-source does not admit the target's ${subnets} on port 6390; ${subnets} on port 6391`,
    ]);
  });

  test("behind a chained endpoint the primary is nobody's whom the target's nodes connect to", () => {
    const plan = networkPlan("peering");
    const chained: Plan = { ...plan, source: { ...plan.source, primaries: ["10.1.0.242:6390"] } };
    expect(networkReadiness(chained, networkReading("peering"))).toStrictEqual([]);
  });
});
